"""cotp: its database's JSON, that database encrypted, and its list of URIs.

    {"version": 2, "elements": [{"secret", "issuer", "label", "digits", "type", "algorithm",
      "period", "counter", "pin"}]}
    {"version": 1, "nonce", "salt", "cipher"}, all base64: XChaCha20-Poly1305 under Argon2id
      (32 MiB, 4 passes, 4 lanes)
    {"items": [URI, …]}

mOTP's secret is its text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi.errors import FileNewer
from kakomi.formats.otpauth_text import read_numbered
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
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

_PASSES, _MEMORY_KIB, _LANES = 4, 32_768, 4
_KINDS = {
    "TOTP": Kind.TOTP,
    "HOTP": Kind.HOTP,
    "STEAM": Kind.STEAM,
    "MOTP": Kind.MOTP,
    "YANDEX": Kind.YANDEX,
}


def sniff(file: File) -> Match:
    """Returns SURE by the members of the object."""
    if json_view.has_members(file.json, "items") and not json_view.has_members(
        file.json, "encrypted"
    ):
        items = Node(file.json).at("items").value
        return Match.sure(
            isinstance(items, list)
            and bool(items)
            and all(isinstance(i, str) and "://" in i for i in items)
        )
    return Match.sure(
        json_view.has_members(file.json, "version", "elements")
        or json_view.has_members(file.json, "version", "nonce", "salt", "cipher")
    )


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all elements, decrypted if necessary."""
    database = Node(file.json)
    if database.at("items").value is not None:
        texts = {index: item.text() for index, item in enumerate(database.at("items"))}
        return replace(await read_numbered(texts, "items"), format=FORMAT.id)
    encrypted = database.at("cipher").value is not None
    if encrypted:
        database = await _decrypt(database, context)
    if database.at("version").integer(2) > 2:
        raise FileNewer("version")
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    async for element in paced(database.at("elements")):
        with builder.entry(element.where):
            account = new_account(
                element.at("secret").text(),
                kind=parse_kind(element.at("type").text("TOTP"), _KINDS),
                algorithm=element.at("algorithm").text(""),
                digits=element.at("digits").integer(6),
                period_s=element.at("period").integer(30),
                counter=element.at("counter").integer(0),
                pin=element.at("pin").text(""),
                issuer=element.at("issuer").text(""),
                name=element.at("label").text(""),
            )
            builder.add(account)
    return builder.draft()


async def _decrypt(database: Node, context: DecryptContext) -> Node:
    if database.at("version").integer() != 1:
        raise FileNewer("version")
    nonce, salt, sealed = (
        decode_base64(database.at(name).text(), name) for name in ("nonce", "salt", "cipher")
    )
    key = await context.argon2(salt, _PASSES, _MEMORY_KIB, _LANES)
    content = await context.decrypt_xchacha(key, nonce, sealed)
    return Node(await json_parser.parse(utf8(content, "database"), "database"))


FORMAT = Format(id="cotp", title="cotp", extensions=("json", "cotp"), sniff=sniff, read=read)
