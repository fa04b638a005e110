"""1Password's 1PUX: export.data, as it lies in the ZIP (support.1password.com/1pux-format).

{"accounts": [{"vaults": [{"attrs": {"name"}, "items": [{"state", "overview": {"title", "url",
  "tags"}, "details": {"loginFields", "notesPlain", "sections": [{"fields": [{"title",
  "value": {"totp": URI or secret}}]}]}}]}]}]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import of_field, titled
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

NAME = "1password"


def sniff(file: File) -> Match:
    """By its first account's vaults."""
    accounts = (
        Node(file.json).at("accounts").value if json_view.has(file.json, "accounts") else None
    )
    return Match.sure(
        isinstance(accounts, list) and bool(accounts) and json_view.has(accounts[0], "vaults")
    )


async def read(file: File, _opening: DecryptContext) -> Draft:
    """All vaults' codes."""
    gathering = ImportBuilder(NAME)
    for account in Node(file.json).at("accounts"):
        for vault in account.at("vaults"):
            name = vault.at("attrs").at("name").text("")
            for item in vault.at("items").list():
                with gathering.one(item.where):
                    # Some exports wrap each item once more.
                    inner = item.at("item")
                    _add_item(gathering, item if inner.value is None else inner, name)
    return gathering.draft()


def _add_item(gathering: ImportBuilder, item: Node, vault: str) -> None:
    overview, details = item.at("overview"), item.at("details")
    fields = list(_codes(details))
    if not fields:
        gathering.leave_out("item_without_code", item.where)
        return
    logins = {
        field.at("designation").text(""): field.at("value")
        for field in details.at("loginFields").list()
    }
    if "password" in logins and logins["password"].value:
        gathering.leave_out("password", item.where)
    sections = [field for s in details.at("sections").list() for field in s.at("fields").list()]
    if len(sections) > len(fields):
        gathering.leave_out("custom_fields", item.where)
    if details.at("documentAttributes").value:
        gathering.leave_out("attachments", item.where)
    if details.at("passkey").value:
        gathering.leave_out("passkey", item.where)
    title = overview.at("title").text("")
    username = logins["username"].text("") if "username" in logins else ""
    addresses = [overview.at("url").text("")]
    addresses += [url.at("url").text("") for url in overview.at("urls").list()]
    tags = [tag.text("") for tag in overview.at("tags").list()]
    for field in fields:
        with gathering.one(field.where):
            account = of_field(field.text(), title, username)
            gathering.add(
                account,
                note=titled(details.at("notesPlain").text(""), title, account),
                groups=[vault, *tags],
                addresses=list(dict.fromkeys(addresses)),
                pinned=item.at("favIndex").whole(0) > 0,
                trashed=item.at("state").text("active") == "archived",
            )


def _codes(details: Node) -> Iterator[Node]:
    for section in details.at("sections").list():
        for field in section.at("fields").list():
            value = field.at("value")
            if value.is_object and value.at("totp").text("").strip():
                yield value.at("totp")
