"""FORMAT.md's worked example, read by a reader written from that page alone: nothing of Kakomi's is
used to take it apart. Then Kakomi reads it too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from kakomi import rules
from kakomi.vault import canonical, payload, recovery, seal
from kakomi.vault.factors import Passphrase
from support import shared_data
from support.format_reader import argon2id, canonical_text, hkdf
from support.seal_samples import CRYPTO, run

PAGE = (shared_data.ROOT / "py" / "kakomi" / "vault" / "FORMAT.md").read_text("utf-8")
EXAMPLE = PAGE.partition("## A worked example")[2]
TEXT, PAYLOAD = re.findall(r"```json\n(.*)\n```", EXAMPLE)
RECOVERY_KEY, MASTER, KEY_ID = re.findall(r"^    (\S+)$", EXAMPLE, re.MULTILINE)
PASSPHRASE = "correct horse battery staple"


def checked(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    assert canonical_text(content) == text
    rest = {name: value for name, value in content.items() if name != "sha256"}
    assert hashlib.sha256(canonical_text(rest).encode()).hexdigest() == content["sha256"]
    return rest


def written_down(_slot: dict[str, Any]) -> bytes:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = 0
    for character in RECOVERY_KEY.replace("-", ""):
        number = number << 5 | alphabet.index(character)
    octets = number.to_bytes(35, "big")
    assert hashlib.sha256(b"kakomi.recovery/1" + octets[:32]).digest()[:3] == octets[32:]
    return octets[:32]


SECRETS = {"passphrase": lambda slot: argon2id(PASSPHRASE, slot), "recovery": written_down}


def master_of(vault: dict[str, Any], slot: dict[str, Any]) -> bytes:
    secret = SECRETS[slot["kind"]](slot)
    key = hkdf(secret, base64.b64decode(slot["salt"]), f"kakomi.vault/2 slot {slot['kind']}")
    described = {n: v for n, v in slot.items() if n not in ("nonce", "wrapped")}
    names = ("format", "key_id", "vault_id", "version")
    authenticated = canonical_text({**{n: vault[n] for n in names}, "slot": described})
    nonce, wrapped = base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"])
    return AESGCM(key).decrypt(nonce, wrapped, authenticated.encode())


@pytest.mark.parametrize("which", [0, 1], ids=["passphrase", "recovery"])
def test_an_independent_reader_opens_the_example(which: int) -> None:
    vault = checked(TEXT)
    master = master_of(vault, vault["slots"][which])
    assert master.hex() == MASTER
    key_id = hkdf(master, b"", f"kakomi.vault/2 key-id {vault['vault_id']}")
    assert base64.b64decode(vault["key_id"]) == key_id == bytes.fromhex(KEY_ID)
    info = f"kakomi.vault/2 payload {vault['vault_id']} {vault['generation']}"
    key = hkdf(master, base64.b64decode(vault["salt"]), info)
    header = canonical_text({n: v for n, v in vault.items() if n != "ciphertext"})
    nonce, ciphertext = (base64.b64decode(vault[n]) for n in ("nonce", "ciphertext"))
    opened = AESGCM(key).decrypt(nonce, ciphertext, header.encode())
    assert opened.decode("ascii") == PAYLOAD
    assert canonical_text(json.loads(PAYLOAD)) == PAYLOAD


def with_default_rules(content: dict[str, Any]) -> dict[str, Any]:
    """Rules that are younger than the example are absent in it and take their defaults."""
    return {**content, "rules": {**rules.to_json(rules.DEFAULT), **content["rules"]}}


def test_kakomi_opens_the_example() -> None:
    sealed = seal.inspect(canonical.loads_checked(TEXT))
    for factor in (Passphrase(PASSPHRASE), recovery.parse(RECOVERY_KEY)):
        master = run(seal.unwrap(sealed.header, factor, CRYPTO))
        opened = run(seal.open_(sealed, master, CRYPTO))
        assert opened.decode("ascii") == PAYLOAD
        vault = payload.vault(payload.loads(opened), sealed.header.vault_id, 3)
        assert json.loads(payload.dumps(vault)) == with_default_rules(json.loads(PAYLOAD))
        assert [a.name for a in vault.accounts] == ["alice@example.com"]
