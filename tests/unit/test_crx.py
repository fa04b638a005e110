"""The signed package for an organization's own server."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from tools import crx, extension_id

if TYPE_CHECKING:
    from pathlib import Path

UPDATE_URL = "https://intranet.example.com/kakomi/updates.xml"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def written(tmp_path: Path, key: rsa.RSAPrivateKey) -> Path:
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none)
    (tmp_path / "key.pem").write_bytes(text)
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"version": "1.2.3", "key": "another"}))
        archive.writestr("begin.js", "1")
    extension = crx.write(
        tmp_path / "key.pem", tmp_path / "package.zip", tmp_path / "crx", UPDATE_URL
    )
    assert extension == extension_id.of_key(crx.public_key(key))
    return tmp_path / "crx"


def fields(data: bytes) -> dict[int, bytes]:
    """Reads protocol buffers of byte fields, independently of the writer."""
    found, at = {}, 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            octet = data[at]
            at += 1
            value |= (octet & 0x7F) << shift
            shift += 7
            if octet < 0x80:
                return value

    while at < len(data):
        tag, length = varint(), varint()
        assert tag & 7 == 2
        found[tag >> 3], at = data[at : at + length], at + length
    return found


def test_the_signature_covers_the_id_and_the_package(written: Path, key: rsa.RSAPrivateKey) -> None:
    data = (written / "kakomi.crx").read_bytes()
    magic, version, length = struct.unpack_from("<4sII", data)
    header, package = fields(data[12 : 12 + length]), data[12 + length :]
    assert (magic, version) == (b"Cr24", 3)
    proof, signed = fields(header[2]), header[10_000]
    public = proof[1]
    assert fields(signed) == {1: hashlib.sha256(public).digest()[:16]}
    content = b"CRX3 SignedData\x00" + struct.pack("<I", len(signed)) + signed + package
    sha256 = hashes.SHA256()
    key.public_key().verify(proof[2], content, padding.PKCS1v15(), sha256)
    with pytest.raises(InvalidSignature):
        key.public_key().verify(proof[2], content + b"\0", padding.PKCS1v15(), sha256)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert base64.b64decode(manifest["key"]) == public
    assert manifest["update_url"] == UPDATE_URL
    assert extension_id.digest(public) == fields(signed)[1]


def test_the_update_manifest_names_the_package_beside_it(
    written: Path, key: rsa.RSAPrivateKey
) -> None:
    root = ET.fromstring((written / "updates.xml").read_text())  # noqa: S314  our own file
    namespace = "{http://www.google.com/update2/response}"
    app = root.find(f"{namespace}app")
    assert app is not None
    assert app.attrib == {"appid": extension_id.of_key(crx.public_key(key))}
    update = app.find(f"{namespace}updatecheck")
    assert update is not None
    assert update.attrib == {
        "codebase": "https://intranet.example.com/kakomi/kakomi.crx",
        "version": "1.2.3",
    }
