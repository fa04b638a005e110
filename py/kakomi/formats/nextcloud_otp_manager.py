"""The export of Nextcloud's OTP Manager app.

{"accounts": [{"id", "secret", "name", "issuer", "digits", "type": "totp", "period",
  "algorithm": 0 SHA-1, 1 SHA-256, 2 SHA-512, "counter"}]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import AlgorithmUnsupported
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.otp_key import Algorithm, Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM}
_ALGORITHMS = {0: Algorithm.SHA1, 1: Algorithm.SHA256, 2: Algorithm.SHA512}


def sniff(file: File) -> Match:
    """Returns SURE if the first account has this app's members."""
    first = json_view.first_of(file.json, "accounts")
    return Match.sure(
        json_view.has_members(first, "secret", "name", "issuer", "period", "algorithm")
        and not json_view.has_members(first, "issuerName")
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all accounts."""
    builder = ImportBuilder(FORMAT.id)
    async for account in paced(Node(file.json).at("accounts")):
        with builder.entry(account.where):
            builder.add(
                new_account(
                    account.at("secret").text(),
                    kind=parse_kind(account.at("type").text("totp"), _KINDS),
                    algorithm=_algorithm(account.at("algorithm")),
                    digits=account.at("digits").integer(6),
                    period_s=account.at("period").integer(30),
                    counter=account.at("counter").integer(0),
                    issuer=account.at("issuer").text(""),
                    name=account.at("name").text(""),
                )
            )
    return builder.draft()


def _algorithm(node: Node) -> Algorithm | str:
    """Returns the algorithm by its number, or the name that newer versions write."""
    if isinstance(node.value, str) and not node.value.strip().isdigit():
        return node.value
    algorithm = _ALGORITHMS.get(node.integer(0))
    if algorithm is None:
        raise AlgorithmUnsupported("algorithm")
    return algorithm


FORMAT = Format(
    id="nextcloud_otp_manager",
    title="Nextcloud OTP Manager",
    extensions=("json",),
    sniff=sniff,
    read=read,
)
