"""Makes files in the formats of other apps, for cases without a real file and for damaged files.
``cryptography`` and ``argon2-cffi`` encrypt them, not Kakomi's own code.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
import plistlib
import struct
import zlib
from typing import Any

import argon2.low_level
from Crypto.Cipher import Salsa20
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from kakomi.account import Account
from kakomi.account_details import AccountDetails, RecoveryCode
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.otp_key import Algorithm, Key, Kind
from kakomi.secret_encoding import decode_secret
from kakomi.vault import backup, key_wrapping, seal, slots
from kakomi.vault.factors import Passphrase
from kakomi.vault.vault import Vault

PASSWORD = "correct horse"
HELLO = "JBSWY3DPEHPK3PXP"


def b64(data: bytes) -> str:
    """Returns base64."""
    return base64.b64encode(data).decode("ascii")


def cbc(key: bytes, iv: bytes, content: bytes) -> bytes:
    """Returns the ciphertext of AES-CBC with PKCS#7 padding."""
    padder = padding.PKCS7(128).padder()
    padded = padder.update(content) + padder.finalize()
    work = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return work.update(padded) + work.finalize()


def argon2id(password: bytes, salt: bytes, passes: int, memory_kib: int, lanes: int) -> bytes:
    """Returns 32 bytes of Argon2id."""
    return argon2.low_level.hash_secret_raw(
        password, salt, passes, memory_kib, lanes, 32, argon2.low_level.Type.ID, 0x13
    )


# The "Authenticator" add-on.

ADDON_ENTRIES: dict[str, dict[str, Any]] = {
    "b0": {
        "encrypted": False,
        "hash": "b0",
        "index": 2,
        "type": "totp",
        "secret": HELLO,
        "issuer": "ACME::acme.example",
        "account": "a?b&c",
        "algorithm": "SHA256",
        "digits": 8,
        "period": 60,
        "pinned": True,
        "dataType": "OTPStorage",
    },
    "a1": {
        "encrypted": False,
        "hash": "a1",
        "index": 0,
        "type": "hotp",
        "secret": HELLO,
        "account": "bob",
        "counter": 7,
        "dataType": "OTPStorage",
    },
    "c2": {
        "encrypted": False,
        "hash": "c2",
        "index": 1,
        "type": "steam",
        "secret": HELLO,
        "issuer": "Steam",
        "account": "囲み",
        "dataType": "OTPStorage",
    },
}


def cryptojs(content: bytes, passphrase: bytes, salt: bytes = b"saltsalt") -> str:
    """Returns the result of ``CryptoJS.AES.encrypt(…).toString()``."""
    made = block = b""
    while len(made) < 48:
        block = hashlib.md5(block + passphrase + salt).digest()  # noqa: S324  its own derivation
        made += block
    return b64(b"Salted__" + salt + cbc(made[:32], made[32:48], content))


def addon_plain() -> bytes:
    """Returns the add-on's plain backup: indented, with carriage returns for Windows' Notepad."""
    return json.dumps(ADDON_ENTRIES, indent=2).replace("\n", "\r\n").encode()


def addon_secrets_sealed(passphrase: bytes, key: dict[str, str] | None = None) -> bytes:
    """Returns a backup of the add-on's first two schemes: each secret is encrypted, under the
    password or a key.
    """
    entries: dict[str, Any] = {
        name: entry | {"encrypted": True, "secret": cryptojs(entry["secret"].encode(), passphrase)}
        for name, entry in ADDON_ENTRIES.items()
    }
    return json.dumps(entries if key is None else entries | {"key": key}).encode()


def addon_with_key() -> bytes:
    """Returns a backup of the second scheme."""
    key = bytes(range(120))
    enc = cryptojs(key, PASSWORD.encode())
    return addon_secrets_sealed(key.hex().encode(), {"enc": enc, "hash": "$argon2id$…"})


def _addon_newer(content: bytes, passphrase: bytes) -> str:
    nonce = bytes(range(12))
    sealed = AESGCM(hashlib.sha256(passphrase).digest()).encrypt(nonce, content, None)
    return f"v4:{b64(nonce + sealed)}"


def addon_with_argon2(*, newer: bool = False) -> bytes:
    """Returns a backup of the third scheme: each entry is encrypted as a whole, by CryptoJS or, if
    ``newer``, by AES-GCM.
    """
    seal_entry = _addon_newer if newer else cryptojs
    salt = "b00b1e5a17"
    derived = argon2id(PASSWORD.encode(), salt.encode(), 2, 19 * 1024, 1)
    passphrase = b64(derived).rstrip("=").encode()
    backup: dict[str, Any] = {
        name: {
            "dataType": "EncOTPStorage",
            "keyId": "k",
            "index": entry["index"],
            "data": seal_entry(json.dumps(entry).encode(), passphrase),
        }
        for name, entry in ADDON_ENTRIES.items()
    }
    backup["k"] = {"dataType": "Key", "id": "k", "salt": salt, "hash": "$argon2id$…", "version": 3}
    return json.dumps(backup).encode()


# OTP Auth.


def keyed_archive(root: object) -> bytes:
    """Returns NSKeyedArchiver's property list of dictionaries, lists and plain values."""
    objects: list[Any] = ["$null"]

    def kept(item: object) -> plistlib.UID:
        number = plistlib.UID(len(objects))
        objects.append(item)
        if isinstance(item, dict):
            keys, values = [kept(key) for key in item], [kept(value) for value in item.values()]
            made = {"NS.keys": keys, "NS.objects": values, "$class": kept_class("NSDictionary")}
            objects[number.data] = made
        elif isinstance(item, list):
            made = {"NS.objects": [kept(one) for one in item], "$class": kept_class("NSArray")}
            objects[number.data] = made
        return number

    def kept_class(name: str) -> plistlib.UID:
        objects.append({"$classname": name, "$classes": [name, "NSObject"]})
        return plistlib.UID(len(objects) - 1)

    top = {"root": kept(root)}
    archive = {"$archiver": "NSKeyedArchiver", "$version": 100000, "$top": top, "$objects": objects}
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)


OTPAUTH_ACCOUNT: dict[str, Any] = {
    "secret": decode_secret(HELLO),
    "label": "ann",
    "issuer": "ACME",
    "type": 2,
    "algorithm": 2,
    "digits": 8,
    "period": 60,
    "counter": 0,
}


def otpauth_ios(*, alone: bool, older: bool) -> bytes:
    """Returns a backup, or a single account if ``alone``, in the current or the older
    encryption.
    """
    content = OTPAUTH_ACCOUNT if alone else {"Folders": [_otpauth_folder()]}
    inner, name = keyed_archive(content), "Data" if alone else "WrappedData"
    if older:
        reported: str | bytes = b"an IV" if alone else "an IV"
        iv = hashlib.sha1(b"an IV").digest()[:16]  # noqa: S324  its own
        key = hashlib.sha256(f"salt-{PASSWORD}".encode()).digest()
        outer = {name: cbc(key, iv, inner), "Salt": "salt", "IV": reported, "Version": 1.0}
    else:
        outer = {name: _rncryptor(inner), "Version": 1.1}
    word = b"OTPAuth" if alone else b"Authenticator"
    return cbc(hashlib.sha256(word).digest(), bytes(16), keyed_archive(outer))


def _otpauth_folder() -> dict[str, Any]:
    return {"name": "Work", "accounts": [OTPAUTH_ACCOUNT]}


def _rncryptor(content: bytes) -> bytes:
    salt, tag_salt, iv = b"saltsalt", b"tag salt", bytes(range(16))
    derived, tag_key = (
        hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), one, 10_000, 32) for one in (salt, tag_salt)
    )
    head = b"\x03\x01" + salt + tag_salt + iv + cbc(derived, iv, content)
    return head + hmac.digest(tag_key, head, "sha256")


# 2FAuth, Authy.


def twofauth() -> bytes:
    """Returns an export with an account of each kind."""
    common: dict[str, Any] = {"service": "ACME", "icon": None, "icon_mime": None, "icon_file": None}
    common |= {"secret": HELLO, "digits": 7, "algorithm": "sha256"}
    data = [
        common | {"otp_type": "totp", "account": "ann", "period": 40, "counter": None},
        common | {"otp_type": "hotp", "account": "bob", "period": None, "counter": 5},
        common | {"otp_type": "steamtotp", "account": "cem", "period": 30, "icon_file": "iVBO"},
    ]
    return json.dumps({"app": "2fauth_v5.1.1", "schema": 1, "data": data}).encode()


def authy_cloud(*, iv: bytes | None = None) -> bytes:
    """Returns the JSON of Authy's server with two tokens under one password."""
    tokens = []
    for number, name in enumerate(("ACME: ann", "bob")):
        salt = f"salt{number}"
        key = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt.encode(), 100, 32)
        tokens.append(
            {
                "account_type": "authenticator",
                "name": name,
                "issuer": "ACME" if number == 0 else None,
                "digits": 6 + number,
                "encrypted_seed": b64(cbc(key, iv or bytes(16), HELLO.lower().encode())),
                "salt": salt,
                "key_derivation_iterations": 100,
                "unique_iv": iv.hex() if iv else None,
            }
        )
    return json.dumps({"message": "success", "authenticator_tokens": tokens}).encode()


def authy_decrypted() -> bytes:
    """Returns the JSON with decrypted seeds that scripts write."""
    token = {"name": "ACME: ann", "issuer": None, "decrypted_seed": HELLO, "digits": 7}
    return json.dumps({"decrypted_authenticator_tokens": [token], "success": True}).encode()


# Bitwarden.


def bitwarden_sealed(
    items: list[dict[str, Any]],
    kind: int = 1,
    passes: int = 2,
    memory_mib: int = 16,
    password: str = PASSWORD,
) -> bytes:
    """Returns a password-protected export. ``kind`` 1 is Argon2id, 0 is PBKDF2."""
    salt, iv = "c2FsdA==", bytes(range(16))
    if kind == 1:
        hashed = hashlib.sha256(salt.encode()).digest()
        key = argon2id(password.encode(), hashed, passes, memory_mib * 1024, 4)
    else:
        key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), passes)
    enc_key, mac_key = (hmac.digest(key, info + b"\x01", "sha256") for info in (b"enc", b"mac"))
    inner = {"encrypted": False, "folders": [{"id": "f", "name": "Web"}], "items": items}
    sealed = cbc(enc_key, iv, json.dumps(inner).encode())
    tag = hmac.digest(mac_key, iv + sealed, "sha256")
    export = {"encrypted": True, "passwordProtected": True, "salt": salt, "kdfType": kind}
    export |= {"kdfIterations": passes, "kdfMemory": memory_mib, "kdfParallelism": 4}
    export["data"] = "2." + "|".join(b64(part) for part in (iv, sealed, tag))
    return json.dumps(export).encode()


# Steam.


def steam_sealed() -> tuple[bytes, bytes]:
    """Returns an encrypted maFile of Steam Desktop Authenticator, and its manifest."""
    salt, iv = bytes(range(8)), bytes(range(16))
    account = {"shared_secret": b64(bytes(range(20))), "account_name": "ann"}
    key = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, 50_000, 32)
    entry = {"filename": "a.maFile", "encryption_salt": b64(salt), "encryption_iv": b64(iv)}
    manifest = {"encrypted": True, "first_run": False, "entries": [entry | {"steamid": 1}]}
    sealed = b64(cbc(key, iv, json.dumps(account).encode()))
    return sealed.encode(), json.dumps(manifest).encode()


# ZIP.


def _zip(name: bytes, content: bytes, crc: int, size: int, method: int, extra: bytes) -> bytes:
    local = struct.pack(
        "<4s5H3L2H",
        b"PK\x03\x04",
        20,
        1,
        method,
        0,
        0,
        crc,
        len(content),
        size,
        len(name),
        len(extra),
    )
    entry = struct.pack(
        "<4s6H3L5H2L",
        b"PK\x01\x02",
        20, 20, 1, method, 0, 0,
        crc, len(content), size,
        len(name), len(extra), 0, 0, 0, 0, 0,
    )  # fmt: skip
    start = len(local) + len(name) + len(extra) + len(content)
    directory = entry + name + extra
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), start, 0)
    return local + name + extra + content + directory + end


def _deflated(content: bytes) -> bytes:
    work = zlib.compressobj(wbits=-15)
    return work.compress(content) + work.flush()


def zip_by_zipcrypto(name: str, content: bytes, password: str = PASSWORD) -> bytes:
    """Returns a ZIP of one deflated member, encrypted by ZipCrypto."""
    table = [0] * 256
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table[byte] = value
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 255]

    for byte in password.encode():
        turn(byte)
    crc, sealed = zlib.crc32(content), bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + _deflated(content):
        mask = keys[2] | 2
        sealed.append(byte ^ (mask * (mask ^ 1) >> 8) & 255)
        turn(byte)
    return _zip(name.encode(), bytes(sealed), crc, len(content), 8, b"")


def zip_by_aes(name: str, content: bytes, password: str = PASSWORD, strength: int = 3) -> bytes:
    """Returns a ZIP of one deflated member, encrypted by WinZip's AE-2."""
    salt_bytes, key_bytes = {1: (8, 16), 2: (12, 24), 3: (16, 32)}[strength]
    salt = bytes(range(salt_bytes))
    made = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, 2 * key_bytes + 2)
    ecb = Cipher(algorithms.AES(made[:key_bytes]), modes.ECB()).encryptor()  # noqa: S305  for CTR
    body = bytearray(_deflated(content))
    for number in range(0, len(body), 16):
        stream = ecb.update((number // 16 + 1).to_bytes(16, "little"))
        for index, byte in enumerate(stream[: len(body) - number]):
            body[number + index] ^= byte
    tag = hmac.digest(made[key_bytes : 2 * key_bytes], bytes(body), "sha1")[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", strength, 8)
    sealed = salt + made[-2:] + bytes(body) + tag
    return _zip(name.encode(), sealed, 0, len(content), 99, extra)


# KeePass.

_SEED, _SALT, _STREAM_KEY = bytes(range(32)), bytes(range(32, 64)), bytes(64)
_BIN = "AAECAwQFBgcICQoLDA0ODw=="


def keepass_xml(entries: str, binned: str = "") -> str:
    """Returns a database's XML with ``entries`` in the group "Web" and ``binned`` in the bin."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><KeePassFile><Meta>"
        f"<RecycleBinEnabled>True</RecycleBinEnabled><RecycleBinUUID>{_BIN}</RecycleBinUUID>"
        "</Meta><Root><Group><Name>Top</Name><Group><Name>Web</Name>"
        f"{entries}</Group><Group><UUID>{_BIN}</UUID><Name>Bin</Name>{binned}</Group>"
        "</Group></Root></KeePassFile>"
    )


def keepass_entry(**fields: str) -> str:
    """Returns an entry. "__" in a field's name stands for a space, "_" for a hyphen."""
    strings = "".join(
        f"<String><Key>{name.replace('__', ' ').replace('_', '-')}</Key>"
        f"<Value>{value}</Value></String>"
        for name, value in fields.items()
    )
    return f"<Entry>{strings}</Entry>"


def _credentials(password: str, file_key: bytes) -> bytes:
    hashed = hashlib.sha256(password.encode()).digest() if password else b""
    return hashlib.sha256(hashed + file_key).digest()


def _aes_transformed(password: str, rounds: int, file_key: bytes = b"") -> bytes:
    key = _credentials(password, file_key)
    ecb = Cipher(algorithms.AES(_SALT), modes.ECB()).encryptor()  # noqa: S305  KeePass's own KDF
    for _ in range(rounds):
        key = ecb.update(key)
    return hashlib.sha256(key).digest()


def kdbx3(
    xml: str,
    protected: tuple[str, ...] = (),
    password: str = PASSWORD,
    file_key: bytes = b"",
) -> bytes:
    """Returns a KDBX 3.1 database with AES. Each ``{n}`` in the XML is replaced by the encrypted
    n-th value of ``protected``.
    """
    stream = Salsa20.new(hashlib.sha256(_STREAM_KEY).digest(), bytes.fromhex("e830094b97205d2a"))
    covered = [b64(stream.encrypt(value.encode())) for value in protected]
    for number, value in enumerate(covered):
        xml = xml.replace(f"{{{number}}}", value)
    rounds = 10
    iv = bytes(range(16))
    fields = {
        2: bytes.fromhex("31c1f2e6bf714350be5805216afc5aff"),
        3: struct.pack("<I", 1),
        4: _SEED,
        5: _SALT,
        6: struct.pack("<Q", rounds),
        7: iv,
        8: _STREAM_KEY,
        9: bytes(32),
        10: struct.pack("<I", 2),
        0: b"\r\n\r\n",
    }
    header = bytes.fromhex("03d9a29a67fb4bb5") + struct.pack("<HH", 1, 3)
    for number in sorted(fields, key=lambda n: (n == 0, n)):
        header += struct.pack("<BH", number, len(fields[number])) + fields[number]
    block = gzip.compress(xml.encode(), mtime=0)
    blocks = struct.pack("<I32sI", 0, hashlib.sha256(block).digest(), len(block)) + block
    blocks += struct.pack("<I32sI", 1, bytes(32), 0)
    key = hashlib.sha256(_SEED + _aes_transformed(password, rounds, file_key)).digest()
    return header + cbc(key, iv, bytes(32) + blocks)


def kdbx4(
    xml: str | bytes,
    *,
    password: str = PASSWORD,
    kdf: dict[str, tuple[int, bytes]] | None = None,
    packed: bytes | None = None,
    file_key: bytes = b"",
) -> bytes:
    """Returns a KDBX 4 database with ChaCha20 and the AES KDF. ``packed`` replaces the compressed
    content.
    """
    rounds = 10
    kdf = kdf or {
        "$UUID": (0x42, bytes.fromhex("c9d9f39a628a4460bf740d08c18a4fea")),
        "R": (0x05, struct.pack("<Q", rounds)),
        "S": (0x42, _SALT),
    }
    variants = b"\x00\x01"
    for name, (kind, value) in kdf.items():
        variants += struct.pack("<BI", kind, len(name)) + name.encode()
        variants += struct.pack("<I", len(value)) + value
    nonce = bytes(range(12))
    fields = {
        2: bytes.fromhex("d6038a2b8b6f4cb5a524339a31dbb59a"),
        3: struct.pack("<I", 1),
        4: _SEED,
        7: nonce,
        11: variants + b"\x00",
        0: b"\r\n\r\n",
    }
    header = bytes.fromhex("03d9a29a67fb4bb5") + struct.pack("<HH", 0, 4)
    for number in sorted(fields, key=lambda n: (n == 0, n)):
        header += struct.pack("<BI", number, len(fields[number])) + fields[number]
    transformed = _aes_transformed(password, rounds, file_key)
    mac_key = hashlib.sha512(_SEED + transformed + b"\x01").digest()
    inner = (
        struct.pack("<BI", 1, 4) + struct.pack("<I", 3) + struct.pack("<BI", 2, 64) + _STREAM_KEY
    )
    inner += struct.pack("<BI", 0, 0)
    content = xml if isinstance(xml, bytes) else xml.encode()
    packed = gzip.compress(inner + content, mtime=0) if packed is None else packed
    key = hashlib.sha256(_SEED + transformed).digest()
    work = Cipher(algorithms.ChaCha20(key, bytes(4) + nonce), mode=None).encryptor()
    sealed = work.update(packed)
    return (
        header
        + hashlib.sha256(header).digest()
        + _block_tag(2**64 - 1, mac_key, header)
        + _block(0, mac_key, sealed)
        + _block(1, mac_key, b"")
    )


def _block_tag(index: int, mac_key: bytes, reported: bytes) -> bytes:
    key = hashlib.sha512(struct.pack("<Q", index) + mac_key).digest()
    return hmac.digest(key, reported, "sha256")


def _block(index: int, mac_key: bytes, content: bytes) -> bytes:
    reported = struct.pack("<QI", index, len(content)) + content
    return _block_tag(index, mac_key, reported) + struct.pack("<I", len(content)) + content


class _FixedEntropy:
    """An Entropy port without randomness, so that the file is the same each time."""

    def token(self) -> str:
        """Returns a fixed identifier."""
        return "vault-1"

    def octets(self, count: int) -> bytes:
        """Returns ``count`` bytes."""
        return hashlib.shake_256(_SEED).digest(count)


def kakomi_backup() -> bytes:
    """Returns a backup of Kakomi."""
    beside = AccountDetails(
        note="two\nlines",
        groups=("Web",),
        origin="https://acme.example/",
        recovery_codes=(RecoveryCode("abcd-1234"), RecoveryCode("efgh-5678", used=True)),
        emergency_link="https://acme.example/code",
    )
    keys = (
        Key(secret=decode_secret(HELLO)),
        Key(kind=Kind.HOTP, secret=decode_secret(HELLO), algorithm=Algorithm.SHA512, digits=8),
    )
    accounts = tuple(
        Account(
            id=f"account-{number}",
            key=key,
            issuer="囲み",
            name="ann",
            added_at_unix=1_800_000_000,
            removed_at_unix=1_800_000_001 if number else None,
            details=beside,
        )
        for number, key in enumerate(keys)
    )
    vault = Vault(vault_id="vault-1", generation=3, accounts=accounts)
    return asyncio.run(_sealed(vault)).encode()


async def _sealed(vault: Vault) -> str:
    crypto, master = CPythonCrypto(), bytes(range(32))
    ports: dict[str, Any] = {"crypto": crypto, "entropy": _FixedEntropy()}
    cost = slots.Cost(memory_kib=8 * 1024, passes=1, lanes=1)
    slot_context = seal.slot_context(master, vault.vault_id)
    way = await key_wrapping.wrap(
        master, Passphrase(PASSWORD), slot_context, now_unix=1_800_000_000, cost=cost, **ports
    )
    return await backup.dumps(vault, master, (way,), *ports.values())


SAMPLES = {
    "kakomi": (kakomi_backup,),
    "authenticator_addon": (
        addon_plain,
        lambda: addon_secrets_sealed(PASSWORD.encode()),
        addon_with_key,
        addon_with_argon2,
    ),
    "2fauth": (twofauth,),
    "authy": (authy_cloud, authy_decrypted),
    "bitwarden": (lambda: bitwarden_sealed([{"name": "ACME", "login": {"totp": HELLO}}]),),
    "zip": (
        lambda: zip_by_zipcrypto("a.txt", f"otpauth://totp/a?secret={HELLO}".encode()),
        lambda: zip_by_aes("a.txt", f"otpauth://totp/a?secret={HELLO}".encode()),
    ),
    "keepass": (
        lambda: kdbx3(keepass_xml(keepass_entry(Title="ACME", otp=HELLO))),
        lambda: kdbx4(keepass_xml(keepass_entry(Title="ACME", otp=HELLO))),
    ),
}
