"""The last resort: account URIs and clearly labelled keys inside a file of no known format.

Plain text, Markdown, YAML, JSON, XML and HTML are searched. The preview says that the accounts were
found inside an unknown file, and nothing is added without confirmation.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from kakomi.errors import FileError, FileTooLarge, FileUnknown
from kakomi.formats import otpauth_text
from kakomi.formats.support import key_search, limits, xml
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.match import Match
from kakomi.formats.support.uri_search import find_uris
from kakomi.label import normalize_label
from kakomi.pacing import paced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.account import NewAccount
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.xml import Element

Record = dict[str, str]

_MAX_RECORDS = 200_000
_MAX_BLOCK_LINES = 100
_ITEM = re.compile(r"\s*(?:-\s|#|\*\s|\d+[.)]\s|\[|$)")
_SECTION = re.compile(r"\[[^\[\]():]{1,100}\]")  # of an INI or TOML file
_URI_NAME = "uri"
_TAG = re.compile(r"<[^<>]{1,2000}>")


def sniff(file: File) -> Match:
    """Returns LAST_RESORT for every text that is not encrypted. Every other format is preferred."""
    is_text = file.text is not None and not file.text.startswith("-----BEGIN PGP")
    return Match.LAST_RESORT if is_text else Match.NO


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the accounts that were found. Raises FileUnknown if there are none."""
    builder = ImportBuilder(FORMAT.id)
    known: set[tuple[bytes, str, str]] = set()
    await _read_records(builder, await _records(file), known)
    if not builder.entries and not builder.refused and (file.text or "").startswith("<"):
        # The words of a sentence may be in different elements: "2FA key: <code>…</code>".
        text = html.unescape(_TAG.sub(" ", _with_line_breaks(file.text or "")))
        await _read_records(builder, _records_of_lines(text), known)
    if not builder.entries and not builder.refused:
        raise FileUnknown("file")
    return builder.draft()


async def _read_records(
    builder: ImportBuilder, records: Iterator[Record], known: set[tuple[bytes, str, str]]
) -> None:
    async for number, record in paced(enumerate(records)):
        if number > _MAX_RECORDS:
            raise FileTooLarge("text")
        where = f"records[{number}]"
        for uri in await _uris(record):
            with builder.entry(where):
                if uri.lower().startswith("otpauth-migration:"):
                    builder.merge(otpauth_text.read_texts([uri]), where)
                else:
                    _add(builder, key_search.account_of_uri(uri, record), known)
        found = key_search.labelled_key(record)
        if found is not None:
            with builder.entry(where):
                _add(builder, key_search.account_of_record(record, found), known)


def _add(builder: ImportBuilder, account: NewAccount, known: set[tuple[bytes, str, str]]) -> None:
    identity = (account.key.secret, account.issuer, account.name)
    if identity not in known:
        known.add(identity)
        builder.add(account)


async def _uris(record: Record) -> list[str]:
    found: list[str] = []
    for value in record.values():
        if ":" in value or "%3" in value:
            found += [html.unescape(uri) for _, uri in await find_uris(value)]
    return list(dict.fromkeys(found))


async def _records(file: File) -> Iterator[Record]:
    if file.json is not None:
        return _records_of_json(file.json)
    if file.xml is not None:
        return _records_of_xml(file.xml)
    text = file.text or ""
    if text.startswith("<"):
        try:
            return _records_of_xml(await xml.parse(file.data))
        except FileError:
            text = _with_line_breaks(text)
    if text.count("\n") > limits.MAX_LINES:
        raise FileTooLarge("lines")
    return _records_of_lines(text)


def _with_line_breaks(text: str) -> str:
    return re.sub(r"<(?:br|/?(?:p|div|li|tr|td|th|h[1-6]))\b[^>]{0,200}>", "\n", text)


def _records_of_json(root: object) -> Iterator[Record]:
    """Yields a record of the texts and numbers of every object, and one for each text of a list.

    An object without names gets those of the object that contains it.
    """
    left: list[tuple[object, Record]] = [(root, {})]
    while left:
        value, outer = left.pop()
        if isinstance(value, dict):
            record = {name: str(v) for name, v in value.items() if type(v) in (str, int)}
            issuer, name = key_search.names_of_record(record)
            if issuer or name:
                # "title", because "issuer" would say that a plain "secret" is a key.
                outer = {"title": issuer, "username": name}
            else:
                record = outer | record
            yield record
            inner = [v for v in value.values() if isinstance(v, dict | list)]
            left += [(v, outer if isinstance(v, dict) else {}) for v in reversed(inner)]
        elif isinstance(value, list):
            yield from ({_URI_NAME: item} for item in value if isinstance(item, str))
            left += [(item, {}) for item in reversed(value) if isinstance(item, dict | list)]


def _records_of_xml(root: Element) -> Iterator[Record]:
    """Yields a record of the attributes and the children's texts of every element."""
    left = [root]
    while left:
        element = left.pop()
        record = dict(element.attributes)
        for child in element.children:
            name = child.attributes.get("name") or child.attributes.get("label") or child.name
            if child.text.strip():
                record.setdefault(name, child.text)
        if element.text.strip():
            record.setdefault(_URI_NAME, element.text)
        yield record
        left += reversed(element.children)


def _records_of_lines(text: str) -> Iterator[Record]:
    """Yields the fields of each block of lines. A blank line, a heading or a list item ends one."""
    block: list[str] = []
    heading = ""
    for line in [*text.split("\n"), ""]:
        if block and (_ITEM.match(line) or len(block) >= _MAX_BLOCK_LINES):
            yield from _records_of_block(block, heading)
            block = []
        if line.lstrip().startswith("#"):
            heading = normalize_label(line.strip("# \t\r"))
        elif _SECTION.fullmatch(line.strip()):
            heading = normalize_label(line.strip("[] \t\r\"'"))
        if line.strip():
            block.append(line)


def _records_of_block(lines: list[str], heading: str) -> Iterator[Record]:
    record = key_search.pairs_of_lines(lines)
    has_key = key_search.labelled_key(record) is not None
    if heading and has_key and not key_search.names_of_record(record)[0]:
        record["title"] = heading
    if has_key:
        yield record
    for line in lines:
        if ":" in line or "%3" in line:
            yield {_URI_NAME: line}
        key = "" if has_key else key_search.key_in_prose(line[:2_000])
        if key:
            yield {"totp": key, "title": heading}


FORMAT = Format(
    id="unknown", title="", extensions=("txt", "md", "json", "yaml"), sniff=sniff, read=read
)
