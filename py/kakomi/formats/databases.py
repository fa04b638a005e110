"""SQLite databases from rooted phones: Google Authenticator's, Microsoft Authenticator's,
Stratum's.

- Google: accounts(email, secret, type 0 TOTP or 1 HOTP, counter, issuer, isencrypted). The key of
  encrypted rows never leaves the phone.
- Microsoft: accounts(name, username, account_type, oath_secret_key). The secret of type 0 is base32
  in any case. Type 1 is a Microsoft account: its secret is base64, its codes have eight digits.
  Other types have no secret.
- Stratum: authenticator(type, issuer, …), with the values of Stratum's backup.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kakomi.errors import FileDeviceBound, FileUnknown, KindUnsupported
from kakomi.formats import stratum
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.format import Sniff
    from kakomi.formats.support.sqlite import Database

_AddRow = Callable[[ImportBuilder, Node], None]
_GOOGLE_KINDS = {0: Kind.TOTP, 1: Kind.HOTP}
_MICROSOFT_DIGITS = 8


def _sniff_columns(table: str, *columns: str) -> Sniff:
    def sniff(file: File) -> Match:
        database = file.database
        return Match.sure(database is not None and database.has(table, *columns))

    return sniff


async def _read(file: File, format_: Format, table: str, add_row: _AddRow) -> ImportDraft:
    if file.database is None:
        raise FileUnknown("file")
    builder = ImportBuilder(format_.id)
    async for row in paced(_rows(file.database, table)):
        with builder.entry(row.where):
            add_row(builder, row)
    return builder.draft()


async def _read_google(file: File, _context: DecryptContext) -> ImportDraft:
    return await _read(file, GOOGLE, "accounts", _add_google)


async def _read_microsoft(file: File, _context: DecryptContext) -> ImportDraft:
    return await _read(file, MICROSOFT, "accounts", _add_microsoft)


async def _read_stratum(file: File, _context: DecryptContext) -> ImportDraft:
    groups = _stratum_groups(file.database) if file.database is not None else {}
    return await _read(file, STRATUM, "authenticator", partial(_add_stratum, groups=groups))


def _rows(database: Database, table: str) -> Iterator[Node]:
    for index, row in enumerate(database.rows(table)):
        yield Node(row, f"{table}[{index}]")


def _add_google(builder: ImportBuilder, row: Node) -> None:
    if row.at("isencrypted").integer(0) > 0:
        builder.refuse(FileDeviceBound("secret"), row.where)
        return
    kind = _GOOGLE_KINDS.get(row.at("type").integer(0))
    if kind is None:
        raise KindUnsupported("type")
    account = new_account(
        row.at("secret").text(),
        kind=kind,
        counter=row.at("counter").integer(0),
        issuer=row.at("issuer").text(""),
        name=row.at("email").text(""),
    )
    builder.add(account)


def _add_microsoft(builder: ImportBuilder, row: Node) -> None:
    text, kind = row.at("oath_secret_key").text(""), row.at("account_type").integer()
    issuer, name = row.at("name").text(""), row.at("username").text("")
    if kind == 0:
        builder.add(new_account(text, issuer=issuer, name=name))
    elif kind == 1 and text:
        secret = decode_base64(text, row.at("oath_secret_key").where)
        builder.add(new_account(secret, digits=_MICROSOFT_DIGITS, issuer=issuer, name=name))
    else:
        builder.leave_out("push_account", row.where)


def _add_stratum(builder: ImportBuilder, row: Node, *, groups: dict[str, list[str]]) -> None:
    capitals = {name[:1].upper() + name[1:]: value for name, value in row.members.items()}
    entry = Node(capitals, row.where)
    icon = entry.at("Icon").text("")
    if icon.startswith("@"):
        builder.leave_out("icon_picture", row.where)
    builder.add(
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


GOOGLE = Format(
    id="google_database",
    title="Google Authenticator",
    extensions=("db", "sqlite"),
    sniff=_sniff_columns("accounts", "email", "secret", "type", "counter"),
    read=_read_google,
)
MICROSOFT = Format(
    id="microsoft_database",
    title="Microsoft Authenticator",
    extensions=("db", "sqlite"),
    sniff=_sniff_columns("accounts", "account_type", "oath_secret_key"),
    read=_read_microsoft,
)
STRATUM = Format(
    id="stratum_database",
    title="Stratum",
    extensions=("db", "db3", "sqlite"),
    sniff=_sniff_columns("authenticator", "type", "secret", "issuer"),
    read=_read_stratum,
)
