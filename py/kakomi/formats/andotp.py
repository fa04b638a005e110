"""andOTP's backup, which GNOME's Authenticator writes too: a JSON list, plain or encrypted.

    [{"secret", "issuer", "label", "digits", "type", "algorithm", "thumbnail", "period", "tags"}]

Encrypted files have no mark. Since 0.6.3: iterations (4 bytes, big endian), salt (12), nonce (12),
and AES-GCM under PBKDF2-HMAC-SHA1. Before: nonce (12), and AES-GCM under SHA-256 of the password.
mOTP's secret is the base32 of its text. The oldest files have secret, label and period alone.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kakomi.account import Kind, decode_secret
from kakomi.errors import FileUnknown, PasswordWrong
from kakomi.formats.ground import tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment, kind_of
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.opening import sealed_with
from kakomi.formats.ground.text import utf8
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "andotp"

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM, "MOTP": Kind.MOTP}
# The app draws the number at random between 140,000 and 160,000; older ones used fewer.
_ITERATIONS = range(1_000, 10_000_001)


def sniff(file: File) -> Match:
    """By its entries' members; encrypted, by nothing but looking random."""
    if isinstance(file.json, list) and file.json:
        first = file.json[0]
        if tree.has(first, "secret", "label", "type"):
            return Match.SURE if tree.has(first, "thumbnail") else Match.LIKELY
        if tree.has(first, "secret", "label", "period"):
            return Match.LIKELY
    return Match.maybe(file.is_opaque)


async def read(file: File, opening: Opening) -> Draft:
    """The accounts, decrypted where they need be."""
    if file.json is not None:
        return _draft(Node(file.json, "entries"), encrypted=False)
    content = await _decrypted(file.data, opening)
    return _draft(Node(tree.parsed(utf8(content, "entries"), "entries"), "entries"), encrypted=True)


async def _decrypted(data: bytes, opening: Opening) -> bytes:
    password = opening.password_bytes()
    count, salt, nonce, sealed = sealed_with(data, 4, 12, 12, where="file")
    iterations = int.from_bytes(count, "big")
    if iterations in _ITERATIONS and len(sealed) > 16:
        key = await opening.pbkdf2("SHA1", salt, iterations, 32)
        try:
            return await opening.gcm(key, nonce, sealed)
        except PasswordWrong:
            pass
    nonce, sealed = sealed_with(data, 12, where="file")
    return await opening.gcm(hashlib.sha256(password).digest(), nonce, sealed)


def _draft(entries: Node, *, encrypted: bool) -> Draft:
    if not isinstance(entries.value, list):
        raise FileUnknown("file")
    gathering = Gathering(NAME, encrypted=encrypted)
    for entry in entries:
        with gathering.one(entry.where):
            _add(gathering, entry)
    return gathering.draft()


def _add(gathering: Gathering, entry: Node) -> None:
    kind = kind_of(entry.at("type").text("TOTP"), _KINDS)
    secret: bytes | str = entry.at("secret").text()
    if kind is Kind.MOTP and isinstance(secret, str):
        secret = decode_secret(secret)
    account = enrolment(
        secret,
        kind=kind,
        algorithm=entry.at("algorithm").text(""),
        digits=entry.at("digits").whole(6),
        period_s=entry.at("period").whole(30),
        counter=entry.at("counter").whole(0),
        issuer=entry.at("issuer").text(""),
        name=entry.at("label").text(""),
    )
    thumbnail = entry.at("thumbnail").text("")
    gathering.add(
        account,
        groups=[tag.text() for tag in entry.at("tags").list()],
        icon="" if thumbnail == "Default" else thumbnail,
    )
