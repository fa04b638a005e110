"""Steam Guard: files of Steam's app, of Steam Desktop Authenticator and of steamguard-cli.

    {"shared_secret": BASE64, "account_name", "revocation_code", "uri", …}
    {"accounts": {STEAM_ID: {the same}}}

The secret in the URI may be a dummy, so it is never used. A maFile may be encrypted and base64.
Its manifest has the parameters: PBKDF2-HMAC-SHA1 (50,000 iterations) or Argon2id (12 MiB, 3 passes,
12 lanes), and AES-CBC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileCipherUnsupported, FileIncomplete, FileUnknown, PasswordWrong
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import label, new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_ITERATIONS = 50_000
_PASSES, _MEMORY_KIB, _LANES = 3, 12 * 1024, 12
_LEGACY, _ARGON2 = "LegacySdaCompatible", "Argon2idAes256"


def sniff(file: File) -> Match:
    """Returns SURE by the members of an account or a manifest, MAYBE for an encrypted file, which
    is base64 of whole cipher blocks.
    """
    if json_view.has_members(file.json, "shared_secret") or _is_manifest(file):
        return Match.SURE
    if json_view.has_members(file.json, "accounts"):
        accounts = Node(file.json).at("accounts").value
        return Match.sure(
            isinstance(accounts, dict)
            and any(
                json_view.has_members(account, "shared_secret") for account in accounts.values()
            )
        )
    return Match.maybe(file.base64 is not None and len(file.base64) % 16 == 0)


def _is_manifest(file: File) -> bool:
    if not json_view.has_members(file.json, "entries"):
        return False
    entries = Node(file.json).at("entries").value
    return isinstance(entries, list) and (
        json_view.has_members(file.json, "encrypted", "first_run")
        or any(json_view.has_members(entry, "filename", "steam_id") for entry in entries)
    )


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, decrypted if necessary."""
    builder = ImportBuilder(FORMAT.id, encrypted=file.json is None)
    if _is_manifest(file):
        _check_companions(file, context)
        return builder.draft()
    document = Node(file.json) if file.json is not None else await _decrypt(file, context)
    accounts = [document]
    if document.at("accounts").value is not None:
        accounts = list(document.at("accounts").values())
    async for account in paced(accounts):
        where = account.where or "account"
        with builder.entry(where):
            _add(builder, account)
    return builder.draft()


def _check_companions(manifest: File, context: DecryptContext) -> None:
    """Raises FileIncomplete if the user chose none of the files that the manifest names. A manifest
    itself holds no accounts.
    """
    entries = Node(manifest.json).at("entries")
    named = [entry.at("filename").value for entry in entries if entry.is_object]
    if not any(other.name in named for other in context.companions):
        raise FileIncomplete("entries")


async def _decrypt(file: File, context: DecryptContext) -> Node:
    if file.base64 is None:
        raise FileUnknown("file")
    entries = list(_manifest_entries(file, context))
    if not entries:
        # Any base64 text may be a maFile. Only the name tells whether the manifest is missing.
        is_named = file.name.lower().endswith(".mafile")
        raise FileIncomplete("manifest") if is_named else FileUnknown("file")
    for entry in entries:
        try:
            content = await _decrypt_file(file.base64, entry, context)
        except PasswordWrong:
            continue
        return Node(await json_parser.parse(utf8(content, "account"), "account"), "account")
    raise PasswordWrong("password")


def _manifest_entries(file: File, context: DecryptContext) -> Iterator[Node]:
    """Yields the entries for the file in the manifests among the companions: those of its name, or
    all if there are none.
    """
    listed = [
        entry
        for other in context.companions
        if _is_manifest(other)
        for entry in Node(other.json).at("entries")
        if entry.is_object and (entry.at("encryption").value or entry.at("encryption_salt").value)
    ]
    named = [entry for entry in listed if entry.at("filename").value == file.name]
    return iter(named or listed)


async def _decrypt_file(sealed: bytes, entry: Node, context: DecryptContext) -> bytes:
    encryption, scheme = entry.at("encryption"), _LEGACY
    if encryption.value is not None:
        scheme = encryption.at("scheme").text()
        if scheme not in {_LEGACY, _ARGON2}:
            raise FileCipherUnsupported("manifest")
        salt, iv = encryption.at("salt"), encryption.at("iv")
    else:
        salt, iv = entry.at("encryption_salt"), entry.at("encryption_iv")
    salt_bytes, iv_bytes = (decode_base64(node.text(), node.where) for node in (salt, iv))
    if scheme == _LEGACY:
        key = await context.pbkdf2("SHA1", salt_bytes, _ITERATIONS, 32)
    else:
        key = await context.argon2(salt_bytes, _PASSES, _MEMORY_KIB, _LANES)
    return await context.decrypt_cbc(key, iv_bytes, sealed)


def _add(builder: ImportBuilder, account: Node) -> None:
    secret = decode_base64(account.at("shared_secret").text(), account.at("shared_secret").where)
    name = account.at("account_name").text("")
    if not name:
        name = label(account.at("uri").text("").partition("?")[0].rpartition("/")[2])[1]
    code = account.at("revocation_code").text("")
    for further in ("identity_secret", "Session"):
        if account.at(further).value:
            builder.leave_out("steam_confirmations", account.where or "account")
            break
    builder.add(
        new_account(secret, kind=Kind.STEAM, issuer="Steam", name=name),
        recovery_codes=[code] if code else [],
    )


FORMAT = Format(id="steam", title="Steam", extensions=("maFile", "json"), sniff=sniff, read=read)
