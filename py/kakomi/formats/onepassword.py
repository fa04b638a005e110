"""1Password's 1PUX: the file export.data in the ZIP (support.1password.com/1pux-format).

{"accounts": [{"vaults": [{"attrs": {"name"}, "items": [{"state", "overview": {"title", "url",
  "tags"}, "details": {"loginFields", "notesPlain", "sections": [{"fields": [{"title",
  "value": {"totp": URI or secret}}]}]}}]}]}]}
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
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


def sniff(file: File) -> Match:
    """Returns SURE by the vaults of the first account."""
    accounts = (
        Node(file.json).at("accounts").value
        if json_view.has_members(file.json, "accounts")
        else None
    )
    return Match.sure(
        isinstance(accounts, list)
        and bool(accounts)
        and json_view.has_members(accounts[0], "vaults")
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the codes of all vaults."""
    builder = ImportBuilder(FORMAT.id)
    async for account in paced(Node(file.json).at("accounts")):
        async for vault in paced(account.at("vaults")):
            name = vault.at("attrs").at("name").text("")
            async for item in paced(vault.at("items").list()):
                with builder.entry(item.where):
                    # Some exports wrap each item in an object with the member "item".
                    inner = item.at("item")
                    _add_item(builder, item if inner.value is None else inner, name)
    return builder.draft()


def _add_item(builder: ImportBuilder, item: Node, vault: str) -> None:
    overview, details = item.at("overview"), item.at("details")
    fields = list(_codes(details))
    if not fields:
        builder.leave_out("item_without_code", item.where)
        return
    logins = {
        field.at("designation").text(""): field.at("value")
        for field in details.at("loginFields").list()
    }
    if "password" in logins and logins["password"].value:
        builder.leave_out("password", item.where)
    sections = [field for s in details.at("sections").list() for field in s.at("fields").list()]
    if len(sections) > len(fields):
        builder.leave_out("custom_fields", item.where)
    if details.at("documentAttributes").value:
        builder.leave_out("attachments", item.where)
    if item.at("state").text("active") == "archived":
        builder.leave_out("archived", item.where)
    if details.at("passkey").value:
        builder.leave_out("passkey", item.where)
    title = overview.at("title").text("")
    username = logins["username"].text("") if "username" in logins else ""
    addresses = [overview.at("url").text("")]
    addresses += [url.at("url").text("") for url in overview.at("urls").list()]
    tags = [tag.text("") for tag in overview.at("tags").list()]
    for name, field in fields:
        with builder.entry(field.where):
            account = account_of_field(field.text(), title, username)
            account = with_field_name(account, name, len(fields))
            builder.add(
                account,
                note=note_with_title(details.at("notesPlain").text(""), title, account),
                groups=[vault, *tags],
                addresses=list(dict.fromkeys(addresses)),
                pinned=item.at("favIndex").integer(0) > 0,
            )


def _codes(details: Node) -> Iterator[tuple[str, Node]]:
    """Yields the title and the value of each field with a one-time password."""
    for section in details.at("sections").list():
        for field in section.at("fields").list():
            value = field.at("value")
            if value.is_object and value.at("totp").text("").strip():
                yield field.at("title").text(""), value.at("totp")


FORMAT = Format(
    id="1password", title="1Password", extensions=("1pux", "data"), sniff=sniff, read=read
)
