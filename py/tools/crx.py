"""Signs the package as a CRX3 file, for an organization's own update server.

``python -m tools.crx KEY PACKAGE FOLDER [UPDATE_URL]`` writes ``kakomi.crx`` and ``updates.xml``
into the folder. It needs the library cryptography, so it runs in ``.venv``.

CRX3 (Chromium, ``components/crx_file/crx3.proto``): the magic number, the version, the length of a
header in protocol buffers, the header, and the package as a ZIP file. The signature is RSASSA-
PKCS1-v1_5 with SHA-256 over a context string, the length of the signed header, the signed header
and the ZIP file. The extension's id is the first half of the SHA-256 of the public key.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tools import extension_id

PACKAGE, UPDATES = "kakomi.crx", "updates.xml"
_MAGIC, _VERSION = b"Cr24", 3
_CONTEXT = b"CRX3 SignedData\x00"
_LENGTH_DELIMITED = 2  # the wire type of bytes in protocol buffers
_SHA256_WITH_RSA, _SIGNED_HEADER_DATA = 2, 10_000  # fields of CrxFileHeader
_PUBLIC_KEY, _SIGNATURE = 1, 2  # fields of AsymmetricKeyProof
_CRX_ID = 1  # a field of SignedData
_FIXED_DATE = (2026, 1, 1, 0, 0, 0)


def load_key(path: Path) -> rsa.RSAPrivateKey:
    """Returns the private key of a PEM file without a password. Raises ValueError."""
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} has no RSA key")
    return key


def public_key(key: rsa.RSAPrivateKey) -> bytes:
    """Returns the public key as SubjectPublicKeyInfo in DER."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def with_manifest(package: bytes, key: rsa.RSAPrivateKey, update_url: str) -> bytes:
    """Returns the ZIP file with the public key, and the update address if there is one, in its
    manifest. Chrome refuses a package whose manifest has another key.
    """
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name == "manifest.json":
                manifest = json.loads(data)
                manifest["key"] = base64.b64encode(public_key(key)).decode("ascii")
                if update_url:
                    manifest["update_url"] = update_url
                data = json.dumps(manifest, indent=2, ensure_ascii=False).encode("utf-8")
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, data)
    return target.getvalue()


def sign(package: bytes, key: rsa.RSAPrivateKey) -> bytes:
    """Returns the CRX3 file of a ZIP file."""
    signed = _field(_CRX_ID, extension_id.digest(public_key(key)))
    content = _CONTEXT + struct.pack("<I", len(signed)) + signed + package
    signature = key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    proof = _field(_PUBLIC_KEY, public_key(key)) + _field(_SIGNATURE, signature)
    header = _field(_SHA256_WITH_RSA, proof) + _field(_SIGNED_HEADER_DATA, signed)
    return _MAGIC + struct.pack("<II", _VERSION, len(header)) + header + package


def _field(number: int, value: bytes) -> bytes:
    """Returns a field of bytes in protocol buffers."""
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def update_manifest(extension: str, version: str, package_url: str) -> str:
    """Returns the update manifest that Chrome asks for (protocol 2.0)."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>\n"
        f"  <app appid={quoteattr(extension)}>\n"
        f"    <updatecheck codebase={quoteattr(package_url)} version={quoteattr(version)} />\n"
        "  </app>\n"
        "</gupdate>\n"
    )


def write(key_path: Path, package: Path, folder: Path, update_url: str = "") -> str:
    """Writes the signed package and the update manifest into the folder; returns the id. Without an
    update address the update manifest names the package by its file name alone.
    """
    key = load_key(key_path)
    content = with_manifest(package.read_bytes(), key, update_url)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        version = json.loads(archive.read("manifest.json"))["version"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PACKAGE).write_bytes(sign(content, key))
    beside = f"{update_url.rpartition('/')[0]}/{PACKAGE}" if update_url else PACKAGE
    identifier = extension_id.of_key(public_key(key))
    text = update_manifest(identifier, version, beside)
    (folder / UPDATES).write_text(text, "utf-8", newline="\n")
    return identifier


if __name__ == "__main__":
    key_file, package_file, target, *rest = sys.argv[1:]
    print(write(Path(key_file), Path(package_file), Path(target), *rest))
