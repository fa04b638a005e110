"""Authenticator Plus's database, authplus.db, encrypted by SQLCipher 3. (Its export is a ZIP with a
list of URIs.)

The table is accounts(email, secret, type 0 TOTP, 1 HOTP, 2 Battle.net, counter, issuer, category).
A Battle.net secret is hexadecimal, and its codes have eight digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import KindUnsupported
from kakomi.formats.support import sqlcipher
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_hex
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_TOTP, _HOTP, _BATTLE_NET = 0, 1, 2
_BATTLE_NET_DIGITS = 8
_ALL = "All Accounts"


def sniff(file: File) -> Match:
    """Returns MAYBE for bytes that look random and fill whole pages."""
    return Match.maybe(file.is_opaque and len(file.data) % sqlcipher.PAGE_BYTES == 0)


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts."""
    database = await sqlcipher.decrypt(file.data, context)
    builder = ImportBuilder(FORMAT.id, encrypted=True)
    async for index, row in paced(enumerate(database.rows("accounts"))):
        where = f"accounts[{index}]"
        with builder.entry(where):
            _add(builder, Node(row, where))
    return builder.draft()


def _add(builder: ImportBuilder, row: Node) -> None:
    kind, text = row.at("type").integer(0), row.at("secret").text()
    if kind not in (_TOTP, _HOTP, _BATTLE_NET):
        raise KindUnsupported("type")
    account = new_account(
        decode_hex(text, row.at("secret").where) if kind == _BATTLE_NET else text,
        kind=Kind.HOTP if kind == _HOTP else Kind.TOTP,
        digits=_BATTLE_NET_DIGITS if kind == _BATTLE_NET else 6,
        counter=row.at("counter").integer(0),
        issuer=row.at("issuer").text(""),
        name=row.at("email").text(""),
    )
    category = row.at("category").text("")
    builder.add(account, groups=[] if category == _ALL else [category])


FORMAT = Format(
    id="authenticator_plus", title="Authenticator Plus", extensions=("db",), sniff=sniff, read=read
)
