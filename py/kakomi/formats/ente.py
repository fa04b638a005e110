"""Ente Auth's encrypted export and its JSON export. ``otpauth_text`` reads its plain export, a list
of URIs.

    {"version": 1, "kdfParams": {"memLimit", "opsLimit", "salt"}, "encryptedData",
      "encryptionNonce"}
    {"items": [{"rawData": URI, "display": {"pinned", "trashed", "tags", "note", …}}]}

The key is Argon2id of the password (memLimit in bytes, one lane). The cipher is libsodium's
secretstream (XChaCha20-Poly1305) with a single message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.errors import FileNewer
from kakomi.formats.otpauth_text import add_displayed, read_numbered
from kakomi.formats.support import json_view, secretstream
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


def sniff(file: File) -> Match:
    """Returns SURE by the members of the object."""
    first = json_view.first_of(file.json, "items")
    return Match.sure(
        json_view.has_members(file.json, "kdfParams", "encryptedData", "encryptionNonce")
        or json_view.has_members(first, "rawData")
    )


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns the accounts of all decrypted lines."""
    export = Node(file.json)
    if export.at("encryptedData").value is None:
        return await _listed(export.at("items"))
    if export.at("version").integer(1) != 1:
        raise FileNewer("version")
    params = export.at("kdfParams")
    salt = decode_base64(params.at("salt").text(), "kdfParams.salt")
    sealed = decode_base64(export.at("encryptedData").text(), "encryptedData")
    header = decode_base64(export.at("encryptionNonce").text(), "encryptionNonce")
    memory_kib = params.at("memLimit").integer() // 1024
    key = await context.argon2(salt, params.at("opsLimit").integer(), memory_kib, 1)
    content = await secretstream.decrypt_first(context.crypto, key, header, sealed)
    lines = utf8(content, "encryptedData").split("\n")
    numbered = {index: line for index, line in enumerate(lines) if line.strip()}
    return replace(await read_numbered(numbered, "lines"), format=FORMAT.id, encrypted=True)


async def _listed(items: Node) -> ImportDraft:
    builder = ImportBuilder(FORMAT.id)
    async for item in paced(items):
        with builder.entry(item.where):
            account = otpauth.parse(item.at("rawData").text())
            display = item.at("display")
            add_displayed(builder, account, display if display.value else Node({}), item.where)
    return builder.draft()


FORMAT = Format(id="ente", title="Ente Auth", extensions=("json", "txt"), sniff=sniff, read=read)
