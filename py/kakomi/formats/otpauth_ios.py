"""OTP Auth (iOS): its backup, .otpauthdb, and its single accounts, .otpauth.

The outer layer is AES-CBC under SHA-256 of the word "Authenticator" ("OTPAuth" for an account),
with an IV of zeros. It holds a keyed archive (NSKeyedArchiver) whose ``WrappedData`` (``Data``) is
encrypted with the password:

- RNCryptor's format 3: version 3, options, salt (8), salt for the tag (8), IV (16), AES-CBC,
  HMAC-SHA256 (32). Both keys are PBKDF2-HMAC-SHA1 with 10,000 iterations.
- In older files, which also have ``Salt`` and ``IV``: AES-CBC under SHA-256 of "SALT-PASSWORD". The
  IV is the first 16 bytes of SHA-1 of ``IV``. There is no tag.

The plaintext is another keyed archive, of a single account or

    {"Folders": [{"name", "accounts": [{"secret", "label", "issuer", "type" 1 HOTP, 2 TOTP,
      "algorithm" 1 SHA-1, 2 SHA-256, 3 SHA-512, 4 MD5, "digits", "period", "counter"}]}]}
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from kakomi.errors import (
    AlgorithmUnsupported,
    FileCipherUnsupported,
    FileMalformed,
    FileUnknown,
    KindUnsupported,
    PasswordWrong,
)
from kakomi.formats.support import keyed_archive
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.decrypt_context import split_at
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import utf8_bytes
from kakomi.otp_key import Algorithm, Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_OUTER_WORDS = (b"Authenticator", b"OTPAuth")
_RNCRYPTOR, _WITH_PASSWORD = 3, 1
_ITERATIONS, _TAG_BYTES = 10_000, 32
_KINDS = {1: Kind.HOTP, 2: Kind.TOTP}
_ALGORITHMS = {
    0: Algorithm.SHA1,
    1: Algorithm.SHA1,
    2: Algorithm.SHA256,
    3: Algorithm.SHA512,
}


def sniff(file: File) -> Match:
    """Returns MAYBE for bytes that look random and fill whole blocks."""
    return Match.maybe(file.is_opaque and len(file.data) % 16 == 0)


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts. Raises FileUnknown if no fixed password opens the outer layer."""
    outer = Node(keyed_archive.load(await _environment(file.data, context)), "backup")
    is_wrapped = outer.at("WrappedData").value is not None
    wrapped = outer.at("WrappedData" if is_wrapped else "Data").value
    if not isinstance(wrapped, bytes):
        raise FileMalformed("backup.WrappedData")
    if outer.at("Salt").value is None:
        content = await _unwrapped(wrapped, context)
    else:
        content = await _unwrapped_before(outer, wrapped, context)
    inner = Node(keyed_archive.load(content), "backup")
    builder = ImportBuilder(FORMAT.id, encrypted=True)
    folders = inner.at("Folders")
    if folders.value is None:
        await _add_all(builder, Node([inner.value], "accounts"), "")
    async for folder in paced(folders.list()):
        await _add_all(builder, folder.at("accounts"), folder.at("name").text(""))
    return builder.draft()


async def _environment(data: bytes, context: DecryptContext) -> bytes:
    for word in _OUTER_WORDS:
        try:
            outer = await context.decrypt_cbc(hashlib.sha256(word).digest(), bytes(16), data)
        except PasswordWrong:
            continue
        if outer.startswith(keyed_archive.MAGIC):
            return outer
    raise FileUnknown("file")


async def _unwrapped_before(outer: Node, wrapped: bytes, context: DecryptContext) -> bytes:
    iv_node, salt = outer.at("IV"), outer.at("Salt").text()
    iv_seed = (
        iv_node.value
        if isinstance(iv_node.value, bytes)
        else utf8_bytes(iv_node.text(), iv_node.where)
    )
    key = hashlib.sha256(utf8_bytes(f"{salt}-", "backup.Salt") + context.password_bytes()).digest()
    # S324: the hash is used for the IV only
    iv = hashlib.sha1(iv_seed).digest()[:16]  # noqa: S324
    content = await context.decrypt_cbc(key, iv, wrapped)
    if not content.startswith(keyed_archive.MAGIC):
        raise PasswordWrong("password")
    return content


async def _unwrapped(wrapped: bytes, context: DecryptContext) -> bytes:
    head, salt, tag_salt, iv, rest = split_at(wrapped, 2, 8, 8, 16, where="backup.WrappedData")
    if head != bytes((_RNCRYPTOR, _WITH_PASSWORD)):
        raise FileCipherUnsupported("backup.WrappedData")
    body, tag = rest[:-_TAG_BYTES], rest[-_TAG_BYTES:]
    tag_key = await context.pbkdf2("SHA1", tag_salt, _ITERATIONS, 32)
    expected = hmac.digest(tag_key, wrapped[:-_TAG_BYTES], hashlib.sha256)
    if not hmac.compare_digest(expected, tag):
        raise PasswordWrong("password")
    key = await context.pbkdf2("SHA1", salt, _ITERATIONS, 32)
    return await context.decrypt_cbc(key, iv, body)


async def _add_all(builder: ImportBuilder, accounts: Node, folder: str) -> None:
    async for account in paced(accounts.list()):
        with builder.entry(account.where):
            _add(builder, account, folder)


def _add(builder: ImportBuilder, account: Node, folder: str) -> None:
    kind = _KINDS.get(account.at("type").integer())
    algorithm = _ALGORITHMS.get(account.at("algorithm").integer(0))
    if kind is None:
        raise KindUnsupported("type")
    if algorithm is None:
        raise AlgorithmUnsupported("algorithm")
    secret = account.at("secret").value
    if not isinstance(secret, bytes):
        account.at("secret").fail()
    builder.add(
        new_account(
            secret,
            kind=kind,
            algorithm=algorithm,
            digits=account.at("digits").integer(6),
            period_s=account.at("period").integer(30),
            counter=account.at("counter").integer(0),
            issuer=account.at("issuer").text(""),
            name=account.at("label").text(""),
        ),
        groups=[folder],
    )


FORMAT = Format(
    id="otpauth_ios", title="OTP Auth", extensions=("otpauthdb", "otpauth"), sniff=sniff, read=read
)
