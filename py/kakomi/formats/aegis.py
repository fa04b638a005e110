"""Aegis's vault, plain and encrypted (its docs/vault.md).

    {"version": 1, "header": {"slots": …, "params": …}, "db": OBJECT or BASE64}

Encrypted: every password slot (type 1) holds the master key, sealed by AES-GCM under scrypt of the
password; ``db`` is sealed under the master key. A backup has a slot for the backup password too, so
all are tried. Groups are names in version 2 of ``db``, identifiers in version 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.account import Kind, decode_secret, format_secret
from kakomi.errors import FileDeviceBound, FileNewer, PasswordWrong, PinMissing, SecretInvalid
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import kind_of, new_account
from kakomi.formats.support.export import ExportBuilder, ExportFile, identifier
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import from_base64, from_hex, utf8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import Entry

NAME = "aegis"

_PASSWORD_SLOT = 1
_KINDS = {
    "TOTP": Kind.TOTP,
    "HOTP": Kind.HOTP,
    "STEAM": Kind.STEAM,
    "STEAMTOTP": Kind.STEAM,  # as 2FAuth writes it
    "MOTP": Kind.MOTP,
    "YANDEX": Kind.YANDEX,
}


def sniff(file: File) -> Match:
    """By its members; some write a plain vault without its header."""
    if json_view.has(file.json, "version", "header", "db"):
        return Match.SURE
    return Match.sure(
        json_view.has(file.json, "version", "db")
        and json_view.has(Node(file.json).at("db").value, "entries")
    )


async def read(file: File, context: DecryptContext) -> Draft:
    """The accounts, decrypted where they need be."""
    vault = Node(file.json)
    if vault.at("version").whole() != 1:
        raise FileNewer("version")
    content, encrypted = vault.at("db"), False
    if not content.is_object:
        content, encrypted = await _decrypted(vault, context), True
    gathering = ImportBuilder(NAME, encrypted=encrypted)
    groups = {
        group.at("uuid").text(""): group.at("name").text("")
        for group in content.at("groups").list()
    }
    for entry in content.at("entries"):
        with gathering.one(entry.where):
            _add(gathering, entry, groups)
    return gathering.draft()


async def _decrypted(vault: Node, context: DecryptContext) -> Node:
    sealed = from_base64(vault.at("db").text(), "db")
    params = vault.at("header").at("params")
    slots = [s for s in vault.at("header").at("slots") if s.at("type").whole() == _PASSWORD_SLOT]
    if not slots:
        raise FileDeviceBound("header.slots")
    nonce, tag = _hex(params.at("nonce")), _hex(params.at("tag"))
    master = await _master_key([_slot(slot) for slot in slots], context)
    content = await context.gcm(master, nonce, sealed + tag)
    return Node(json_view.parsed(utf8(content, "db"), "db"), "db")


@dataclass(frozen=True, slots=True)
class _Slot:
    """The master key, sealed under a password."""

    sealed: bytes
    nonce: bytes
    salt: bytes
    n: int
    r: int
    p: int


def _slot(slot: Node) -> _Slot:
    params = slot.at("key_params")
    return _Slot(
        sealed=_hex(slot.at("key")) + _hex(params.at("tag")),
        nonce=_hex(params.at("nonce")),
        salt=_hex(slot.at("salt")),
        n=slot.at("n").whole(),
        r=slot.at("r").whole(),
        p=slot.at("p").whole(),
    )


async def _master_key(slots: list[_Slot], context: DecryptContext) -> bytes:
    for slot in slots:
        key = await context.scrypt(slot.salt, slot.n, slot.r, slot.p, 32)
        try:
            return await context.gcm(key, slot.nonce, slot.sealed)
        except PasswordWrong:
            continue
    raise PasswordWrong("password")


def _hex(node: Node) -> bytes:
    return from_hex(node.text(), node.where)


def _add(gathering: ImportBuilder, entry: Node, groups: dict[str, str]) -> None:
    info = entry.at("info")
    kind = kind_of(entry.at("type").text(), _KINDS)
    secret: bytes | str = info.at("secret").text()
    if kind is Kind.MOTP and isinstance(secret, str):
        secret = decode_secret(secret).hex().encode("ascii")
    account = new_account(
        secret,
        kind=kind,
        algorithm=info.at("algo").text(""),
        digits=info.at("digits").whole(6),
        period_s=info.at("period").whole(30),
        counter=info.at("counter").whole() if kind is Kind.HOTP else 0,
        pin=info.at("pin").text(""),
        issuer=entry.at("issuer").text(""),
        name=entry.at("name").text(""),
    )
    named = [groups.get(group.text(), "") for group in entry.at("groups").list()]
    if entry.at("icon").value not in (None, "", "null"):
        gathering.leave_out("icon_picture", entry.where)
    if entry.at("archived").value is True:
        gathering.leave_out("archived", entry.where)
    gathering.add(
        account,
        note=entry.at("note").text(""),
        groups=[*named, entry.at("group").text("")],
        pinned=entry.at("favorite").flag(),
    )


def write(entries: Sequence[Entry], _at_unix: int) -> ExportFile:
    """A plain vault of version 3."""
    writing = ExportBuilder()
    groups = {
        name: identifier(b"group", name.encode()) for entry in entries for name in entry.groups
    }
    written = []
    for index, entry in enumerate(entries):
        with writing.one(index):
            written.append(_entry(entry, index, groups))
    writing.leave_out(entries, "icon", "address", "recovery_codes")
    return writing.json(
        "json",
        {
            "version": 1,
            "header": {"slots": None, "params": None},
            "db": {
                "version": 3,
                "entries": written,
                "groups": [{"uuid": uuid, "name": name} for name, uuid in groups.items()],
                "icons_optimized": True,
            },
        },
    )


def _entry(entry: Entry, index: int, groups: dict[str, str]) -> dict[str, object]:
    account = entry.new_account
    key = account.key
    info: dict[str, object] = {
        "secret": format_secret(key),
        "algo": key.algorithm.value,
        "digits": key.digits,
    }
    if key.kind is Kind.HOTP:
        info["counter"] = account.counter
    else:
        info["period"] = key.period_s
    if key.kind in (Kind.MOTP, Kind.YANDEX):
        if key.needs_pin:
            raise PinMissing("pin")
        info["pin"] = key.pin
    if key.kind is Kind.MOTP and decode_secret(format_secret(key)) == key.secret:
        raise SecretInvalid("secret")  # Aegis's are hexadecimal, lower case
    return {
        "type": key.kind.value,
        "uuid": identifier(index.to_bytes(4, "big"), key.secret, account.name.encode()),
        "name": account.name,
        "issuer": account.issuer,
        "note": entry.note,
        "favorite": entry.pinned,
        "icon": None,
        "info": info,
        "groups": [groups[name] for name in entry.groups],
    }
