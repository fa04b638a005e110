"""Proton Authenticator's export, plain and with a password.

    {"version": 1, "entries": [{"content": {"uri", "entry_type", "name"}, "note"}]}
    {"version": 1, "salt": BASE64, "content": BASE64}

Encrypted: nonce (12), then AES-GCM under Argon2id (19 MiB, 2 passes, 1 lane). The additional data
is the format's name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.errors import FileNewer
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.decrypt_context import split_at
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8
from kakomi.label import normalize_label
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_PASSES, _MEMORY_KIB, _LANES = 2, 19_456, 1
_HEADER = b"proton.authenticator.export.v1"


def sniff(file: File) -> Match:
    """Returns SURE by the members of the object and of its first entry."""
    if json_view.has_members(file.json, "version", "salt", "content"):
        return Match.SURE
    if not json_view.has_members(file.json, "version", "entries"):
        return Match.NO
    entries = Node(file.json).at("entries").value
    if not isinstance(entries, list):
        return Match.NO
    return Match.sure(not entries or json_view.has_members(entries[0], "content"))


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    if not isinstance(file.json, dict):
        return ""
    for value in file.json.values():
        first = Node(value[0]).at("content").value if _holds_entries(value) else None
        if json_view.has_members(first, "uri", "entry_type"):
            return "version" if "entries" in file.json else "entries"
    return ""


def _holds_entries(value: object) -> bool:
    return isinstance(value, list) and bool(value) and json_view.has_members(value[0], "content")


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, decrypted if necessary."""
    export = Node(file.json)
    if export.at("version").integer() != 1:
        raise FileNewer("version")
    encrypted = export.at("entries").value is None
    if encrypted:
        export = await _decrypt(export, context)
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    async for entry in paced(export.at("entries")):
        with builder.entry(entry.where):
            content = entry.at("content")
            account = otpauth.parse(content.at("uri").text())
            name = account.name or normalize_label(content.at("name").text(""))
            if name.casefold() == account.issuer.casefold() and not account.name:
                name = ""  # the app gives this name to all Steam entries
            builder.add(replace(account, name=name), note=entry.at("note").text(""))
    return builder.draft()


async def _decrypt(export: Node, context: DecryptContext) -> Node:
    salt = decode_base64(export.at("salt").text(), "salt")
    nonce, sealed = split_at(
        decode_base64(export.at("content").text(), "content"), 12, where="content"
    )
    key = await context.argon2(salt, _PASSES, _MEMORY_KIB, _LANES)
    content = await context.decrypt_gcm(key, nonce, sealed, _HEADER)
    return Node(await json_parser.parse(utf8(content, "content"), "content"), "content")


FORMAT = Format(
    id="proton_authenticator",
    title="Proton Authenticator",
    extensions=("json",),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
)
