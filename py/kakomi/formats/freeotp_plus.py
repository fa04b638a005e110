"""FreeOTP+'s export.

    {"tokenOrder": […], "tokens": [{"algo", "counter", "digits", "issuerExt", "issuerAlt", "label",
      "labelAlt", "period", "secret": [SIGNED BYTES], "type"}]}

The app increments the counter before it computes a code, so the next counter is the stored one plus
one. The user's names (…Alt) take precedence over those of the QR code. A TOTP with the issuer Steam
is a Steam account: all FreeOTP apps then compute Steam's letters, five unless ``digits`` is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.otp_key import STEAM_DIGITS, Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM}
ISSUERS = ("issuerAlt", "issuerExt", "issuerInt")
LABELS = ("labelAlt", "label")


def sniff(file: File) -> Match:
    """Returns SURE by the members. Files of other programs may lack the order."""
    if json_view.has_members(file.json, "tokens", "tokenOrder"):
        return Match.SURE
    first = json_view.first_of(file.json, "tokens")
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
    """Add a token of any FreeOTP app. The next counter is the stored one plus ``counted_from``. The
    first of ``issuers`` and of ``labels`` that is not empty is used.
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
    """Returns the bytes of a list of numbers from -128 to 127 (Java) or to 255 (other programs).
    Raises FileMalformed.
    """
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
