"""Ente Auth's encrypted export, and the JSON one; its plain one is a list of URIs
(``otpauth_text``).

    {"version": 1, "kdfParams": {"memLimit", "opsLimit", "salt"}, "encryptedData",
      "encryptionNonce"}
    {"items": [{"rawData": URI, "display": {"pinned", "trashed", "tags", "note", …}}]}

The key is Argon2id of the password (memLimit in bytes, one lane); the cipher libsodium's
secretstream (XChaCha20-Poly1305), all in one message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.errors import FileNewer
from kakomi.formats.ground import chacha, tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.text import from_base64, utf8
from kakomi.formats.ground.tree import Node
from kakomi.formats.otpauth_text import add_displayed, of_numbered

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "ente"


def sniff(file: File) -> Match:
    """By its members."""
    items = Node(file.json).at("items").value if tree.has(file.json, "items") else None
    first = items[0] if isinstance(items, list) and items else None
    return Match.sure(
        tree.has(file.json, "kdfParams", "encryptedData", "encryptionNonce")
        or tree.has(first, "rawData")
    )


async def read(file: File, opening: Opening) -> Draft:
    """The lines beneath."""
    export = Node(file.json)
    if export.at("encryptedData").value is None:
        return _listed(export.at("items"))
    if export.at("version").whole(1) != 1:
        raise FileNewer("version")
    params = export.at("kdfParams")
    salt = from_base64(params.at("salt").text(), "kdfParams.salt")
    sealed = from_base64(export.at("encryptedData").text(), "encryptedData")
    header = from_base64(export.at("encryptionNonce").text(), "encryptionNonce")
    memory_kib = params.at("memLimit").whole() // 1024
    key = await opening.argon2(salt, params.at("opsLimit").whole(), memory_kib, 1)
    content = await chacha.secretstream_opened(opening, key, header, sealed)
    lines = utf8(content, "encryptedData").split("\n")
    said = {index: line for index, line in enumerate(lines) if line.strip()}
    return replace(of_numbered(said, "lines"), format=NAME, encrypted=True)


def _listed(items: Node) -> Draft:
    gathering = Gathering(NAME)
    for item in items:
        with gathering.one(item.where):
            account = otpauth.parse(item.at("rawData").text())
            display = item.at("display")
            add_displayed(gathering, account, display if display.value else Node({}), item.where)
    return gathering.draft()
