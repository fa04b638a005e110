"""TOTP Authenticator (BinaryBoot): its backup, and its preferences from a rooted phone.

The backup is the base64 of AES-CBC with an IV of zeros under SHA-256 of the password, or of
"TotpAuthenticator" if the user set none. The plaintext is a JSON object whose first *name* is the
list of accounts as a JSON text:

    [{"issuer", "name", "key", "base": 16 or 32 or 64, "digits", "period"}]

``digits`` and ``period`` have no effect in the app, which computes six digits every 30 seconds with
SHA-1. If they have other values, the account probably never worked in the app, and ``left_out``
reports them.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from kakomi.errors import FileError, FileUnknown, PasswordNeeded, PasswordWrong
from kakomi.formats.support import json_parser, xml
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, decode_hex, utf8
from kakomi.pacing import paced
from kakomi.secret_encoding import decode_written_secret

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_LIST = "STATIC_TOTP_CODES_LIST"
_NO_PASSWORD = b"TotpAuthenticator"
_DIGITS, _PERIOD_S = 6, 30


def sniff(file: File) -> Match:
    """Returns SURE by the name of the list, MAYBE for an encrypted file, which is base64 of whole
    cipher blocks.
    """
    if file.xml is not None:
        return Match.sure(file.xml.begins_with(_LIST))
    return Match.maybe(file.base64 is not None and len(file.base64) % 16 == 0)


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, decrypted if necessary."""
    if file.xml is not None:
        text, encrypted = (await xml.preferences(file.xml)).get(_LIST, "[]"), False
    else:
        text, encrypted = await _decrypt(file.base64 or b"", context), True
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    async for entry in paced(Node(await json_parser.parse(text, "accounts"), "accounts")):
        with builder.entry(entry.where):
            stated = _number(entry.at("digits"), _DIGITS), _number(entry.at("period"), _PERIOD_S)
            builder.add(
                new_account(
                    _secret(entry),
                    issuer=entry.at("issuer").text(""),
                    name=entry.at("name").text(""),
                ),
                pinned=entry.at("isFavorite").flag(),
            )
            if stated != (_DIGITS, _PERIOD_S):
                builder.leave_out("digits_and_period", entry.where)
    return builder.draft()


async def _decrypt(sealed: bytes, context: DecryptContext) -> str:
    text = await _tried(sealed, _NO_PASSWORD, context)
    if text is None:
        text = await _tried(sealed, context.password_bytes(), context)
    if text is None:
        raise PasswordWrong("password")
    return text


async def _tried(sealed: bytes, password: bytes, context: DecryptContext) -> str | None:
    """Returns the list's text, or None for a wrong password. A wrong password gives valid padding
    once in 256, so the content is checked too.
    """
    try:
        content = await context.decrypt_cbc(hashlib.sha256(password).digest(), bytes(16), sealed)
        document = await json_parser.parse(utf8(content, "backup"), "backup")
    except (PasswordNeeded, FileUnknown):
        raise
    except FileError:
        return None
    name, value = (
        next(iter(document.items()), (None, None)) if isinstance(document, dict) else (None, None)
    )
    if name != _LIST:
        return name
    return value if isinstance(value, str) else json.dumps(value)  # other programs write a list


def _number(node: Node, default: int) -> int:
    """Returns the number, or ``default`` for an empty text."""
    return Node(node.value or None, node.where).integer(default)


def _secret(entry: Node) -> bytes:
    text, base = entry.at("key").text(), entry.at("base").integer(32)
    if base == 16:
        return decode_hex(text, entry.at("key").where)
    if base == 64:
        return decode_base64(text, entry.at("key").where)
    if base != 32:
        entry.at("base").fail()
    return decode_written_secret(text)


FORMAT = Format(
    id="totp_authenticator",
    title="TOTP Authenticator",
    extensions=("encrypt", "xml"),
    sniff=sniff,
    read=read,
)
