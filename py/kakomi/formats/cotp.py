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

from kakomi.account import Kind
from kakomi.errors import FileNewer
from kakomi.formats.ground import chacha, tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment, kind_of
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.text import from_base64, utf8
from kakomi.formats.ground.tree import Node
from kakomi.formats.otpauth_text import of_numbered

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "cotp"

_PASSES, _MEMORY_KIB, _LANES = 4, 32_768, 4
_KINDS = {
    "TOTP": Kind.TOTP,
    "HOTP": Kind.HOTP,
    "STEAM": Kind.STEAM,
    "MOTP": Kind.MOTP,
    "YANDEX": Kind.YANDEX,
}


def sniff(file: File) -> Match:
    """By its members."""
    if tree.has(file.json, "items") and not tree.has(file.json, "encrypted"):
        items = Node(file.json).at("items").value
        return Match.sure(
            isinstance(items, list)
            and bool(items)
            and all(isinstance(i, str) and "://" in i for i in items)
        )
    return Match.sure(
        tree.has(file.json, "version", "elements")
        or tree.has(file.json, "version", "nonce", "salt", "cipher")
    )


async def read(file: File, opening: Opening) -> Draft:
    """The elements, decrypted where they need be."""
    database = Node(file.json)
    if database.at("items").value is not None:
        texts = {index: item.text() for index, item in enumerate(database.at("items"))}
        return replace(of_numbered(texts, "items"), format=NAME)
    encrypted = database.at("cipher").value is not None
    if encrypted:
        database = await _decrypted(database, opening)
    if database.at("version").whole(2) > 2:
        raise FileNewer("version")
    gathering = Gathering(NAME, encrypted=encrypted)
    for element in database.at("elements"):
        with gathering.one(element.where):
            account = enrolment(
                element.at("secret").text(),
                kind=kind_of(element.at("type").text("TOTP"), _KINDS),
                algorithm=element.at("algorithm").text(""),
                digits=element.at("digits").whole(6),
                period_s=element.at("period").whole(30),
                counter=element.at("counter").whole(0),
                pin=element.at("pin").text(""),
                issuer=element.at("issuer").text(""),
                name=element.at("label").text(""),
            )
            gathering.add(account)
    return gathering.draft()


async def _decrypted(database: Node, opening: Opening) -> Node:
    if database.at("version").whole() != 1:
        raise FileNewer("version")
    nonce, salt, sealed = (
        from_base64(database.at(name).text(), name) for name in ("nonce", "salt", "cipher")
    )
    key = await opening.argon2(salt, _PASSES, _MEMORY_KIB, _LANES)
    content = await chacha.xchacha_opened(opening, key, nonce, sealed)
    return Node(tree.parsed(utf8(content, "database"), "database"))
