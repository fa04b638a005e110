"""Authy: its preferences from a rooted phone, and the JSON that its server sends to the app.

    <string name="com.authy.storage.tokens.authenticator.key">[{"name", "originalName",
      "originalIssuer", "digits", "decryptedSecret" or "encryptedSecret" and "salt"}]</string>
    <string name="com.authy.storage.tokens.authy.key">[{"secretSeed": HEX, …}]</string>
    {"authenticator_tokens": [{"name", "issuer", "digits", "encrypted_seed", "salt",
      "key_derivation_iterations", "unique_iv"}]}, or "decrypted_authenticator_tokens" with
      "decrypted_seed", and "apps" with "secret_seed": Authy's own tokens
    [{"name", "secret", "uri"}], exported from its old desktop app by scripts
    only the list of tokens of any of these

Encrypted seeds are AES-CBC under PBKDF2-HMAC-SHA1 of the password. The IV is zeros unless given,
and the salt is used as text. The plaintext is base32. Authy's own tokens have a period of ten
seconds, and seven digits unless given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import PasswordWrong
from kakomi.formats.support import json_parser, json_view, xml
from kakomi.formats.support.account_builder import account_of_field, label, new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, decode_hex, utf8_bytes
from kakomi.label import normalize_label
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.account import NewAccount
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_PREFERENCES = "com.authy.storage.tokens."
_OTHERS, _OWN = f"{_PREFERENCES}authenticator.key", f"{_PREFERENCES}authy.key"
_TELLING = ("decryptedSecret", "encryptedSecret", "secretSeed", "decrypted_seed", "encrypted_seed")
_ITERATIONS = 1_000
_OWN_DIGITS, _OWN_PERIOD_S = 7, 10


def sniff(file: File) -> Match:
    """Returns SURE by the names of its members or preferences."""
    if isinstance(file.json, list) and file.json:
        first = file.json[0]
        if any(json_view.has_members(first, "name", listed_name) for listed_name in _TELLING):
            return Match.SURE
        return Match.likely(json_view.has_members(first, "name", "secret", "uri"))
    if json_view.has_members(file.json, "authenticator_tokens") or json_view.has_members(
        file.json, "decrypted_authenticator_tokens"
    ):
        return Match.SURE
    apps = Node(file.json).at("apps").value if json_view.has_members(file.json, "apps") else None
    if isinstance(apps, list) and apps and json_view.has_members(apps[0], "secret_seed"):
        return Match.SURE
    if file.xml is None or file.xml.name != "map":
        return Match.NO
    return Match.sure(file.xml.begins_with(_OTHERS, _OWN))


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all tokens, decrypted if necessary."""
    builder = ImportBuilder(FORMAT.id)
    if file.xml is not None:
        strings = await xml.preferences(file.xml)
        for name, where in ((_OTHERS, "authenticator"), (_OWN, "authy")):
            if name in strings:
                await _add_all(
                    builder, Node(await json_parser.parse(strings[name], where), where), context
                )
        return builder.draft()
    if isinstance(file.json, list):
        tokens = Node(file.json, "tokens")
        if not json_view.has_members(file.json[0], "uri"):
            await _add_all(builder, tokens, context)
            return builder.draft()
        async for token in paced(tokens):
            with builder.entry(token.where):
                builder.add(account_of_field(token.at("uri").text(), token.at("name").text(""), ""))
        return builder.draft()
    export = Node(file.json)
    await _add_all(builder, export.at("decrypted_authenticator_tokens"), context)
    await _add_all(builder, export.at("authenticator_tokens"), context)
    await _add_all(builder, export.at("apps"), context)
    return builder.draft()


async def _add_all(builder: ImportBuilder, tokens: Node, context: DecryptContext) -> None:
    """Add the tokens. Each has its own salt, and one password opens all. If the first token can't
    be decrypted, raises PasswordWrong. A later token that can't be decrypted is refused alone.
    """
    opened = 0
    async for token in paced(tokens.list()):
        with builder.entry(token.where):
            sealed = _first(token, "encryptedSecret", "encrypted_seed")
            plain = _first(token, "decryptedSecret", "decrypted_seed")
            if not plain and sealed:
                builder.encrypted = True
                try:
                    plain = await _decrypt(token, sealed, context)
                except PasswordWrong as error:
                    if not opened:
                        raise
                    builder.refuse(error, token.where)
                    continue
                opened += 1
            builder.add(_account(token, plain), icon=token.at("logo").text(""))


async def _decrypt(token: Node, sealed: str, context: DecryptContext) -> str:
    salt = utf8_bytes(token.at("salt").text(), f"{token.where}.salt")
    iterations = token.at("key_derivation_iterations").integer(_ITERATIONS)
    iv = decode_hex(token.at("unique_iv").text(""), f"{token.where}.unique_iv") or bytes(16)
    key = await context.pbkdf2("SHA1", salt, iterations, 32)
    content = await context.decrypt_cbc(key, iv, decode_base64(sealed, token.where))
    if not content.isascii():
        raise PasswordWrong("password")
    return content.decode("ascii")


def _account(token: Node, secret: str) -> NewAccount:
    issuer = _first(token, "originalIssuer", "issuer")
    listed_name, original = (
        token.at("name").text(""),
        _first(token, "originalName", "original_name"),
    )
    before, name = label(listed_name)
    if before and issuer and before.casefold() != issuer.casefold():
        name = normalize_label(listed_name)  # the user typed the colon
    issuer = issuer or before or label(original)[0]
    own = _first(token, "secretSeed", "secret_seed")
    if own and not secret:
        return new_account(
            decode_hex(own, f"{token.where}.secretSeed"),
            digits=token.at("digits").integer(_OWN_DIGITS),
            period_s=_OWN_PERIOD_S,
            issuer=issuer,
            name=name,
        )
    return new_account(secret, digits=token.at("digits").integer(6), issuer=issuer, name=name)


def _first(token: Node, *names: str) -> str:
    return next(filter(None, (token.at(name).text("") for name in names)), "")


FORMAT = Format(id="authy", title="Authy", extensions=("json", "xml"), sniff=sniff, read=read)
