"""andOTP's backup, which GNOME's Authenticator also writes: a JSON list, plain or encrypted.

    [{"secret", "issuer", "label", "digits", "type", "algorithm", "thumbnail", "period", "tags"}]

Encrypted files have no signature. Since 0.6.3 they are: iterations (4 bytes, big endian), salt
(12), nonce (12), and AES-GCM under PBKDF2-HMAC-SHA1. Before: nonce (12), and AES-GCM under SHA-256
of the password. mOTP's secret is the base32 of its text. The oldest files have only secret, label
and period.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kakomi.errors import FileUnknown, PasswordWrong
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
from kakomi.formats.support.decrypt_context import split_at
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import utf8
from kakomi.otp_key import Kind
from kakomi.pacing import paced
from kakomi.secret_encoding import decode_secret

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM, "MOTP": Kind.MOTP}
# The app chooses a random number from 140,000 to 160,000; older versions used fewer.
_ITERATIONS = range(1_000, 10_000_001)


def sniff(file: File) -> Match:
    """Returns SURE by the members of the entries, MAYBE for an encrypted file, which looks
    random.
    """
    if isinstance(file.json, list) and file.json:
        first = file.json[0]
        if json_view.has_members(first, "secret", "label", "type"):
            return Match.SURE if json_view.has_members(first, "thumbnail") else Match.LIKELY
        if json_view.has_members(first, "secret", "label", "period"):
            return Match.LIKELY
    return Match.maybe(file.is_opaque)


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, decrypted if necessary."""
    if file.json is not None:
        return await _draft(Node(file.json, "entries"), encrypted=False)
    content = await _decrypt(file.data, context)
    return await _draft(
        Node(await json_parser.parse(utf8(content, "entries"), "entries"), "entries"),
        encrypted=True,
    )


async def _decrypt(data: bytes, context: DecryptContext) -> bytes:
    password = context.password_bytes()
    count, salt, nonce, sealed = split_at(data, 4, 12, 12, where="file")
    iterations = int.from_bytes(count, "big")
    if iterations in _ITERATIONS and len(sealed) > 16:
        key = await context.pbkdf2("SHA1", salt, iterations, 32)
        try:
            return await context.decrypt_gcm(key, nonce, sealed)
        except PasswordWrong:
            pass
    nonce, sealed = split_at(data, 12, where="file")
    return await context.decrypt_gcm(hashlib.sha256(password).digest(), nonce, sealed)


async def _draft(entries: Node, *, encrypted: bool) -> ImportDraft:
    if not isinstance(entries.value, list):
        raise FileUnknown("file")
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    async for entry in paced(entries):
        with builder.entry(entry.where):
            _add(builder, entry)
    return builder.draft()


def _add(builder: ImportBuilder, entry: Node) -> None:
    kind = parse_kind(entry.at("type").text("TOTP"), _KINDS)
    secret: bytes | str = entry.at("secret").text()
    if kind is Kind.MOTP and isinstance(secret, str):
        secret = decode_secret(secret)
    account = new_account(
        secret,
        kind=kind,
        algorithm=entry.at("algorithm").text(""),
        digits=entry.at("digits").integer(6),
        period_s=entry.at("period").integer(30),
        counter=entry.at("counter").integer(0),
        issuer=entry.at("issuer").text(""),
        name=entry.at("label").text(""),
    )
    thumbnail = entry.at("thumbnail").text("")
    builder.add(
        account,
        groups=[tag.text() for tag in entry.at("tags").list()],
        icon="" if thumbnail == "Default" else thumbnail,
    )


FORMAT = Format(id="andotp", title="andOTP", extensions=("json", "aes"), sniff=sniff, read=read)
