"""FreeOTP 2's externalBackup.xml, which is not XML but a map of texts in Java serialization.

    "masterKey":    {"mAlgorithm", "mIterations", "mSalt", "mEncryptedKey": SEALED}
    "UUID":         {"key": SEALED as text}
    "UUID-token":   {"algo", "type", "issuerExt", "label", "digits", "period", "counter"}
    SEALED:         {"mCipher": "AES/GCM/NoPadding", "mCipherText", "mParameters", "mToken"}

Byte lists are signed numbers. The master key is encrypted under PBKDF2 of the password, each secret
under the master key. The additional data is ``mToken``. ``mParameters`` has the nonce in DER: a
sequence of the nonce and the tag's length, or the nonce alone. The user's edits change
``issuerExt`` and ``label``. The names of FreeOTP 1 (…Alt) may still be present and are not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileCipherUnsupported, FileMalformed
from kakomi.formats.freeotp_plus import ISSUERS, LABELS, add, signed_bytes
from kakomi.formats.support import java_serialization, json_parser
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import utf8_bytes
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_DIGESTS = {"PBKDF2WITHHMACSHA1": "SHA1", "PBKDF2WITHHMACSHA512": "SHA512"}
_CIPHER = "AES/GCM/NoPadding"
_SEQUENCE, _OCTETS = 0x30, 0x04


def sniff(file: File) -> Match:
    """Returns SURE by the mark of Java serialization and the name of the class."""
    return Match.sure(
        file.data.startswith(java_serialization.MAGIC) and b"java.util.HashMap" in file.data[:64]
    )


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all tokens, in the order of the map."""
    texts = await java_serialization.text_map(file.data)
    if "masterKey" not in texts:
        raise FileMalformed("masterKey")
    master = await _master_key(await _node(texts["masterKey"], "masterKey"), context)
    builder = ImportBuilder(FORMAT.id, encrypted=True)
    tokens = [name for name in texts if name.endswith("-token")]
    async for index, name in paced(enumerate(tokens)):
        where = f"tokens[{index}]"
        with builder.entry(where):
            token = await _node(texts[name], where)
            holder = await _node(texts.get(name.removesuffix("-token"), "{}"), where)
            sealed = await _node(holder.at("key").text(), f"{where}.key")
            secret = await _unsealed(sealed, master, context)
            add(
                builder,
                token,
                secret,
                counted_from=0,
                issuers=(*ISSUERS[1:], ISSUERS[0]),
                labels=LABELS[::-1],
            )
    return builder.draft()


async def _node(text: str, where: str) -> Node:
    return Node(await json_parser.parse(text, where), where)


async def _master_key(master: Node, context: DecryptContext) -> bytes:
    digest = _DIGESTS.get(master.at("mAlgorithm").text().upper())
    if digest is None:
        raise FileCipherUnsupported("masterKey.mAlgorithm")
    salt = signed_bytes(master.at("mSalt"))
    key = await context.pbkdf2(digest, salt, master.at("mIterations").integer(), 32)
    return await _unsealed(master.at("mEncryptedKey"), key, context)


async def _unsealed(sealed: Node, key: bytes, context: DecryptContext) -> bytes:
    if sealed.at("mCipher").text() != _CIPHER:
        raise FileCipherUnsupported(sealed.where)
    if len(key) not in (16, 32):
        raise FileMalformed(sealed.where)
    nonce = _nonce(signed_bytes(sealed.at("mParameters")), sealed.where)
    header = utf8_bytes(sealed.at("mToken").text(), sealed.where)
    return await context.decrypt_gcm(key, nonce, signed_bytes(sealed.at("mCipherText")), header)


def _nonce(der: bytes, where: str) -> bytes:
    """Returns the octet string, which may be in a sequence (X.690 section 8, short lengths)."""
    if len(der) > 2 and der[0] == _SEQUENCE and der[1] == len(der) - 2:
        der = der[2:]
    if len(der) < 2 or der[0] != _OCTETS or not 8 <= der[1] <= min(len(der) - 2, 127):
        raise FileMalformed(where)
    return der[2 : 2 + der[1]]


FORMAT = Format(id="freeotp2", title="FreeOTP 2", extensions=("xml",), sniff=sniff, read=read)
