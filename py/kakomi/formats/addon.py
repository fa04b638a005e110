"""The backup of the "Authenticator" browser add-on: a JSON object of entries.

    {HASH: {"account", "issuer", "secret", "type", "algorithm", "digits", "period", "counter",
      "index", "encrypted", "pinned"}}

Types and algorithms are names in newer versions and numbers in older ones. Types: 1 totp, 2 hotp,
3 battle, 4 steam, 5 hex, 6 hhex. Algorithms: 1 SHA-1, 2 SHA-256, 3 SHA-512; higher numbers are
Russian algorithms. A secret is hexadecimal if the type is hex or hhex, or if it is no base32. Old
versions mark battle and steam with "blz-", "bliz-" or "stm-" before the secret. The order of
accounts is that of ``index``, not of the file.

There are three schemes of encryption, the oldest first:

1. ``secret`` is encrypted with the password as passphrase.
2. ``key.enc`` holds a key that is encrypted with the password. ``secret`` is encrypted with that
   key's hexadecimal digits as passphrase.
3. {"dataType": "EncOTPStorage", "data", "keyId"}: the whole entry is encrypted. The passphrase is
   the base64 of Argon2id of the password (19 MiB, 2 passes, 1 lane) with the salt of
   {"dataType": "Key", "id", "salt"}.

The cipher is CryptoJS's AES: base64 of "Salted__", a salt (8 bytes) and AES-CBC. Key and IV are
OpenSSL's EVP_BytesToKey with MD5 and one iteration. Newer versions write "v4:" and the base64 of a
nonce (12 bytes) and AES-GCM under SHA-256 of the passphrase.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import (
    AlgorithmUnsupported,
    FileError,
    FileMalformed,
    KindUnsupported,
    PasswordNeeded,
    PasswordWrong,
)
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.decrypt_context import split_at
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8, utf8_bytes
from kakomi.otp_key import Algorithm, Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.account import NewAccount
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_PASSES, _MEMORY_KIB, _LANES = 2, 19 * 1024, 1
_TYPES = {1: "totp", 2: "hotp", 3: "battle", 4: "steam", 5: "hex", 6: "hhex"}
_ALGORITHMS = {
    "": Algorithm.SHA1,
    "1": Algorithm.SHA1,
    "2": Algorithm.SHA256,
    "3": Algorithm.SHA512,
    "SHA1": Algorithm.SHA1,
    "SHA256": Algorithm.SHA256,
    "SHA512": Algorithm.SHA512,
}
_BASE32 = re.compile(r"[a-z2-7]+=*", re.IGNORECASE | re.ASCII)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE | re.ASCII)
_OLD = re.compile(r"(blz-|bliz-|stm-)(.*)", re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # MD5, or a UUID
_NEWER = "v4:"
_BATTLE_DIGITS = 8


def sniff(file: File) -> Match:
    """Returns SURE if a member of the object is an entry."""
    if not isinstance(file.json, dict):
        return Match.NO
    return Match.sure(any(_is_entry(*member) for member in list(file.json.items())[:1000]))


def _is_entry(name: str, value: object) -> bool:
    """Returns whether the value has an entry's members. An entry with little more than a secret,
    which the add-on also reads, is recognized by its name.
    """
    return (
        json_view.has_members(value, "dataType", "data", "keyId")
        or (json_view.has_members(value, "secret", "type") and json_view.has_members(value, "hash"))
        or json_view.has_members(value, "secret", "encrypted", "index")
        or (json_view.has_members(value, "secret") and _HASH.fullmatch(name) is not None)
    )


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns the entries in the order of their index, decrypted if necessary."""
    backup = Node(file.json)
    passphrases = _Passphrases(backup, context)
    entries = [node for name, node in backup.items() if _is_entry(name, node.value)]
    entries.sort(key=_index)
    builder = ImportBuilder(FORMAT.id)
    async for number, entry in paced(enumerate(entries)):
        where = f"entries[{number}]"
        with builder.entry(where):
            opened = await passphrases.decrypt(Node(entry.value, where))
            # "Google::google.com" is an issuer and the site for which the add-on offers the code.
            issuer, _, address = opened.at("issuer").text("").partition("::")
            builder.add(
                _account(opened, issuer), addresses=[address], pinned=opened.at("pinned").flag()
            )
    builder.encrypted = passphrases.used
    return builder.draft()


def _index(entry: Node) -> int:
    value = entry.at("index").value
    return value if type(value) is int else 2**31


@dataclass(slots=True)
class _Passphrases:
    """Derives the passphrases from the password, and caches them."""

    backup: Node
    context: DecryptContext
    used: bool = False
    _known: dict[str, bytes] = field(default_factory=dict, repr=False)

    async def decrypt(self, entry: Node) -> Node:
        """Returns the decrypted entry. Raises PasswordWrong if the first entry can't be decrypted.
        If another entry was decrypted before, raises FileMalformed.
        """
        if entry.at("dataType").value == "EncOTPStorage":
            key_id, sealed = entry.at("keyId").text(), entry.at("data").text()
        elif entry.at("encrypted").flag():
            key_id, sealed = "", entry.at("secret").text()
        else:
            return entry
        passphrase = await self._passphrase(key_id)
        try:
            plain = await _decrypt(sealed, passphrase, self.context)
            members = await json_parser.parse(plain, entry.where) if key_id else {"secret": plain}
        except PasswordNeeded:
            raise
        except FileError:
            members = None
        if not isinstance(members, dict):
            raise FileMalformed(entry.where) if self.used else PasswordWrong("password")
        self.used = True
        return Node({**entry.members, **members}, entry.where)

    async def _passphrase(self, key_id: str) -> bytes:
        if key_id not in self._known:
            self._known[key_id] = await self._found(key_id)
        return self._known[key_id]

    async def _found(self, key_id: str) -> bytes:
        password = self.context.password_bytes()
        if not key_id:
            key = self.backup.at("key")
            if key.value is None:
                return password
            sealed = decode_base64(key.at("enc").text(), "key.enc")
            return (await _aes(sealed, password, self.context)).hex().encode("ascii")
        keys = [
            node for node in self.backup.values() if json_view.has_members(node.value, "id", "salt")
        ]
        salts = [node.at("salt").text() for node in keys if node.at("id").value == key_id]
        if not salts:
            raise FileMalformed("keyId")
        salt = utf8_bytes(salts[0], "salt")
        derived = await self.context.argon2(salt, _PASSES, _MEMORY_KIB, _LANES)
        return base64.b64encode(derived).rstrip(b"=")


async def _decrypt(sealed: str, passphrase: bytes, context: DecryptContext) -> str:
    if sealed.startswith(_NEWER):
        content = decode_base64(sealed.removeprefix(_NEWER), "secret")
        nonce, body = split_at(content, 12, where="secret")
        key = hashlib.sha256(passphrase).digest()
        return utf8(await context.decrypt_gcm(key, nonce, body), "secret")
    return utf8(await _aes(decode_base64(sealed, "secret"), passphrase, context), "secret")


async def _aes(sealed: bytes, passphrase: bytes, context: DecryptContext) -> bytes:
    magic, salt, body = split_at(sealed, 8, 8, where="secret")
    if magic != b"Salted__":
        raise FileMalformed("secret")
    made = block = b""
    while len(made) < 48:
        # S324: OpenSSL's old key derivation uses MD5
        block = hashlib.md5(block + passphrase + salt).digest()  # noqa: S324
        made += block
    return await context.decrypt_cbc(made[:32], made[32:48], body)


def _account(entry: Node, issuer: str) -> NewAccount:
    kind_name = entry.at("type").value
    name = _TYPES.get(kind_name, "") if type(kind_name) is int else entry.at("type").text("totp")
    text = entry.at("secret").text().strip()
    old = _OLD.fullmatch(text)
    if old is not None:
        name, text = ("steam" if old[1] == "stm-" else "battle"), old[2]
    kind = {"hotp": Kind.HOTP, "hhex": Kind.HOTP, "steam": Kind.STEAM}.get(name, Kind.TOTP)
    if name not in _TYPES.values():
        raise KindUnsupported("type")
    algorithm = entry.at("algorithm").value
    algorithm = _ALGORITHMS.get(str(algorithm if algorithm is not None else "").upper())
    if algorithm is None:
        raise AlgorithmUnsupported("algorithm")
    digits = entry.at("digits").integer(0) or 6
    return new_account(
        _hexadecimal(text) if name in ("hex", "hhex") or _is_hexadecimal(text) else text,
        kind=kind,
        algorithm=algorithm,
        digits=_BATTLE_DIGITS if name == "battle" else digits,
        period_s=entry.at("period").integer(0) or 30,
        counter=entry.at("counter").integer(0),
        issuer=issuer,
        name=entry.at("account").text(""),
    )


def _is_hexadecimal(text: str) -> bool:
    return not _BASE32.fullmatch(text) and _HEX.fullmatch(text) is not None


def _hexadecimal(text: str) -> bytes:
    """Returns the bytes. For an odd number of digits, removes a trailing 0 or appends one, as the
    add-on does.
    """
    text = "".join(text.split())
    if not _HEX.fullmatch(text):
        raise FileMalformed("secret")
    if len(text) % 2:
        text = text[:-1] if text.endswith("0") else f"{text}0"
    return bytes.fromhex(text)


FORMAT = Format(
    id="authenticator_addon",
    title="Authenticator (Chrome)",
    extensions=("json", "txt"),
    sniff=sniff,
    read=read,
)
