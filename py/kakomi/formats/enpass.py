"""Enpass's JSON export.

    {"folders": [{"uuid", "title"}], "items": [{"title", "category", "note", "favorite", "trashed",
      "archived", "folders": [UUID], "fields": [{"type": "totp", "label", "value", "deleted"}]}]}

A field of the type "totp" holds a secret or a URI. Flags are 0 and 1.
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
    """Returns SURE if the first items have fields with types."""
    first = json_view.first_of(file.json, "items")
    return Match.sure(
        json_view.has_members(first, "title", "fields")
        or json_view.has_members(first, "title", "category", "uuid")
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all items."""
    export = Node(file.json)
    builder = ImportBuilder(FORMAT.id)
    folders = {
        folder.at("uuid").text(""): folder.at("title").text("")
        async for folder in paced(export.at("folders").list())
    }
    async for item in paced(export.at("items")):
        with builder.entry(item.where):
            _add(builder, item, folders)
    return builder.draft()


def _add(builder: ImportBuilder, item: Node, folders: dict[str, str]) -> None:
    fields = [f for f in item.at("fields").list() if f.is_object and not _is_set(f.at("deleted"))]
    by_type: dict[str, list[Node]] = {}
    for field in fields:
        if str(field.at("value").value or "").strip():
            by_type.setdefault(field.at("type").text("").lower(), []).append(field)
    codes = by_type.get("totp", [])
    if not codes:
        builder.leave_out("item_without_code", item.where)
        return
    if "password" in by_type:
        builder.leave_out("password", item.where)
    if item.at("attachments").value:
        builder.leave_out("attachments", item.where)
    if _is_set(item.at("archived")):
        builder.leave_out("archived", item.where)
    title = item.at("title").text("")
    names = [f.at("value").text("") for t in ("username", "email") for f in by_type.get(t, [])]
    for field in codes:
        with builder.entry(field.where):
            account = account_of_field(field.at("value").text(), title, "".join(names[:1]))
            account = with_field_name(account, field.at("label").text(""), len(codes))
            builder.add(
                account,
                note=note_with_title(item.at("note").text(""), title, account),
                groups=[folders.get(folder.text(""), "") for folder in item.at("folders").list()],
                addresses=[url.at("value").text("") for url in by_type.get("url", [])],
                pinned=_is_set(item.at("favorite")),
                trashed=_is_set(item.at("trashed")),
            )


def _is_set(node: Node) -> bool:
    return node.value in (1, "1") or node.flag()


FORMAT = Format(id="enpass", title="Enpass", extensions=("json",), sniff=sniff, read=read)
