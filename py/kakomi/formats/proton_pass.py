"""Proton Pass: the file data.json in the export's ZIP.

    {"vaults": {ID: {"name", "items": [{"data": {"metadata", "content", "extraFields"}}]}}}

A login has one ``totpUri``. Any item may have further fields of type "totp": in ``extraFields``, in
sections, and in an identity's own lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileCipherUnsupported
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
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_TRASHED = 2


def sniff(file: File) -> Match:
    """Returns SURE by the members of the object."""
    return Match.sure(
        json_view.has_members(file.json, "vaults") and Node(file.json).at("vaults").is_object
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all vaults."""
    export = Node(file.json)
    if export.at("encrypted").flag():
        raise FileCipherUnsupported("encrypted")
    builder = ImportBuilder(FORMAT.id)
    async for vault in paced(export.at("vaults").values()):
        async for item in paced(vault.at("items").list()):
            with builder.entry(item.where):
                _add_item(builder, item, vault.at("name").text(""))
    return builder.draft()


def _add_item(builder: ImportBuilder, item: Node, vault: str) -> None:
    data = item.at("data")
    metadata, content = data.at("metadata"), data.at("content")
    content = content if content.value is not None else Node({}, content.where)
    extra = list(_extra(data, content))
    fields = [("", content.at("totpUri"))] if content.at("totpUri").text("").strip() else []
    codes = [
        (field.at("fieldName").text(""), field.at("data").at("totpUri"))
        for field in extra
        if _is_code(field)
    ]
    fields += codes
    if not fields:
        builder.leave_out("item_without_code", item.where)
    if fields and content.at("password").value:
        builder.leave_out("password", item.where)
    if fields and len(extra) > len(codes):
        builder.leave_out("custom_fields", item.where)
    if fields and content.at("passkeys").value:
        builder.leave_out("passkey", item.where)
    title = metadata.at("name").text("")
    names = ("itemUsername", "itemEmail", "username")
    username = next(filter(None, (content.at(each).text("") for each in names)), "")
    addresses = [address.text("") for address in content.at("urls").list()]
    for name, field in fields:
        with builder.entry(field.where):
            account = account_of_field(field.text(), title, username)
            account = with_field_name(account, name, len(fields))
            builder.add(
                account,
                note=note_with_title(metadata.at("note").text(""), title, account),
                groups=[vault],
                addresses=addresses,
                pinned=item.at("pinned").flag(),
                trashed=item.at("state").integer(1) == _TRASHED,
            )


def _extra(data: Node, content: Node) -> Iterator[Node]:
    """Yields all fields that the user added. Their location depends on the item's type."""
    yield from data.at("extraFields").list()
    for details in ("Personal", "Address", "Contact", "Work"):
        yield from content.at(f"extra{details}Details").list()
    for sections in ("extraSections", "sections"):
        for section in content.at(sections).list():
            yield from section.at("sectionFields").list()


def _is_code(field: Node) -> bool:
    return field.at("type").text("") == "totp" and bool(
        field.at("data").at("totpUri").text("").strip()
    )


FORMAT = Format(id="proton_pass", title="Proton Pass", extensions=("json",), sniff=sniff, read=read)
