"""SQLite databases from rooted phones: Google Authenticator's, Microsoft Authenticator's,
Stratum's.

- Google: accounts(email, secret, type 0 TOTP or 1 HOTP, counter, issuer, isencrypted). Encrypted
  rows have a key that never leaves the phone.
- Microsoft: accounts(name, username, account_type, oath_secret_key). Type 0 is base32, in any case;
  1 is Microsoft's own, base64, with eight digits; others have no secret.
- Stratum: authenticator(type, issuer, …), with the backup's meanings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.errors import FileDeviceBound, FileUnknown, KindUnsupported
from kakomi.formats import stratum
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import from_base64

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.sqlite import Database

NAME = "database"

_GOOGLE_KINDS = {0: Kind.TOTP, 1: Kind.HOTP}
_MICROSOFT_DIGITS = 8


def _owner(database: Database | None) -> str:
    if database is None:
        return ""
    if database.has("accounts", "email", "secret", "type", "counter"):
        return "google_database"
    if database.has("accounts", "account_type", "oath_secret_key"):
        return "microsoft_database"
    if database.has("authenticator", "type", "secret", "issuer"):
        return "stratum_database"
    return ""


def sniff(file: File) -> Match:
    """By their tables' columns."""
    return Match.sure(bool(_owner(file.database)))


async def read(file: File, _opening: DecryptContext) -> Draft:
    """The accounts."""
    owner = _owner(file.database)
    if file.database is None or not owner:
        raise FileUnknown("file")
    gathering = ImportBuilder(owner)
    adding = {
        "google_database": _add_google,
        "microsoft_database": _add_microsoft,
        "stratum_database": _add_stratum,
    }[owner]
    groups = _stratum_groups(file.database) if owner == "stratum_database" else {}
    table = "authenticator" if owner == "stratum_database" else "accounts"
    for row in _rows(file.database, table):
        with gathering.one(row.where):
            adding(gathering, row, groups)
    return gathering.draft()


def _rows(database: Database, table: str) -> Iterator[Node]:
    for index, row in enumerate(database.rows(table)):
        yield Node(row, f"{table}[{index}]")


def _add_google(gathering: ImportBuilder, row: Node, _groups: dict[str, list[str]]) -> None:
    if row.at("isencrypted").whole(0) > 0:
        gathering.refuse(FileDeviceBound("secret"), row.where)
        return
    kind = _GOOGLE_KINDS.get(row.at("type").whole(0))
    if kind is None:
        raise KindUnsupported("type")
    account = new_account(
        row.at("secret").text(),
        kind=kind,
        counter=row.at("counter").whole(0),
        issuer=row.at("issuer").text(""),
        name=row.at("email").text(""),
    )
    gathering.add(account)


def _add_microsoft(gathering: ImportBuilder, row: Node, _groups: dict[str, list[str]]) -> None:
    text, kind = row.at("oath_secret_key").text(""), row.at("account_type").whole()
    issuer, name = row.at("name").text(""), row.at("username").text("")
    if kind == 0:
        gathering.add(new_account(text, issuer=issuer, name=name))
    elif kind == 1 and text:
        secret = from_base64(text, row.at("oath_secret_key").where)
        gathering.add(new_account(secret, digits=_MICROSOFT_DIGITS, issuer=issuer, name=name))
    else:
        gathering.leave_out("push_account", row.where)


def _add_stratum(gathering: ImportBuilder, row: Node, groups: dict[str, list[str]]) -> None:
    capitals = {name[:1].upper() + name[1:]: value for name, value in row.members.items()}
    entry = Node(capitals, row.where)
    icon = entry.at("Icon").text("")
    if icon.startswith("@"):
        gathering.leave_out("icon_picture", row.where)
    gathering.add(
        stratum.account(entry),
        groups=groups.get(stratum.bare(entry.at("Secret")), []),
        icon="" if icon.startswith("@") or icon == "default" else icon,
    )


def _stratum_groups(database: Database) -> dict[str, list[str]]:
    if not database.has("category", "id", "name") or not database.has(
        "authenticatorcategory", "categoryId", "authenticatorSecret"
    ):
        return {}
    names = {row.at("id").text(""): row.at("name").text("") for row in _rows(database, "category")}
    groups: dict[str, list[str]] = {}
    for row in _rows(database, "authenticatorcategory"):
        name = names.get(row.at("categoryId").text(""), "")
        groups.setdefault(stratum.bare(row.at("authenticatorSecret")), []).append(name)
    return groups
