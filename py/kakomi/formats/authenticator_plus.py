"""Authenticator Plus's database, authplus.db, encrypted as SQLCipher 3 does. (Its export is a ZIP
with a list of URIs.)

accounts(email, secret, type 0 TOTP, 1 HOTP, 2 Battle.net, counter, issuer, category). A Battle.net
secret is hexadecimal and its codes have eight digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.errors import KindUnsupported
from kakomi.formats.support import sqlcipher
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import from_hex

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

NAME = "authenticator_plus"

_TOTP, _HOTP, _BATTLE_NET = 0, 1, 2
_BATTLE_NET_DIGITS = 8
_ALL = "All Accounts"


def sniff(file: File) -> Match:
    """By nothing but looking random, in whole pages."""
    return Match.maybe(file.is_opaque and len(file.data) % sqlcipher.PAGE_BYTES == 0)


async def read(file: File, context: DecryptContext) -> Draft:
    """The accounts."""
    database = await sqlcipher.opened(file.data, context)
    gathering = ImportBuilder(NAME, encrypted=True)
    for index, row in enumerate(database.rows("accounts")):
        where = f"accounts[{index}]"
        with gathering.one(where):
            _add(gathering, Node(row, where))
    return gathering.draft()


def _add(gathering: ImportBuilder, row: Node) -> None:
    kind, text = row.at("type").whole(0), row.at("secret").text()
    if kind not in (_TOTP, _HOTP, _BATTLE_NET):
        raise KindUnsupported("type")
    account = new_account(
        from_hex(text, row.at("secret").where) if kind == _BATTLE_NET else text,
        kind=Kind.HOTP if kind == _HOTP else Kind.TOTP,
        digits=_BATTLE_NET_DIGITS if kind == _BATTLE_NET else 6,
        counter=row.at("counter").whole(0),
        issuer=row.at("issuer").text(""),
        name=row.at("email").text(""),
    )
    category = row.at("category").text("")
    gathering.add(account, groups=[] if category == _ALL else [category])
