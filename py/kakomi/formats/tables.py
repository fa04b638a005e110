"""Tables with one-time passwords: CSV files of password managers with column names in line 1.

Apple's and Safari's, 1Password 8's, Bitwarden's, Proton Pass's, SafeInCloud's, Synology's,
KeePassXC's, LastPass's, Dashlane's, NordPass's, Enpass's, Keeper's, MYKI's, Zoho's, and lists of
secrets and their issuers, such as extract_otp_secrets', which also writes JSON. Columns are
recognized by their English, Japanese, German, French, Spanish, Chinese or Korean names
(``column_names``), in any case and order. The code is a URI or a bare secret. For a bare secret,
the row's title, user name, algorithm, digits, period and counter are used.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi import uri_schemes
from kakomi.errors import FileError, FileMalformed, FileTooLarge, FileUnknown, FileWithoutKeys
from kakomi.formats.support import (
    column_names,
    json_view,
    key_search,
    labelled_rows,
    limits,
    uri_search,
)
from kakomi.formats.support.account_builder import (
    account_of_field,
    new_account,
    note_with_title,
    parse_kind,
)
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kakomi.account import NewAccount
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_BETWEEN_ADDRESSES = re.compile(r",(?=\w+://)")  # an address may contain a comma
# A table with these columns has logins. Any of its cells may hold a labelled key.
_LOGINS = {"username", "password", "address"}
_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM, "": Kind.TOTP}
_DELIMITERS = ",;\t|，、"
_DELIMITER_LINE = re.compile(
    r'"?sep=(.)"?\r?\n', re.IGNORECASE
)  # Excel's own line before the names
# A number with its unit, as people write it in their own tables.
_UNIT = re.compile(
    r"(?<=\d)\s*(?:桁|秒|digits?|s|sec|seconds?|stellen|ziffern|sekunden|chiffres|secondes"
    r"|dígitos|segundos|位|자리|초)$",
    re.IGNORECASE,
)
_LEAST_COLUMNS, _MAX_COLUMNS, _MAX_FIRST_LINE = 2, 1_000, 10_000


@dataclass(frozen=True, slots=True)
class _Table:
    """The indices of the columns by their meaning, and the delimiter."""

    columns: dict[str, int]
    delimiter: str

    def cell(self, row: Sequence[str], name: str) -> str:
        """Returns the row's value in that column, or an empty text."""
        index = self.columns.get(name)
        return row[index] if index is not None and index < len(row) else ""


def sniff(file: File) -> Match:
    """Returns LIKELY by the names in the first line, or in the first JSON object."""
    if isinstance(file.json, list) and file.json:
        first = file.json[0]
        return Match.likely(
            json_view.has_members(first, "secret", "issuer")
            and not json_view.has_members(first, "label", "type")
        )
    text = _without_delimiter_line(file.text)
    return Match.likely((_table(text) or _labelled(text)) is not None)


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns every row with a code."""
    if isinstance(file.json, list):
        return await _listed(Node(file.json, "rows"))
    builder = ImportBuilder(FORMAT.id)
    first = _table(_without_delimiter_line(file.text))
    has_column = first is not None and "code" in first.columns
    async for where, table, row in paced(_all(_without_delimiter_line(file.text))):
        with builder.entry(where):
            _add(builder, table, row, where)
        has_column = has_column or not set(table.columns) >= _LOGINS or "code" in table.columns
    if not has_column and not builder.entries and not builder.refused:
        raise FileWithoutKeys("rows")
    return builder.draft()


def _all(text: str | None) -> Iterator[tuple[str, _Table, Sequence[str]]]:
    """Yields the path, the columns and the cells of each row that is not empty. Raises
    FileError.
    """
    table, labelled = _table(text), _labelled(text)
    if text is None or (table is None and labelled is None):
        raise FileUnknown("file")
    for index, row in enumerate(_rows(text, table.delimiter if table else ",")):
        if not any(cell.strip() for cell in row):
            continue
        if table is not None and index:
            yield f"rows[{index}]", table, row
        elif labelled is not None and not labelled_rows.is_heading(row):
            names, cells = labelled(row)
            yield f"rows[{index}]", _of_names(names, ",") or _Table({}, ","), cells


async def _listed(rows: Node) -> ImportDraft:
    """Returns the accounts of a list of JSON objects, whose members are the columns."""
    found: dict[str, None] = {}
    async for row in paced(rows):
        if row.is_object:
            found.update(dict.fromkeys(row.members))
        if len(found) > _MAX_COLUMNS:
            raise FileTooLarge("rows")
    names = list(found)
    table = _of_names(names, "")
    if table is None:
        raise FileUnknown("file")
    builder = ImportBuilder(FORMAT.id)
    async for row in paced(rows):
        with builder.entry(row.where):
            cells = [""] * len(names)
            for index in table.columns.values():
                cells[index] = _cell(row.at(names[index]))
            _add(builder, table, cells, row.where)
    return builder.draft()


def _cell(node: Node) -> str:
    if isinstance(node.value, bool):
        return "1" if node.value else ""
    if isinstance(node.value, list):
        return ", ".join(item.text() for item in node)
    return str(node.value) if type(node.value) is int else node.text("")


def _without_delimiter_line(text: str | None) -> str | None:
    """Returns the text without the line "sep=;", which tells Excel the delimiter."""
    match = _DELIMITER_LINE.match(text or "")
    return text[match.end() :] if text is not None and match else text


def _table(text: str | None) -> _Table | None:
    names, delimiter = _first_line(text)
    if len(names) < _LEAST_COLUMNS or labelled_rows.is_enpass(names, column_names.is_known):
        return None
    return _of_names(names, delimiter)


def _labelled(text: str | None) -> Callable[[Sequence[str]], tuple[list[str], list[str]]] | None:
    """Returns the function that separates a row's labels and cells, if the labels are in each row;
    None for other tables.
    """
    names, delimiter = _first_line(text)
    if text is None or delimiter != "," or _table(text) is not None:
        return None
    if labelled_rows.is_enpass(names, column_names.is_known):
        return labelled_rows.enpass_row
    return labelled_rows.keeper_row if labelled_rows.is_keepers(text) else None


def _first_line(text: str | None) -> tuple[list[str], str]:
    """Returns the cells of the first line and their delimiter; no cells if the text is no table."""
    line = (text or "").partition("\n")[0].strip("\r")
    if not line or line[0] in "{[<" or len(line) > _MAX_FIRST_LINE:
        return [], ""
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        return next(_rows(line, delimiter), []), delimiter
    except FileError:
        return [], ""


def _of_names(names: Sequence[str], delimiter: str) -> _Table | None:
    for is_list in (False, True):
        columns = column_names.columns(names, is_list=is_list)
        if columns.get("username") == columns.get("title"):
            columns.pop("username", None)
        if "code" in columns or (not is_list and set(columns) >= _LOGINS):
            return _Table(columns, delimiter)
    return None


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yields the rows of a CSV text. Raises FileMalformed, FileTooLarge."""
    # Rows and cells are counted first, because the csv module parses a whole row in one call.
    if text.count("\n") > limits.MAX_ROWS or text.count(delimiter) > limits.MAX_CELLS:
        raise FileTooLarge("rows")
    csv.field_size_limit(limits.MAX_TEXT_CHARACTERS)
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            count += 1
            if count > limits.MAX_ROWS:
                raise FileTooLarge("rows")
            yield row
    except csv.Error:
        raise FileMalformed(f"rows[{count}]") from None


def _add(builder: ImportBuilder, table: _Table, row: Sequence[str], where: str) -> None:
    code = table.cell(row, "code").strip() or _labelled_code(table, row)
    if not code:
        builder.leave_out("item_without_code", where)
        return
    title = table.cell(row, "title")
    if table.cell(row, "password"):
        builder.leave_out("password", where)
    account = _account(table, row, code)
    builder.add(
        account,
        note=note_with_title(table.cell(row, "note"), title, account),
        groups=[table.cell(row, "group")],
        addresses=_BETWEEN_ADDRESSES.split(table.cell(row, "address")),
        pinned=table.cell(row, "pinned").strip().lower() in ("1", "true", "yes"),
    )


def _labelled_code(table: _Table, row: Sequence[str]) -> str:
    """Returns a URI from any cell, or a labelled key from any cell but the note, in a table without
    a column for codes.

    RoboForm has such keys in its field RfFieldsV2. A key in a note is only text: it may no longer
    be in use.
    """
    if "code" in table.columns:
        return ""
    for index, cell in enumerate(row):
        if uri_schemes.is_account_or_transfer(cell):
            return cell.strip()
        uri = uri_search.first_uri(cell[:_MAX_FIRST_LINE])
        if uri:
            return uri
        key = key_search.key_in_prose(cell[:_MAX_FIRST_LINE])
        if key and index != table.columns.get("note"):
            return key
    return ""


def _account(table: _Table, row: Sequence[str], code: str) -> NewAccount:
    title, username = table.cell(row, "title"), table.cell(row, "username")
    address = table.cell(row, "address").strip()
    if "kind" in table.columns and address.lower().startswith("otpauth:"):
        return account_of_field(address, "", "")  # the URI repeats the row's other columns
    if "://" in code:
        return account_of_field(code, title, username)
    kind = parse_kind(table.cell(row, "kind"), _KINDS)
    if "kind" not in table.columns and table.cell(row, "counter").strip():
        kind = Kind.HOTP
    return new_account(
        code,
        kind=kind,
        algorithm=table.cell(row, "algorithm").strip(),
        digits=_number(table, row, "digits", 6),
        period_s=_number(table, row, "period", 30),
        counter=_number(table, row, "counter", 0),
        issuer=title,
        name=username,
    )


def _number(table: _Table, row: Sequence[str], name: str, default: int) -> int:
    text = _UNIT.sub("", table.cell(row, name).strip())
    return Node(text or None, name).integer(default)


FORMAT = Format(id="csv", title="", extensions=("csv", "tsv"), sniff=sniff, read=read)
