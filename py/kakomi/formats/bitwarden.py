"""Bitwarden's JSON export, plain or with a password, and Bitwarden Authenticator's export.

    {"encrypted": false, "folders": […], "items": [{"type": 1, "name", "login": {"totp", …}, …}]}
    {"encrypted": true, "passwordProtected": true, "salt", "kdfType", …, "data": "2.IV|CT|MAC"}

Encrypted (bitwarden.com/help/encrypted-export): the 32-byte key is PBKDF2-HMAC-SHA256 (kdfType 0,
with the salt's text) or Argon2id (1, with SHA-256 of the salt). HKDF-Expand derives a key for
AES-CBC and a key for HMAC-SHA256 over IV and ciphertext. Only the account that made an "account
restricted" export can open it.

``totp`` is an account URI, steam://SECRET, or a bare secret. An organization's vault has
collections instead of folders. Files that other programs write for Bitwarden may have only
``items``.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.errors import (
    AlgorithmUnsupported,
    FileAccountBound,
    FileCipherUnsupported,
    FileMalformed,
    KindUnsupported,
    PasswordWrong,
)
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import account_of_field, note_with_title
from kakomi.formats.support.decrypt_context import hkdf_expand
from kakomi.formats.support.export import ExportBuilder, ExportFile, identifier
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8, utf8_bytes
from kakomi.otp_key import COMMON_ALGORITHMS, Kind
from kakomi.pacing import paced
from kakomi.secret_encoding import encode_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import Entry

_LOGIN = 1
_PBKDF2, _ARGON2 = 0, 1


def sniff(file: File) -> Match:
    """Returns SURE by the member "encrypted" and the items. Older plain files lack "encrypted"."""
    if json_view.has_members(file.json, "items") and not json_view.has_members(
        file.json, "encrypted"
    ):
        foldered = json_view.has_members(file.json, "folders") or json_view.has_members(
            file.json, "collections"
        )
        first = json_view.first_of(file.json, "items")
        if foldered and (first is None or _is_item(first)):
            return Match.SURE
        return Match.likely(not foldered and json_view.has_members(first, "name", "login"))
    return Match.sure(
        json_view.has_members(file.json, "encrypted", "items")
        or json_view.has_members(file.json, "encrypted", "passwordProtected", "data")
        or json_view.has_members(file.json, "encrypted", "encKeyValidation_DO_NOT_EDIT")
    )


def _is_item(item: object) -> bool:
    """Returns whether the item is Bitwarden's. Enpass and Psono also have folders and items."""
    return json_view.has_members(item, "name", "type") and type(Node(item).at("type").value) is int


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    if not json_view.has_members(file.json, "encrypted") or "items" in Node(file.json).members:
        return ""
    lists = [value for value in Node(file.json).members.values() if isinstance(value, list)]
    has_logins = any(json_view.has_members(one, "name", "login") for each in lists for one in each)
    return "items" if has_logins or "folders" in Node(file.json).members else ""


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns the items with a one-time password, decrypted if necessary."""
    export = Node(file.json)
    encrypted = export.at("encrypted").flag()
    if encrypted:
        if not export.at("passwordProtected").flag():
            raise FileAccountBound("encrypted")
        export = await _decrypt(export, context)
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    folders = {
        folder.at("id").text(""): folder.at("name").text("")
        for listed in ("folders", "collections")
        async for folder in paced(export.at(listed).list())
    }
    async for item in paced(export.at("items")):
        with builder.entry(item.where):
            _add(builder, item, folders)
    return builder.draft()


async def _decrypt(export: Node, context: DecryptContext) -> Node:
    sealed = export.at("data").text()
    kind, _, pieces = sealed.partition(".")
    if kind != "2":
        raise FileCipherUnsupported("data")
    parts = [decode_base64(piece, "data") for piece in pieces.split("|")]
    if len(parts) != 3 or len(parts[0]) != 16:
        raise FileMalformed("data")
    iv, ciphertext, tag = parts
    key = await _key(export, context)
    expected = hmac.digest(hkdf_expand(key, b"mac"), iv + ciphertext, hashlib.sha256)
    if not hmac.compare_digest(expected, tag):
        raise PasswordWrong("password")
    content = await context.decrypt_cbc(hkdf_expand(key, b"enc"), iv, ciphertext)
    return Node(await json_parser.parse(utf8(content, "data"), "data"), "data")


async def _key(export: Node, context: DecryptContext) -> bytes:
    salt = utf8_bytes(export.at("salt").text(), "salt")
    passes, kind = export.at("kdfIterations").integer(), export.at("kdfType").integer()
    if kind == _PBKDF2:
        return await context.pbkdf2("SHA256", salt, passes, 32)
    if kind == _ARGON2:
        memory_kib = export.at("kdfMemory").integer() * 1024
        lanes = export.at("kdfParallelism").integer()
        return await context.argon2(hashlib.sha256(salt).digest(), passes, memory_kib, lanes)
    raise FileCipherUnsupported("kdfType")


def _add(builder: ImportBuilder, item: Node, folders: dict[str, str]) -> None:
    login = item.at("login")
    totp = login.at("totp").text("") if login.value is not None else ""
    if not totp.strip():
        builder.leave_out("item_without_code", item.where)
        return
    title = item.at("name").text("")
    account = account_of_field(totp, title, login.at("username").text(""))
    if login.at("password").value:
        builder.leave_out("password", item.where)
    if login.at("fido2Credentials").value:
        builder.leave_out("passkey", item.where)
    if item.at("archivedDate").value:
        builder.leave_out("archived", item.where)
    if item.at("fields").value:
        builder.leave_out("custom_fields", item.where)
    builder.add(
        account,
        note=note_with_title(item.at("notes").text(""), title, account),
        groups=_folders(item, folders),
        addresses=[_address(uri) for uri in login.at("uris").list()],
        pinned=item.at("favorite").flag(),
        trashed=item.at("deletedDate").value is not None,
    )


def _folders(item: Node, folders: dict[str, str]) -> list[str]:
    within = [item.at("folderId"), *item.at("collectionIds").list()]
    return [folders.get(node.text(""), "") for node in within if node.value]


def _address(uri: Node) -> str:
    return uri.at("uri").text("") if uri.is_object else uri.text("")


def write(entries: Sequence[Entry], _at_unix: int) -> ExportFile:
    """Returns a plain export. Bitwarden computes only TOTP and Steam codes. A Steam account's
    issuer becomes the item's name.
    """
    builder = ExportBuilder()
    folders = {e.groups[0]: identifier(b"group", e.groups[0].encode()) for e in entries if e.groups}
    items = []
    for index, entry in enumerate(entries):
        with builder.entry(index):
            items.append(_item(entry, index, folders))
    builder.leave_out(entries, "icon", "recovery_codes")
    builder.leave_out_groups(entries, 1)
    return builder.json(
        "json",
        {
            "encrypted": False,
            "folders": [{"id": uuid, "name": name} for name, uuid in folders.items()],
            "items": items,
        },
    )


def _item(entry: Entry, index: int, folders: dict[str, str]) -> dict[str, object]:
    account = entry.new_account
    key = account.key
    if key.kind is Kind.STEAM:
        totp = f"steam://{encode_secret(key.secret)}"
    elif key.kind is Kind.TOTP and key.algorithm not in COMMON_ALGORITHMS:
        raise AlgorithmUnsupported("algorithm")
    elif key.kind is Kind.TOTP:
        totp = otpauth.format(account)
    else:
        raise KindUnsupported("kind")
    uris = [{"match": None, "uri": entry.address}] if entry.address else []
    return {
        "id": identifier(index.to_bytes(4, "big"), key.secret, account.name.encode()),
        "organizationId": None,
        "folderId": folders[entry.groups[0]] if entry.groups else None,
        "type": _LOGIN,
        "reprompt": 0,
        "name": account.issuer or account.name,
        "notes": entry.note or None,
        "favorite": entry.pinned,
        "login": {"uris": uris, "username": account.name, "password": None, "totp": totp},
        "collectionIds": None,
    }


FORMAT = Format(
    id="bitwarden",
    title="Bitwarden",
    extensions=("json",),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
    write=write,
)
