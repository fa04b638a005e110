"""LastPass Authenticator's export: versions 1 (iOS) and 3 (Android).

    {"version": 3, "accounts": [{"issuerName", "originalIssuerName", "secret", …}], "folders": […]}

The user's names are stored in addition to the original ones, which are used if the user's names are
empty. The app's own folders 0 and 1 (others and favourites) are not imported as groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileNewer
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_NEWEST = 3
_OWN_FOLDERS = ("", "0", "1")


def sniff(file: File) -> Match:
    """Returns SURE by the members of the object or of its first account."""
    if not json_view.has_members(file.json, "accounts"):
        return Match.NO
    first = json_view.first_of(file.json, "accounts")
    return Match.sure(
        json_view.has_members(file.json, "version", "folders")
        or json_view.has_members(file.json, "version", "localDeviceId")
        or json_view.has_members(first, "secret", "issuerName")
        or json_view.has_members(first, "secret", "originalIssuerName")
    )


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    is_export = json_view.has_members(file.json, "version", "folders") and (
        json_view.has_members(file.json, "localDeviceId")
        or json_view.has_members(file.json, "deviceSecret")
    )
    return "accounts" if is_export else ""


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all accounts."""
    export = Node(file.json)
    if export.at("version").integer(1) > _NEWEST:
        raise FileNewer("version")
    builder = ImportBuilder(FORMAT.id)
    folders = {
        _id(folder.at("id")): folder.at("name").text("")
        async for folder in paced(export.at("folders").list())
    }
    async for account in paced(export.at("accounts")):
        with builder.entry(account.where):
            _add(builder, account, folders)
    return builder.draft()


def _id(node: Node) -> str:
    return str(node.value) if type(node.value) is int else node.text("")


def _add(builder: ImportBuilder, account: Node, folders: dict[str, str]) -> None:
    folder = account.at("folderData")
    number = "" if folder.value is None else _id(folder.at("folderId"))
    if account.at("pushNotification").flag():
        builder.leave_out("push_account", account.where)
    builder.add(
        new_account(
            account.at("secret").text(),
            algorithm=account.at("algorithm").text(""),
            digits=account.at("digits").integer(6),
            period_s=account.at("timeStep").integer(30),
            issuer=account.at("issuerName").text("") or account.at("originalIssuerName").text(""),
            name=account.at("userName").text("") or account.at("originalUserName").text(""),
        ),
        groups=[] if number in _OWN_FOLDERS else [folders.get(number, "")],
        pinned=account.at("isFavorite").flag(),
    )


FORMAT = Format(
    id="lastpass",
    title="LastPass Authenticator",
    extensions=("json",),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
)
