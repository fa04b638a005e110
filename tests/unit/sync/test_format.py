"""FORMAT.md's worked example, read by a reader written from that page alone: nothing of Kakomi's is
used to take it apart. Then Kakomi reads it too, and is given changed items.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from kakomi.errors import SyncDamaged, SyncNewer, VaultKeyWrong
from kakomi.sync import area as areas
from kakomi.sync import sealed_items
from kakomi.vault.factors import Passphrase
from support import shared_data
from support.format_reader import argon2id, canonical_text, hkdf
from support.seal_samples import CRYPTO, run

PAGE = (shared_data.ROOT / "py" / "kakomi" / "sync" / "FORMAT.md").read_text("utf-8")
EXAMPLE = PAGE.partition("## A worked example")[2]
ITEMS = dict(re.findall(r"`(sync[.\w]*)`:\n\n```text\n(.*)\n```", EXAMPLE))
CONTENTS = re.findall(r"```json\n(.*)\n```", EXAMPLE)
AREA_KEY, *RAW = re.findall(r"^    ([0-9a-f]+)$", EXAMPLE, re.MULTILINE)
PASSPHRASE = "correct horse battery staple"


def without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name not in names}


def area_key(head: dict[str, Any]) -> bytes:
    (slot,) = head["slots"]
    secret, salt = argon2id(PASSPHRASE, slot), base64.b64decode(slot["salt"])
    context = {
        "format": "kakomi.vault",
        "key_id": head["key_id"],
        "slot": without(slot, "nonce", "wrapped"),
        "vault_id": head["area_id"],
        "version": 2,
    }
    return AESGCM(hkdf(secret, salt, "kakomi.vault/2 slot passphrase")).decrypt(
        base64.b64decode(slot["nonce"]),
        base64.b64decode(slot["wrapped"]),
        canonical_text(context).encode(),
    )


def part(name: str, key: bytes, area_id: str) -> tuple[str, bytes]:
    octets = base64.b85decode(ITEMS[f"sync.{name}"].replace(",", "<").replace(".", ">"))
    salt, sealed = octets[:16], octets[16:]
    part_key = hkdf(key, salt, f"kakomi.sync/1 part {name} {area_id}")
    inside = AESGCM(part_key).decrypt(salt[:12], sealed, b"")
    end = 4 + int.from_bytes(inside[:4], "big")
    return zlib.decompress(inside[4:end], -15).decode("ascii"), inside[end:]


def test_the_example_is_read_by_the_page_alone() -> None:
    head = json.loads(ITEMS["sync"])
    assert canonical_text(head) == ITEMS["sync"]
    key = area_key(head)
    assert key.hex() == AREA_KEY
    key_id = hkdf(key, b"", "kakomi.sync/1 key-id " + head["area_id"])
    assert base64.b64decode(head["key_id"]) == key_id
    salt = base64.b64decode(head["salt"])
    packed = AESGCM(hkdf(key, salt, "kakomi.sync/1 head " + head["area_id"])).decrypt(
        salt[:12],
        base64.b64decode(head["ciphertext"]),
        canonical_text(without(head, "ciphertext")).encode(),
    )
    manifest = json.loads(zlib.decompress(packed))
    assert sorted(manifest["parts"]) == ["c0", "d0"]
    for name, expected in manifest["parts"].items():
        digest = hashlib.sha256(ITEMS[f"sync.{name}"].encode()).digest()[:16]
        assert base64.b64decode(expected) == digest
    for name, content, raw in zip(("c0", "d0"), CONTENTS, RAW, strict=True):
        assert part(name, key, head["area_id"]) == (content, bytes.fromhex(raw))


def test_the_rows_say_what_the_page_says() -> None:
    content, raw = json.loads(CONTENTS[0]), bytes.fromhex(RAW[0])
    (alice, bank), (tombstone,) = content["accounts"], content["tombstones"]
    assert base64.urlsafe_b64encode(raw[:16]).decode().rstrip("=") == "AAECAwQFBgcICQoLDA0ODw"
    assert raw[16:36] == b"12345678901234567890"
    assert alice[:2] == ["Example", "alice@example.com"]
    seconds = int(content["stamps"][alice[4]][:12], 16) // 1000
    assert seconds + alice[2] == 1_790_000_000
    assert bank[5] == {"counter": 7, "kind": "hotp"}
    assert raw[72:] == bytes(range(32, 48))
    assert tombstone[1:] == [0, {}]
    ((_, details),) = json.loads(CONTENTS[1])["details"]
    assert details == {"note": "Spare phone", "recovery_codes": [["1234-5678", False]]}
    assert bytes.fromhex(RAW[1]) == hashlib.sha256(b"AAECAwQFBgcICQoLDA0ODw").digest()[:8]


def read(items: dict[str, str], key: bytes = bytes.fromhex(AREA_KEY)) -> areas.Area:
    head = areas.head_of(items)
    assert head is not None
    area: areas.Area = run(areas.opened(items, head, key, CRYPTO))
    return area


def test_kakomi_reads_the_example() -> None:
    head = areas.head_of(ITEMS)
    assert head is not None
    key = run(sealed_items.unwrap(head, Passphrase(PASSPHRASE), CRYPTO))
    area = read(ITEMS, key)
    assert area.is_complete
    names = {record.values["name"]: record for record in area.replica.records.values()}
    assert names.keys() == {"alice@example.com", "alice"}
    assert names["alice"].counter == 7
    assert names["alice@example.com"].values["note"] == "Spare phone"
    assert len(area.replica.tombstones) == 1


def test_another_key_opens_nothing() -> None:
    with pytest.raises(VaultKeyWrong):
        read(ITEMS, bytes(32))


@pytest.mark.parametrize("name", ["writer", "written", "area_id", "slots_stamp", "salt"])
def test_no_field_of_the_head_can_be_changed(name: str) -> None:
    head = json.loads(ITEMS["sync"])
    changed = head[name]
    changed = changed[:-3] + ("000" if changed[-3:] != "000" else "111")
    if name == "salt":
        changed = base64.b64encode(bytes(16)).decode()
    with pytest.raises((SyncDamaged, VaultKeyWrong)):
        read({**ITEMS, "sync": canonical_text({**head, name: changed})})


def test_a_part_that_is_another_or_missing_is_noticed_and_not_used() -> None:
    changed = {**ITEMS, "sync.d0": ITEMS["sync.c0"]}
    missing = {key: text for key, text in ITEMS.items() if key != "sync.d0"}
    for items in (changed, missing):
        area = read(items)
        assert not area.is_complete
        assert area.replica.context == {}
        assert area.parts.keys() == {"c0"}


def test_a_newer_head_is_read_if_it_says_so() -> None:
    head = json.loads(ITEMS["sync"])
    with pytest.raises(SyncNewer):
        areas.head_of({"sync": canonical_text({**head, "version": 9, "readable_by": 9})})
    newer = areas.head_of({"sync": canonical_text({**head, "version": 9, "more": True})})
    assert newer is not None
    assert newer.version == 9


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "nonsense", '{"format":"kakomi.sync"}'])
def test_what_is_no_head_is_damaged(text: str) -> None:
    with pytest.raises(SyncDamaged):
        areas.head_of({"sync": text})
