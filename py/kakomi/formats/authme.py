"""Authme's export.

    {"role": "export", "encrypted": false, "codes": BASE64, "date", "version": 3}

The base64 holds text with a block of lines for each account:

    Name:   anna
    Secret: JBSWY3DPEHPK3PXP
    Issuer: Acme
    Type:   OTP_TOTP

An encrypted file can be opened only with the key in the app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileDeviceBound, FileTooLarge
from kakomi.formats.support import json_view, limits
from kakomi.formats.support.account_builder import account_of_field, new_account, parse_kind
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


_KINDS = {"OTP_TOTP": Kind.TOTP, "OTP_HOTP": Kind.HOTP, "TOTP": Kind.TOTP, "HOTP": Kind.HOTP}
_FIELDS = ("name", "secret", "issuer", "type")


def sniff(file: File) -> Match:
    """Returns SURE by the members."""
    return Match.sure(
        json_view.has_members(file.json, "codes", "encrypted")
        and isinstance(Node(file.json).at("codes").value, str)
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all accounts. Raises FileDeviceBound if the file is encrypted."""
    export = Node(file.json)
    if export.at("encrypted").flag():
        raise FileDeviceBound("codes")
    text = export.at("codes").text()
    if "secret:" not in text.lower() and "://" not in text:
        text = utf8(decode_base64(text, "codes"), "codes")
    if text.count("\n") > limits.MAX_LINES:
        raise FileTooLarge("codes")
    builder = ImportBuilder(FORMAT.id)
    entry: dict[str, str] = {}
    number = 0
    async for line in paced([*text.splitlines(), "name:"]):
        name, _, value = line.partition(":")
        name = name.strip().lower()
        if name not in _FIELDS or name in entry:
            if name not in _FIELDS and line.strip():
                continue
            if "secret" in entry:
                with builder.entry(f"codes[{number}]"):
                    _add(builder, entry)
                number += 1
                entry = {}
        if name in _FIELDS:
            entry[name] = value.strip()
    if "secret" in entry:
        with builder.entry(f"codes[{number}]"):
            _add(builder, entry)
    return builder.draft()


def _add(builder: ImportBuilder, entry: dict[str, str]) -> None:
    issuer, name = entry.get("issuer", ""), entry.get("name", "")
    if "://" in entry["secret"]:
        builder.add(account_of_field(entry["secret"], issuer, name))
        return
    kind = parse_kind(entry.get("type") or "OTP_TOTP", _KINDS)
    builder.add(new_account(entry["secret"], kind=kind, issuer=issuer, name=name))


FORMAT = Format(id="authme", title="Authme", extensions=("authme", "json"), sniff=sniff, read=read)
