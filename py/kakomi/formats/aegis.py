"""Aegis's vault, plain and encrypted (Aegis's docs/vault.md).

    {"version": 1, "header": {"slots": …, "params": …}, "db": OBJECT or BASE64}

Encrypted: every password slot (type 1) holds the master key, encrypted by AES-GCM under scrypt of
the password. ``db`` is encrypted under the master key. A backup has another slot for the backup
password, so all slots are tried. Groups are names in version 2 of ``db``, identifiers in version 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.errors import (
    AlgorithmUnsupported,
    FileDeviceBound,
    FileNewer,
    PasswordWrong,
    PinMissing,
    SecretInvalid,
)
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
from kakomi.formats.support.export import ExportBuilder, ExportFile, identifier
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, decode_hex, utf8
from kakomi.otp_key import COMMON_ALGORITHMS, Kind, format_secret
from kakomi.pacing import paced
from kakomi.secret_encoding import decode_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import Entry

_PASSWORD_SLOT = 1
_KINDS = {
    "TOTP": Kind.TOTP,
    "HOTP": Kind.HOTP,
    "STEAM": Kind.STEAM,
    "STEAMTOTP": Kind.STEAM,  # written by 2FAuth
    "MOTP": Kind.MOTP,
    "YANDEX": Kind.YANDEX,
}


def sniff(file: File) -> Match:
    """Returns SURE by the members. Some programs write a plain vault without a header."""
    if json_view.has_members(file.json, "version", "header", "db"):
        return Match.SURE
    return Match.sure(
        json_view.has_members(file.json, "version", "db")
        and json_view.has_members(Node(file.json).at("db").value, "entries")
    )


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    members = ("version", "header", "db")
    present = [name for name in members if json_view.has_members(file.json, name)]
    if len(present) == 2 and _has_inner_marks(file.json):
        return next(name for name in members if name not in present)
    return ""


def _has_inner_marks(root: object) -> bool:
    inner = Node(root)
    return json_view.has_members(inner.at("header").value, "slots", "params") or (
        json_view.has_members(inner.at("db").value, "version")
    )


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all accounts, decrypted if necessary."""
    vault = Node(file.json)
    if vault.at("version").integer() != 1:
        raise FileNewer("version")
    content, encrypted = vault.at("db"), False
    if not content.is_object:
        content, encrypted = await _decrypt(vault, context), True
    builder = ImportBuilder(FORMAT.id, encrypted=encrypted)
    groups = {
        group.at("uuid").text(""): group.at("name").text("")
        async for group in paced(content.at("groups").list())
    }
    async for entry in paced(content.at("entries")):
        with builder.entry(entry.where):
            _add(builder, entry, groups)
    return builder.draft()


async def _decrypt(vault: Node, context: DecryptContext) -> Node:
    sealed = decode_base64(vault.at("db").text(), "db")
    params = vault.at("header").at("params")
    slots = [s for s in vault.at("header").at("slots") if s.at("type").integer() == _PASSWORD_SLOT]
    if not slots:
        raise FileDeviceBound("header.slots")
    nonce, tag = _hex(params.at("nonce")), _hex(params.at("tag"))
    master = await _master_key([_slot(slot) for slot in slots], context)
    content = await context.decrypt_gcm(master, nonce, sealed + tag)
    return Node(await json_parser.parse(utf8(content, "db"), "db"), "db")


@dataclass(frozen=True, slots=True)
class _Slot:
    """The master key, encrypted under a password."""

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
        n=slot.at("n").integer(),
        r=slot.at("r").integer(),
        p=slot.at("p").integer(),
    )


async def _master_key(slots: list[_Slot], context: DecryptContext) -> bytes:
    for slot in slots:
        key = await context.scrypt(slot.salt, slot.n, slot.r, slot.p, 32)
        try:
            return await context.decrypt_gcm(key, slot.nonce, slot.sealed)
        except PasswordWrong:
            continue
    raise PasswordWrong("password")


def _hex(node: Node) -> bytes:
    return decode_hex(node.text(), node.where)


def _add(builder: ImportBuilder, entry: Node, groups: dict[str, str]) -> None:
    info = entry.at("info")
    kind = parse_kind(entry.at("type").text(), _KINDS)
    secret: bytes | str = info.at("secret").text()
    if kind is Kind.MOTP and isinstance(secret, str):
        secret = decode_secret(secret).hex().encode("ascii")
    account = new_account(
        secret,
        kind=kind,
        algorithm=info.at("algo").text(""),
        digits=info.at("digits").integer(6),
        period_s=info.at("period").integer(30),
        counter=info.at("counter").integer() if kind is Kind.HOTP else 0,
        pin=info.at("pin").text(""),
        issuer=entry.at("issuer").text(""),
        name=entry.at("name").text(""),
    )
    named = [groups.get(group.text(), "") for group in entry.at("groups").list()]
    icon = entry.at("icon").value
    picture = builder.picture(str(icon), entry.where) if icon not in (None, "", "null") else b""
    if entry.at("archived").value is True:
        builder.leave_out("archived", entry.where)
    builder.add(
        account,
        picture=picture,
        note=entry.at("note").text(""),
        groups=[*named, entry.at("group").text("")],
        pinned=entry.at("favorite").flag(),
    )


def write(entries: Sequence[Entry], _at_unix: int) -> ExportFile:
    """Returns a plain vault of version 3."""
    builder = ExportBuilder()
    groups = {
        name: identifier(b"group", name.encode()) for entry in entries for name in entry.groups
    }
    written = []
    for index, entry in enumerate(entries):
        with builder.entry(index):
            written.append(_entry(entry, index, groups))
    builder.leave_out(entries, "icon", "address", "recovery_codes")
    return builder.json(
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
    if key.kind is not Kind.MOTP and key.algorithm not in COMMON_ALGORITHMS:
        raise AlgorithmUnsupported("algorithm")
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
        raise SecretInvalid("secret")  # Aegis's mOTP secrets are hexadecimal in lower case
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


FORMAT = Format(
    id="aegis",
    title="Aegis",
    extensions=("json",),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
    write=write,
)
