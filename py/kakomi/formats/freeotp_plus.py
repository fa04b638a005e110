"""FreeOTP+'s export.

    {"tokenOrder": […], "tokens": [{"algo", "counter", "digits", "issuerExt", "issuerAlt", "label",
      "labelAlt", "period", "secret": [SIGNED BYTES], "type"}]}

The app counts up before it makes a code, so the next counter is one more than the one stored. Names
that the person gave (…Alt) come before those of the code. A TOTP of the issuer Steam is Steam's:
all FreeOTPs make its letters then, five where no other number is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import STEAM_DIGITS, Kind
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM}
ISSUERS = ("issuerAlt", "issuerExt", "issuerInt")
LABELS = ("labelAlt", "label")


def sniff(file: File) -> Match:
    """Returns SURE by the members. Other writers leave out the order."""
    if json_view.has_members(file.json, "tokens", "tokenOrder"):
        return Match.SURE
    tokens = (
        Node(file.json).at("tokens").value if json_view.has_members(file.json, "tokens") else None
    )
    first = tokens[0] if isinstance(tokens, list) and tokens else None
    return Match.likely(json_view.has_members(first, "secret", "label", "algo"))


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    return "tokens" if json_view.has_members(file.json, "tokenOrder") else ""


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all tokens."""
    builder = ImportBuilder(FORMAT.id)
    async for token in paced(Node(file.json).at("tokens")):
        with builder.entry(token.where):
            add(builder, token, signed_bytes(token.at("secret")), counted_from=1)
    return builder.draft()


def add(
    builder: ImportBuilder,
    token: Node,
    secret: bytes,
    *,
    counted_from: int,
    issuers: tuple[str, ...] = ISSUERS,
    labels: tuple[str, ...] = LABELS,
) -> None:
    """A token of any FreeOTP; the next counter is ``counted_from`` more than the one told, and the
    first of each kind of names that says something counts.
    """
    counter = token.at("counter").integer(-counted_from) + counted_from
    issuer = _first(token, *issuers)
    account = new_account(
        secret,
        kind=_kind(token, issuer),
        algorithm=token.at("algo").text(""),
        digits=token.at("digits").integer(6),
        period_s=token.at("period").integer(30),
        counter=counter,
        issuer=issuer,
        name=_first(token, *labels),
    )
    if _first(token, "imageAlt", "image"):
        builder.leave_out("icon_picture", token.where)
    builder.add(account)


def _kind(token: Node, issuer: str) -> Kind:
    kind = parse_kind(token.at("type").text("TOTP"), _KINDS)
    is_steams = issuer.casefold() == "steam" and token.at("digits").integer(5) == STEAM_DIGITS
    return Kind.STEAM if kind is Kind.TOTP and is_steams else kind


def _first(token: Node, *names: str) -> str:
    return next(filter(None, (token.at(name).text("") for name in names)), "")


def signed_bytes(node: Node) -> bytes:
    """Java's bytes, -128 to 127; or others', to 255. Raises FileMalformed."""
    numbers = [item.value for item in node]
    if not all(type(number) is int and -128 <= number <= 255 for number in numbers):
        node.fail()
    return bytes(number & 0xFF for number in numbers)


FORMAT = Format(
    id="freeotp_plus",
    title="FreeOTP+",
    extensions=("json",),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
)
