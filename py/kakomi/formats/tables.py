"""Tables with one-time passwords: the CSVs of password managers, by the names in their first line.

Apple's and Safari's, 1Password 8's, Bitwarden's, Proton Pass's, SafeInCloud's, Synology's,
KeePassXC's, LastPass's, Dashlane's, NordPass's, Enpass's, and the lists of extract_otp_secrets, of
which one is JSON. A column counts by its name alone, in any case and order. The code is a URI or a
bare secret, which goes by the row's title and user name.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.errors import FileError, FileMalformed, FileTooLarge, FileUnknown
from kakomi.formats.ground import limits, tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment, kind_of, of_field, titled
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.account import Enrolment
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "csv"

# Names in lower case, letters and digits alone; the first that a table has counts.
_COLUMNS = {
    "code": (
        "otpauth",
        "logintotp",
        "totp",
        "otp",
        "otpurl",
        "otpsecret",
        "onetimepassword",
        "onetimecode",
        "2fa",
        "twofactorsecret",
        "totpsecret",
        "timeotpsecretbase32",
        "hmacotpsecretbase32",
        "authenticatorkey",
    ),
    "title": ("title", "name", "itemname", "displayname", "account", "service"),
    "username": (
        "username",
        "loginusername",
        "login",
        "user",
        "email",
        "loginemail",
        "accountname",
    ),
    "password": ("password", "loginpassword"),
    "note": ("notes", "note", "extra", "notesplain", "comment"),
    "address": ("url", "website", "loginuri", "uri", "websiteurl", "webaddress", "loginurl"),
    "group": ("folder", "group", "grouping", "vault", "category", "tags"),
    "pinned": ("favorite", "fav", "favourite"),
    "counter": ("hmacotpcounter",),
}
_EXTRACTED = ("name", "secret", "issuer", "type")
_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "": Kind.TOTP}
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the columns are, by what they mean."""

    columns: dict[str, int]
    delimiter: str
    extracted: dict[str, int] | None

    def cell(self, row: Sequence[str], name: str) -> str:
        """A row's value, or none."""
        index = self.columns.get(name)
        return row[index] if index is not None and index < len(row) else ""


def sniff(file: File) -> Match:
    """By the first line, or the first object."""
    if isinstance(file.json, list) and file.json:
        return Match.likely(tree.has(file.json[0], *_EXTRACTED, "url"))
    return Match.likely(_table(file.text) is not None)


async def read(file: File, _opening: Opening) -> Draft:
    """Every row with a code."""
    if isinstance(file.json, list):
        return _listed(Node(file.json, "rows"))
    table = _table(file.text)
    if table is None or file.text is None:
        raise FileUnknown("file")
    gathering = Gathering(NAME)
    for index, row in enumerate(_rows(file.text, table.delimiter)):
        if index == 0 or not any(cell.strip() for cell in row):
            continue
        where = f"rows[{index}]"
        with gathering.one(where):
            if table.extracted is not None:
                gathering.add(_extracted(row, table.extracted))
            else:
                _add(gathering, table, row, where)
    return gathering.draft()


def _listed(rows: Node) -> Draft:
    gathering = Gathering(NAME)
    for row in rows:
        with gathering.one(row.where):
            gathering.add(of_field(row.at("url").text(), "", ""))
    return gathering.draft()


def _table(text: str | None) -> _Table | None:
    if not text or text[0] in "{[<":
        return None
    line = text.partition("\n")[0].strip("\r")
    if len(line) > 10_000:
        return None
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        names = next(iter(_rows(line, delimiter)), [])
    except FileError:
        return None
    found = {_bare(name): index for index, name in reversed(list(enumerate(names)))}
    if len(names) < 2:
        return None
    columns = {
        meaning: found[next(name for name in spellings if name in found)]
        for meaning, spellings in _COLUMNS.items()
        if any(name in found for name in spellings)
    }
    if "code" in columns:
        return _Table(columns, delimiter, None)
    if all(name in found for name in _EXTRACTED):
        return _Table({}, delimiter, found)
    return None


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(limits.MAX_TEXT_CHARACTERS)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
            if len(rows) > limits.MAX_ROWS:
                raise FileTooLarge("rows")
    except csv.Error:
        raise FileMalformed(f"rows[{len(rows)}]") from None  # its text names a rule, no content
    return rows


def _add(gathering: Gathering, table: _Table, row: Sequence[str], where: str) -> None:
    code = table.cell(row, "code").strip()
    if not code:
        gathering.leave_out("item_without_code", where)
        return
    title = table.cell(row, "title")
    if table.cell(row, "password"):
        gathering.leave_out("password", where)
    account = of_field(code, title, table.cell(row, "username"))
    if table.cell(row, "counter"):
        counter = Node(table.cell(row, "counter"), "counter").whole()
        account = replace(account, key=replace(account.key, kind=Kind.HOTP), counter=counter)
    gathering.add(
        account,
        note=titled(table.cell(row, "note"), title, account),
        groups=[table.cell(row, "group")],
        addresses=[table.cell(row, "address")],
        pinned=table.cell(row, "pinned").strip().lower() in ("1", "true", "yes"),
    )


def _extracted(row: Sequence[str], columns: dict[str, int]) -> Enrolment:
    """A row of extract_otp_secrets, whose URI is made from the other columns."""

    def cell(name: str) -> str:
        index = columns.get(name, len(row))
        return row[index].strip() if index < len(row) else ""

    if cell("url"):
        return of_field(cell("url"), "", "")
    return enrolment(
        cell("secret"),
        kind=kind_of(cell("type"), _KINDS),
        counter=Node(cell("counter") or "0", "counter").whole(),
        issuer=cell("issuer"),
        name=cell("name"),
    )
