"""Sealed texts: a payload encrypted and authenticated in one canonical text.

FORMAT.md in this folder is the specification. A random master key is wrapped by slots
(``kakomi.vault.slots``). Each save derives its own key from it (HKDF-SHA256, a fresh salt) and
encrypts the payload with AES-256-GCM; the header is the additional data. The text has a checksum
(``kakomi.vault.canonical``), so damage is noticed without a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kakomi.errors import CryptoMismatch, VaultDamaged, VaultKeyWrong, VaultNewer, VaultNotSaved
from kakomi.vault import canonical, hkdf, key_wrapping, slots
from kakomi.vault.key_wrapping import SlotContext

if TYPE_CHECKING:
    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.factors import Factor
    from kakomi.vault.slots import Slot

FORMAT = "kakomi.vault"
VERSION = 2
MAX_GENERATION = 2**53 - 1  # what JSON numbers hold in every language
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 32, 12, 32
MIN_CIPHERTEXT_BYTES = 16  # the tag alone

MAX_VAULT_ID_CHARACTERS = 64

_VAULT_ID = re.compile(rf"[0-9A-Za-z_-]{{1,{MAX_VAULT_ID_CHARACTERS}}}", re.ASCII)
_FIELDS = frozenset(
    {
        "format",
        "version",
        "vault_id",
        "generation",
        "key_id",
        "slots",
        "salt",
        "nonce",
        "ciphertext",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The part of a sealed text that can be read without a key."""

    vault_id: str
    generation: int
    key_id: bytes
    slots: tuple[Slot, ...]
    salt: bytes
    nonce: bytes

    @property
    def slot_context(self) -> SlotContext:
        """Returns the vault and the key that the slots belong to."""
        return SlotContext(vault_id=self.vault_id, key_id=self.key_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A parsed sealed text. Parsing does not show that it can be decrypted."""

    header: Header
    ciphertext: bytes = field(repr=False)


def key_id(master: bytes, vault_id: str) -> bytes:
    """Returns the public identifier of a master key: 32 bytes that do not reveal it."""
    return hkdf.derive(master, b"", b"kakomi.vault/2 key-id " + vault_id.encode("ascii"))


def slot_context(master: bytes, vault_id: str) -> SlotContext:
    """Returns the context of the slots that wrap ``master``."""
    return SlotContext(vault_id=vault_id, key_id=key_id(master, vault_id))


def _payload_key(master: bytes, header: Header) -> bytes:
    info = f"kakomi.vault/2 payload {header.vault_id} {header.generation}"
    return hkdf.derive(master, header.salt, info.encode("ascii"))


def _content(header: Header) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "vault_id": header.vault_id,
        "generation": header.generation,
        "key_id": canonical.base64_text(header.key_id),
        "slots": [slots.to_json(slot) for slot in header.slots],
        "salt": canonical.base64_text(header.salt),
        "nonce": canonical.base64_text(header.nonce),
    }


def _authenticated(header: Header) -> bytes:
    return canonical.dumps(_content(header)).encode("ascii")


async def seal(
    payload: bytes,
    *,
    vault_id: str,
    generation: int,
    key_slots: tuple[Slot, ...],
    master: bytes,
    crypto: Crypto,
    entropy: Entropy,
) -> str:
    """Returns the sealed text of ``payload``. ``key_slots`` is a valid set of slots that wrap
    ``master``.

    Raises VaultFull if the text is longer than a reader accepts, VaultNotSaved for a vault id or a
    generation that a reader refuses.
    """
    if not _VAULT_ID.fullmatch(vault_id) or not 0 < generation <= MAX_GENERATION:
        raise VaultNotSaved("header")
    header = Header(
        vault_id=vault_id,
        generation=generation,
        key_id=key_id(master, vault_id),
        slots=key_slots,
        salt=entropy.octets(SALT_BYTES),
        nonce=entropy.octets(NONCE_BYTES),
    )
    ciphertext = await crypto.gcm_seal(
        _payload_key(master, header), header.nonce, payload, _authenticated(header)
    )
    return canonical.dumps_with_checksum(
        {**_content(header), "ciphertext": canonical.base64_text(ciphertext)}
    )


def max_header_characters() -> int:
    """Returns the characters of the longest sealed text whose payload is empty, without the
    ciphertext.
    """
    header = Header(
        vault_id="x" * MAX_VAULT_ID_CHARACTERS,
        generation=MAX_GENERATION,
        key_id=bytes(KEY_BYTES),
        slots=slots.longest_set(),
        salt=bytes(SALT_BYTES),
        nonce=bytes(NONCE_BYTES),
    )
    return len(canonical.dumps_with_checksum({**_content(header), "ciphertext": ""}))


def inspect(content: dict[str, Any]) -> Sealed:
    """Returns the parts of a sealed text, without a key. Raises VaultDamaged, VaultNewer."""
    if content.get("format") != FORMAT:
        raise VaultDamaged("format")
    version = content.get("version")
    if type(version) is int and version > VERSION:
        raise VaultNewer("version")
    if type(version) is not int or version != VERSION:
        raise VaultDamaged("version")
    entry = canonical.fields(content, _FIELDS, "vault")
    vault_id = entry["vault_id"]
    if not isinstance(vault_id, str) or not _VAULT_ID.fullmatch(vault_id):
        raise VaultDamaged("vault_id")

    def exactly(name: str, length: int) -> bytes:
        return canonical.b64_bytes(entry[name], length, length, name)

    header = Header(
        vault_id=vault_id,
        generation=canonical.integer(entry["generation"], 1, MAX_GENERATION, "generation"),
        key_id=exactly("key_id", KEY_BYTES),
        slots=slots.all_from_json(entry["slots"]),
        salt=exactly("salt", SALT_BYTES),
        nonce=exactly("nonce", NONCE_BYTES),
    )
    ciphertext = canonical.b64_bytes(
        entry["ciphertext"], MIN_CIPHERTEXT_BYTES, canonical.MAX_CHARACTERS // 4 * 3, "ciphertext"
    )
    return Sealed(header=header, ciphertext=ciphertext)


async def open_(sealed: Sealed, master: bytes, crypto: Crypto) -> bytes:
    """Returns the decrypted payload. Raises VaultKeyWrong for another key, VaultDamaged."""
    header = sealed.header
    if key_id(master, header.vault_id) != header.key_id:
        raise VaultKeyWrong
    try:
        return await crypto.gcm_open(
            _payload_key(master, header), header.nonce, sealed.ciphertext, _authenticated(header)
        )
    except CryptoMismatch:
        raise VaultDamaged("ciphertext") from None


async def unwrap(header: Header, factor: Factor, crypto: Crypto) -> bytes:
    """Returns the master key, unwrapped by ``factor``. Raises VaultKeyWrong, SlotMissing."""
    master = await key_wrapping.open_any(header.slots, factor, header.slot_context, crypto)
    if len(master) != KEY_BYTES or key_id(master, header.vault_id) != header.key_id:
        raise VaultKeyWrong
    return master
