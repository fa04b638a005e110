"""The stored text of a device key. Both stores hold it next to the vault.

    {"format":"kakomi.device","key":"…","sha256":"…","slot":"…"}

Whoever can read the disk can read the device key.
"""

from __future__ import annotations

from kakomi.errors import VaultDamaged
from kakomi.vault import canonical
from kakomi.vault.factors import KEY_BYTES, DeviceKey

FORMAT = "kakomi.device"
_FIELDS = frozenset({"format", "slot", "key"})


def storage_key(slot_id: bytes) -> str:
    """Returns the storage key of a device key. Each has its own, so none is overwritten."""
    return f"device.{slot_id.hex()}"


def dumps(key: DeviceKey, slot_id: bytes) -> str:
    """Returns the text to store."""
    return canonical.dumps_with_checksum(
        {
            "format": FORMAT,
            "slot": canonical.base64_text(slot_id),
            "key": canonical.base64_text(key.octets),
        }
    )


def loads(text: str, slot_id: bytes) -> DeviceKey:
    """Returns the device key of that slot. Raises VaultDamaged."""
    entry = canonical.fields(canonical.loads_checked(text, "device"), _FIELDS, "device")
    if entry["format"] != FORMAT or entry["slot"] != canonical.base64_text(slot_id):
        raise VaultDamaged("device")
    return DeviceKey(canonical.b64_bytes(entry["key"], KEY_BYTES, KEY_BYTES, "device.key"))
