"""LastPass Authenticator's export: versions 1 (iOS) and 3 (Android).

    {"version": 3, "accounts": [{"issuerName", "originalIssuerName", "secret", …}], "folders": […]}

The names the person gave stand beside the original ones, which count where those are empty. The
app's own two folders, 0 and 1 (others and favourites), are no groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileNewer
from kakomi.formats.ground import tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "lastpass"

_NEWEST = 3
_OWN_FOLDERS = ("", "0", "1")


def sniff(file: File) -> Match:
    """By its members, or its first account's."""
    if not tree.has(file.json, "accounts"):
        return Match.NO
    accounts = Node(file.json).at("accounts").value
    first = accounts[0] if isinstance(accounts, list) and accounts else None
    return Match.sure(
        tree.has(file.json, "version", "folders")
        or tree.has(file.json, "version", "localDeviceId")
        or tree.has(first, "secret", "issuerName")
        or tree.has(first, "secret", "originalIssuerName")
    )


async def read(file: File, _opening: Opening) -> Draft:
    """The accounts."""
    export = Node(file.json)
    if export.at("version").whole(1) > _NEWEST:
        raise FileNewer("version")
    gathering = Gathering(NAME)
    folders = {
        _id(folder.at("id")): folder.at("name").text("") for folder in export.at("folders").list()
    }
    for account in export.at("accounts"):
        with gathering.one(account.where):
            _add(gathering, account, folders)
    return gathering.draft()


def _id(node: Node) -> str:
    return str(node.value) if type(node.value) is int else node.text("")


def _add(gathering: Gathering, account: Node, folders: dict[str, str]) -> None:
    folder = account.at("folderData")
    number = "" if folder.value is None else _id(folder.at("folderId"))
    if account.at("pushNotification").flag():
        gathering.leave_out("push_account", account.where)
    gathering.add(
        enrolment(
            account.at("secret").text(),
            algorithm=account.at("algorithm").text(""),
            digits=account.at("digits").whole(6),
            period_s=account.at("timeStep").whole(30),
            issuer=account.at("issuerName").text("") or account.at("originalIssuerName").text(""),
            name=account.at("userName").text("") or account.at("originalUserName").text(""),
        ),
        groups=[] if number in _OWN_FOLDERS else [folders.get(number, "")],
        pinned=account.at("isFavorite").flag(),
    )
