"""Keeper's JSON export. (``tables`` reads its CSV export.)

    {"records": [{"title", "login", "password", "login_url", "notes", "folders": [{"folder"}],
      "custom_fields": {"TFC:Keeper": URI, "$oneTimeCode:Label:1": URI}}]}

Keeper numbers several fields of one type, and writes a list for a field with several values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.formats.support import json_view
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


def sniff(file: File) -> Match:
    """Returns SURE if the first record has Keeper's names."""
    first = json_view.first_of(file.json, "records")
    return Match.sure(
        json_view.has_members(first, "title")
        and any(
            json_view.has_members(first, name)
            for name in ("custom_fields", "login_url", "$type", "uid")
        )
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all records."""
    builder = ImportBuilder(FORMAT.id)
    async for record in paced(Node(file.json).at("records")):
        with builder.entry(record.where):
            _add(builder, record)
    return builder.draft()


def _add(builder: ImportBuilder, record: Node) -> None:
    custom = record.at("custom_fields")
    fields = list(custom.items()) if custom.is_object else []
    codes = [(_label(name), node) for name, value in fields for node in _codes(name, value)]
    if not codes:
        builder.leave_out("item_without_code", record.where)
        return
    if record.at("password").value:
        builder.leave_out("password", record.where)
    if len(fields) > len(codes):
        builder.leave_out("custom_fields", record.where)
    if record.at("attachments").value:
        builder.leave_out("attachments", record.where)
    title = record.at("title").text("")
    folders = [
        folder.at(name).text("")
        for folder in record.at("folders").list()
        for name in ("shared_folder", "folder")
    ]
    for label, node in codes:
        with builder.entry(node.where):
            account = account_of_field(node.text(), title, record.at("login").text(""))
            account = with_field_name(account, label, len(codes))
            builder.add(
                account,
                note=note_with_title(record.at("notes").text(""), title, account),
                groups=folders,
                addresses=[record.at("login_url").text("")],
            )


def _codes(name: str, value: Node) -> list[Node]:
    """Returns the codes in a field: its values if its type is a code, else account URIs in it."""
    values = list(value) if isinstance(value.value, list) else [value]
    is_code = name == "TFC:Keeper" or name.lstrip("$").lower().startswith("onetimecode")
    return [
        node
        for node in values
        if isinstance(node.value, str)
        and (is_code or node.value.lower().startswith("otpauth:"))
        and node.value.strip()
    ]


def _label(name: str) -> str:
    """Returns the label in "$oneTimeCode:Label:1"; empty for Keeper's own names."""
    if name == "TFC:Keeper":
        return ""
    if name.startswith("$"):
        return name.split(":")[1] if name.count(":") > 1 else ""
    return name


FORMAT = Format(id="keeper", title="Keeper", extensions=("json",), sniff=sniff, read=read)
