"""1Password's old interchange format, data.1pif: lines with JSON objects, and separator lines.

{"title", "location", "trashed", "typeName", "openContents": {"tags", "faveIndex"},
  "secureContents": {"fields": [{"designation", "value"}], "notesPlain", "URLs": [{"url"}],
    "sections": [{"fields": [{"n": "TOTP_…", "t": title, "v": URI or secret}]}]}}
***5642bee8-a5ff-11dc-8314-0800200c9a66***
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileTooLarge
from kakomi.formats.support import json_parser, limits
from kakomi.formats.support.account_builder import (
    account_of_field,
    note_with_title,
    with_field_name,
)
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_SEPARATOR = "***5642bee8-a5ff-11dc-8314-0800200c9a66***"
_FOLDER = "system.folder.Regular"


def sniff(file: File) -> Match:
    """Returns SURE by the separator line."""
    return Match.sure(
        file.text is not None and file.text.startswith("{") and _SEPARATOR in file.text
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all items."""
    builder = ImportBuilder(FORMAT.id)
    text = file.text or ""
    if text.count("\n") > limits.MAX_LINES:
        raise FileTooLarge("lines")
    lines = [line for line in text.split("\n") if line.strip().startswith("{")]
    async for number, line in paced(enumerate(lines)):
        where = f"items[{number}]"
        with builder.entry(where):
            item = Node(await json_parser.parse(line.strip(), where), where)
            if item.at("typeName").value != _FOLDER:
                _add(builder, item)
    return builder.draft()


def _add(builder: ImportBuilder, item: Node) -> None:
    secure, opened = _object(item.at("secureContents")), _object(item.at("openContents"))
    sections = [f for s in secure.at("sections").list() for f in s.at("fields").list()]
    codes = [field for field in sections if _is_code(field)]
    if not codes:
        builder.leave_out("item_without_code", item.where)
        return
    logins = {
        field.at("designation").text(""): str(field.at("value").value or "")
        for field in secure.at("fields").list()
    }
    if logins.get("password"):
        builder.leave_out("password", item.where)
    if len(sections) > len(codes):
        builder.leave_out("custom_fields", item.where)
    title = item.at("title").text("")
    addresses = [item.at("location").text("")]
    addresses += [url.at("url").text("") for url in secure.at("URLs").list()]
    for field in codes:
        with builder.entry(field.where):
            account = account_of_field(field.at("v").text(), title, logins.get("username", ""))
            account = with_field_name(account, field.at("t").text(""), len(codes))
            builder.add(
                account,
                note=note_with_title(secure.at("notesPlain").text(""), title, account),
                groups=[tag.text("") for tag in opened.at("tags").list()],
                addresses=list(dict.fromkeys(addresses)),
                pinned=opened.at("faveIndex").integer(0) > 0,
                trashed=item.at("trashed").flag(),
            )


def _object(node: Node) -> Node:
    return node if node.value is not None else Node({}, node.where)


def _is_code(field: Node) -> bool:
    value = field.at("v").value
    return (
        isinstance(value, str)
        and bool(value.strip())
        and (field.at("n").text("").startswith("TOTP_") or value.startswith("otpauth:"))
    )


FORMAT = Format(id="onepif", title="1Password", extensions=("1pif",), sniff=sniff, read=read)
