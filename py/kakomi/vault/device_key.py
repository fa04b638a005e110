"""The device key on disk: beside the vault, under a key of its own, in both stores.

    {"format":"kakomi.device","key":"…","sha256":"…","slot":"…"}

It keeps casual eyes out and no more: who reads the disk reads it too.
"""

from __future__ import annotations

from kakomi.errors import VaultDamaged
from kakomi.vault import canonical
from kakomi.vault.factors import KEY_BYTES, DeviceKey

FORMAT = "kakomi.device"
_FIELDS = frozenset({"format", "slot", "key"})


def storage_key(slot_id: bytes) -> str:
    """Where it lies: each device key has a place of its own, so none is ever written over."""
    return f"device.{slot_id.hex()}"


def dumps(key: DeviceKey, slot_id: bytes) -> str:
    """The text to keep."""
    return canonical.dumps_with_checksum(
        {
            "format": FORMAT,
            "slot": canonical.base64_text(slot_id),
            "key": canonical.base64_text(key.octets),
        }
    )


def loads(text: str, slot_id: bytes) -> DeviceKey:
    """Raises VaultDamaged."""
    entry = canonical.fields(canonical.loads_checked(text, "device"), _FIELDS, "device")
    if entry["format"] != FORMAT or entry["slot"] != canonical.base64_text(slot_id):
        raise VaultDamaged("device")
    return DeviceKey(canonical.b64_bytes(entry["key"], KEY_BYTES, KEY_BYTES, "device.key"))
