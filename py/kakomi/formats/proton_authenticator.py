"""Proton Authenticator's export, plain and with a password.

    {"version": 1, "entries": [{"content": {"uri", "entry_type", "name"}, "note"}]}
    {"version": 1, "salt": BASE64, "content": BASE64}

Encrypted: Argon2id (19 MiB, 2 passes, 1 lane), AES-GCM over nonce (12) and ciphertext, with the
format's name for additional data.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.account import tidy
from kakomi.errors import FileNewer
from kakomi.formats.ground import tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.opening import sealed_with
from kakomi.formats.ground.text import from_base64, utf8
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "proton_authenticator"

_PASSES, _MEMORY_KIB, _LANES = 2, 19_456, 1
_HEADER = b"proton.authenticator.export.v1"


def sniff(file: File) -> Match:
    """By its members, and its first entry's."""
    if tree.has(file.json, "version", "salt", "content"):
        return Match.SURE
    if not tree.has(file.json, "version", "entries"):
        return Match.NO
    entries = Node(file.json).at("entries").value
    if not isinstance(entries, list):
        return Match.NO
    return Match.sure(not entries or tree.has(entries[0], "content"))


async def read(file: File, opening: Opening) -> Draft:
    """The accounts, decrypted where they need be."""
    export = Node(file.json)
    if export.at("version").whole() != 1:
        raise FileNewer("version")
    encrypted = export.at("entries").value is None
    if encrypted:
        export = await _decrypted(export, opening)
    gathering = Gathering(NAME, encrypted=encrypted)
    for entry in export.at("entries"):
        with gathering.one(entry.where):
            content = entry.at("content")
            account = otpauth.parse(content.at("uri").text())
            name = account.name or tidy(content.at("name").text(""))
            if name.casefold() == account.issuer.casefold() and not account.name:
                name = ""  # Steam's entries are named so
            gathering.add(replace(account, name=name), note=entry.at("note").text(""))
    return gathering.draft()


async def _decrypted(export: Node, opening: Opening) -> Node:
    salt = from_base64(export.at("salt").text(), "salt")
    nonce, sealed = sealed_with(
        from_base64(export.at("content").text(), "content"), 12, where="content"
    )
    key = await opening.argon2(salt, _PASSES, _MEMORY_KIB, _LANES)
    content = await opening.gcm(key, nonce, sealed, _HEADER)
    return Node(tree.parsed(utf8(content, "content"), "content"), "content")
