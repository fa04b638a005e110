"""Sealed items: a head, and the parts that it lists. FORMAT.md is the specification.

Each item is sealed with AES-256-GCM under a key of its own, derived from the area's key and a fresh
salt. The head lists the hash of every part, so a part of another writer or an older one is noticed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kakomi.errors import CryptoMismatch, KakomiError, SyncDamaged, SyncNewer, VaultKeyWrong
from kakomi.vault import canonical, hkdf, key_wrapping, slots, sync_slots
from kakomi.vault.hybrid_clock import NEVER, Stamp, is_machine, is_stamp
from kakomi.vault.key_wrapping import SlotContext
from kakomi.vault.sync_state import Machine, machine_from_json, machine_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.ports import Crypto, Entropy
    from kakomi.vault.factors import Factor
    from kakomi.vault.slots import Slot

FORMAT, VERSION = "kakomi.sync", 1
HEAD_KEY = "sync"
SALT_BYTES, HASH_BYTES, NONCE_BYTES = 16, 16, 12
SEALED_BYTES = SALT_BYTES + 16  # an item's bytes beside its plaintext: the salt and the tag
_MAX_MANIFEST_BYTES = 1024 * 1024
# Base85 as Python has it (RFC 1924), without "<", which Chromium's JSON writes as six characters.
_TO_STORED = str.maketrans("<>", ",.")
_FROM_STORED = str.maketrans(",.", "<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a head says without a key. ``version`` wrote it; ``readable_by`` and later read it."""

    version: int
    readable_by: int
    area_id: str
    key_id: bytes
    slots: tuple[Slot, ...]
    slots_stamp: Stamp
    writer: str
    written: Stamp
    salt: bytes
    authenticated: bytes = field(default=b"", repr=False)  # the head's text without the ciphertext
    ciphertext: bytes = field(default=b"", repr=False)

    @property
    def slot_context(self) -> SlotContext:
        """What the slots are bound to."""
        return SlotContext(vault_id=self.area_id, key_id=self.key_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a head seals: the hash of each part by its name, the machines, and how many accounts
    had no room.
    """

    parts: Mapping[str, bytes]
    machines: Mapping[str, Machine]
    left_out: int = 0


def _item_key(key: bytes, salt: bytes, what: str, area_id: str) -> bytes:
    return hkdf.derive(key, salt, f"kakomi.sync/1 {what} {area_id}".encode("ascii"))


def part_hash(text: str) -> bytes:
    """Returns the hash of a stored part by which the head lists it."""
    return hashlib.sha256(text.encode("ascii", "replace")).digest()[:HASH_BYTES]


def stored_characters(plaintext_bytes: int) -> int:
    """Returns the length of a stored part."""
    whole, rest = divmod(plaintext_bytes + SEALED_BYTES, 4)
    return whole * 5 + (rest + 1 if rest else 0)


async def seal_part(
    plaintext: bytes, name: str, key: bytes, area_id: str, crypto: Crypto, entropy: Entropy
) -> str:
    """Returns the stored part of that name."""
    salt = entropy.octets(SALT_BYTES)
    item_key = _item_key(key, salt, f"part {name}", area_id)
    sealed = await crypto.gcm_seal(item_key, salt[:NONCE_BYTES], plaintext, b"")
    return base64.b85encode(salt + sealed).decode("ascii").translate(_TO_STORED)


async def open_part(text: str, name: str, key: bytes, area_id: str, crypto: Crypto) -> bytes:
    """Returns the plaintext of a stored part. Raises SyncDamaged."""
    try:
        octets = base64.b85decode(text.translate(_FROM_STORED))
        salt = octets[:SALT_BYTES]
        item_key = _item_key(key, salt, f"part {name}", area_id)
        return await crypto.gcm_open(item_key, salt[:NONCE_BYTES], octets[SALT_BYTES:], b"")
    except (ValueError, KakomiError):
        raise SyncDamaged(name) from None


def _described(head: Head) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": head.version,
        "readable_by": head.readable_by,
        "area_id": head.area_id,
        "key_id": canonical.base64_text(head.key_id),
        "slots": [slots.to_json(slot) for slot in head.slots],
        "slots_stamp": head.slots_stamp,
        "writer": head.writer,
        "written": head.written,
        "salt": canonical.base64_text(head.salt),
    }


async def seal_head(
    manifest: Manifest,
    *,
    key: bytes,
    area_id: str,
    key_slots: tuple[Slot, ...],
    slots_stamp: Stamp,
    writer: str,
    written: Stamp,
    crypto: Crypto,
    entropy: Entropy,
) -> str:
    """Returns the stored head."""
    bare = Head(
        version=VERSION,
        readable_by=VERSION,
        area_id=area_id,
        key_id=sync_slots.key_id(key, area_id),
        slots=key_slots,
        slots_stamp=slots_stamp,
        writer=writer,
        written=written,
        salt=entropy.octets(SALT_BYTES),
    )
    content = {
        "parts": {name: canonical.base64_text(each) for name, each in manifest.parts.items()},
        "machines": {each: machine_to_json(m) for each, m in manifest.machines.items()},
        "left_out": manifest.left_out,
    }
    packed = zlib.compress(canonical.dumps(content).encode("ascii"), 9)
    described = _described(bare)
    header = canonical.dumps(described).encode("ascii")
    item_key = _item_key(key, bare.salt, "head", area_id)
    sealed = await crypto.gcm_seal(item_key, bare.salt[:NONCE_BYTES], packed, header)
    return canonical.dumps({**described, "ciphertext": canonical.base64_text(sealed)})


def read_head(text: str) -> Head:
    """Returns what the head says without a key. Raises SyncDamaged, SyncNewer."""
    try:
        content = json.loads(text)
        version, readable_by = content["version"], content["readable_by"]
        if content["format"] != FORMAT or type(version) is not int or type(readable_by) is not int:
            raise SyncDamaged("head")
    except (ValueError, LookupError, TypeError, RecursionError):
        raise SyncDamaged("head") from None
    if readable_by > VERSION:
        raise SyncNewer("head")
    try:
        return _head(content)
    except (KakomiError, LookupError, TypeError):
        raise SyncDamaged("head") from None


def _head(content: dict[str, Any]) -> Head:
    stamps = (content["written"], content["slots_stamp"])
    if not is_stamp(stamps[0]) or not (is_stamp(stamps[1]) or stamps[1] == NEVER):
        raise SyncDamaged("head")
    if not is_machine(content["writer"]) or not isinstance(content["area_id"], str):
        raise SyncDamaged("head")
    described = {name: value for name, value in content.items() if name != "ciphertext"}
    return Head(
        authenticated=canonical.dumps(described).encode("ascii"),
        version=content["version"],
        readable_by=content["readable_by"],
        area_id=content["area_id"],
        key_id=canonical.b64_bytes(content["key_id"], 32, 32, "key_id"),
        slots=slots.all_from_json(content["slots"]),
        slots_stamp=content["slots_stamp"],
        writer=content["writer"],
        written=content["written"],
        salt=canonical.b64_bytes(content["salt"], SALT_BYTES, SALT_BYTES, "salt"),
        ciphertext=canonical.b64_bytes(
            content["ciphertext"], 16, _MAX_MANIFEST_BYTES, "ciphertext"
        ),
    )


async def open_head(head: Head, key: bytes, crypto: Crypto) -> Manifest:
    """Returns what the head seals. Raises VaultKeyWrong for another key, SyncDamaged."""
    if sync_slots.key_id(key, head.area_id) != head.key_id:
        raise VaultKeyWrong
    item_key = _item_key(key, head.salt, "head", head.area_id)
    try:
        packed = await crypto.gcm_open(
            item_key, head.salt[:NONCE_BYTES], head.ciphertext, head.authenticated
        )
        inflater = zlib.decompressobj()
        text = inflater.decompress(packed, _MAX_MANIFEST_BYTES).decode("ascii", "replace")
        return _manifest(canonical.loads(text, "manifest"))
    except (CryptoMismatch, zlib.error, KakomiError, LookupError, TypeError, AttributeError):
        raise SyncDamaged("head") from None


def _manifest(content: dict[str, Any]) -> Manifest:
    parts = {
        name: canonical.b64_bytes(each, HASH_BYTES, HASH_BYTES, "parts")
        for name, each in content["parts"].items()
    }
    machines = {e: machine_from_json(m, "machines") for e, m in content["machines"].items()}
    left_out = canonical.integer(content["left_out"], 0, 2**53 - 1, "left_out")
    return Manifest(parts=parts, machines=machines, left_out=left_out)


async def unwrap(head: Head, factor: Factor, crypto: Crypto) -> bytes:
    """Returns the area's key, unwrapped by the factor. Raises VaultKeyWrong, SlotMissing."""
    key = await key_wrapping.open_any(head.slots, factor, head.slot_context, crypto)
    if sync_slots.key_id(key, head.area_id) != head.key_id:
        raise VaultKeyWrong
    return key
