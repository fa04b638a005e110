"""Stratum's backup (formerly Authenticator Pro), plain or encrypted.

    {"Authenticators": […], "Categories": […], "AuthenticatorCategories": […], "CustomIcons": […]}

- "AUTHENTICATORPRO", salt (16), nonce (12): AES-GCM under Argon2id (64 MiB, 3 passes, 4 lanes).
- "AuthenticatorPro", salt (20), IV (16): AES-CBC under PBKDF2-HMAC-SHA1, 64,000 times.

Categories refer to accounts by their secret. mOTP's secret is its text. The name of a custom icon
is "@" and its identifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import AlgorithmUnsupported, KindUnsupported
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.decrypt_context import split_at
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import utf8
from kakomi.otp_key import STEAM_DIGITS, Algorithm, Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.account import NewAccount
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_STRONG, _LEGACY = b"AUTHENTICATORPRO", b"AuthenticatorPro"
_PASSES, _MEMORY_KIB, _LANES = 3, 65_536, 4
_ITERATIONS = 64_000
KINDS = {1: Kind.HOTP, 2: Kind.TOTP, 3: Kind.MOTP, 4: Kind.STEAM, 5: Kind.YANDEX}
_KIND_NAMES = {
    "HOTP": Kind.HOTP,
    "TOTP": Kind.TOTP,
    "MOBILEOTP": Kind.MOTP,
    "STEAMOTP": Kind.STEAM,
    "YANDEXOTP": Kind.YANDEX,
}
_ALGORITHM_NAMES = {algorithm.value: algorithm for algorithm in Algorithm}
ALGORITHMS = {0: Algorithm.SHA1, 1: Algorithm.SHA256, 2: Algorithm.SHA512}


def sniff(file: File) -> Match:
    """Returns SURE by the first 16 bytes, or by the members."""
    return Match.sure(
        file.data.startswith((_STRONG, _LEGACY))
        or json_view.has_members(file.json, "Authenticators")
    )


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    is_stratum = json_view.has_members(file.json, "Categories", "AuthenticatorCategories")
    return "Authenticators" if is_stratum else ""


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, decrypted if necessary."""
    if file.json is not None:
        return await _draft(Node(file.json), encrypted=False)
    content = await _decrypt(file.data, context)
    return await _draft(
        Node(await json_parser.parse(utf8(content, "backup"), "backup")), encrypted=True
    )


async def _decrypt(data: bytes, context: DecryptContext) -> bytes:
    if data.startswith(_STRONG):
        _, salt, nonce, sealed = split_at(data, 16, 16, 12, where="file")
        key = await context.argon2(salt, _PASSES, _MEMORY_KIB, _LANES)
        return await context.decrypt_gcm(key, nonce, sealed)
    _, salt, iv, sealed = split_at(data, 16, 20, 16, where="file")
    key = await context.pbkdf2("SHA1", salt, _ITERATIONS, 32)
    return await context.decrypt_cbc(key, iv, sealed)


async def _draft(backup: Node, *, encrypted: bool) -> ImportDraft:
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    names = {
        c.at("Id").text(): c.at("Name").text("")
        async for c in paced(backup.at("Categories").list())
    }
    pictures = {
        icon.at("Id").text(""): icon.at("Data").text("")
        async for icon in paced(backup.at("CustomIcons").list())
    }
    groups: dict[str, list[str]] = {}
    async for link in paced(backup.at("AuthenticatorCategories").list()):
        name = names.get(link.at("CategoryId").text(), "")
        groups.setdefault(bare(link.at("AuthenticatorSecret")), []).append(name)
    async for entry in paced(backup.at("Authenticators")):
        with builder.entry(entry.where):
            icon = entry.at("Icon").text("")
            picture = b""
            if icon.startswith("@"):
                picture = builder.picture(pictures.get(icon[1:], ""), entry.where)
            builder.add(
                account(entry),
                picture=picture,
                groups=groups.get(bare(entry.at("Secret")), []),
                icon="" if icon.startswith("@") or icon == "default" else icon,
            )
    return builder.draft()


def bare(secret: Node) -> str:
    """Returns a secret without separators, so that accounts and categories can be compared."""
    return "".join(secret.text("").split()).replace("-", "").rstrip("=").upper()


def _name(node: Node) -> str:
    """Returns a type or algorithm that is written by name, in upper case."""
    return node.value.strip().upper() if isinstance(node.value, str) else ""


def account(entry: Node) -> NewAccount:
    """Returns an account of the backup or of the app's database. Both have the same field names."""
    kind = _KIND_NAMES.get(_name(entry.at("Type"))) or KINDS.get(entry.at("Type").integer())
    digits = entry.at("Digits").integer(6)
    issuer = entry.at("Issuer").text("")
    # OTPClient and old versions write Steam as TOTP with Steam's five digits.
    if kind is Kind.TOTP and digits == STEAM_DIGITS and "steam" in issuer.casefold():
        kind = Kind.STEAM
    algorithm = _ALGORITHM_NAMES.get(_name(entry.at("Algorithm"))) or ALGORITHMS.get(
        entry.at("Algorithm").integer(0)
    )
    if kind is None:
        raise KindUnsupported("Type")
    if algorithm is None:
        raise AlgorithmUnsupported("Algorithm")
    return new_account(
        entry.at("Secret").text(),
        kind=kind,
        algorithm=algorithm,
        digits=digits,
        period_s=entry.at("Period").integer(30),
        counter=entry.at("Counter").integer(0),
        pin=entry.at("Pin").text(""),
        issuer=issuer,
        name=entry.at("Username").text(""),
    )


FORMAT = Format(
    id="stratum",
    title="Stratum",
    extensions=("stratum", "authpro", "json"),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
)
