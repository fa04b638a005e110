"""Authenticator Plus's database, authplus.db, encrypted as SQLCipher 3 does. (Its export is a ZIP
with a list of URIs.)

accounts(email, secret, type 0 TOTP, 1 HOTP, 2 Battle.net, counter, issuer, category). A Battle.net
secret is hexadecimal and its codes have eight digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.errors import KindUnsupported
from kakomi.formats.ground import sqlcipher
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.text import from_hex
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "authenticator_plus"

_TOTP, _HOTP, _BATTLE_NET = 0, 1, 2
_BATTLE_NET_DIGITS = 8
_ALL = "All Accounts"


def sniff(file: File) -> Match:
    """By nothing but looking random, in whole pages."""
    return Match.maybe(file.is_opaque and len(file.data) % sqlcipher.PAGE_BYTES == 0)


async def read(file: File, opening: Opening) -> Draft:
    """The accounts."""
    database = await sqlcipher.opened(file.data, opening)
    gathering = Gathering(NAME, encrypted=True)
    for index, row in enumerate(database.rows("accounts")):
        where = f"accounts[{index}]"
        with gathering.one(where):
            _add(gathering, Node(row, where))
    return gathering.draft()


def _add(gathering: Gathering, row: Node) -> None:
    kind, text = row.at("type").whole(0), row.at("secret").text()
    if kind not in (_TOTP, _HOTP, _BATTLE_NET):
        raise KindUnsupported("type")
    account = enrolment(
        from_hex(text, row.at("secret").where) if kind == _BATTLE_NET else text,
        kind=Kind.HOTP if kind == _HOTP else Kind.TOTP,
        digits=_BATTLE_NET_DIGITS if kind == _BATTLE_NET else 6,
        counter=row.at("counter").whole(0),
        issuer=row.at("issuer").text(""),
        name=row.at("email").text(""),
    )
    category = row.at("category").text("")
    gathering.add(account, groups=[] if category == _ALL else [category])
