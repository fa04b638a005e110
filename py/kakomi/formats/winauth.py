"""WinAuth's own configuration, winauth.xml. (Its export is a list of URIs, or a ZIP with one.)

    <WinAuth version="3.5"><WinAuthAuthenticator type="WinAuth.GoogleAuthenticator">
      <name>…</name><skin>…</skin>
      <authenticatordata><secretdata>HEX⇥digits⇥hash⇥period|…</secretdata></authenticatordata>

The values after the bar depend on the type. HOTP has the counter, which the app increments before
it computes a code. Battle.net has the serial. Steam has the serial, the device and Steam's JSON,
each hexadecimal. Version 2 has ``authenticator`` instead of both elements and only a secret;
Battle.net's serial follows its 40 characters. Encrypted authenticators are bound to the computer
("u", "m"), or have a password and a cipher that browsers don't have ("y").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi.errors import FileCipherUnsupported, FileDeviceBound, FileUnknown, KindUnsupported
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import label, new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_hex, utf8
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.xml import Element

_BOUND = {"u", "m"}
_SERIAL_AT, _STEAM_JSON, _COUNTED_FIRST = 40, 2, 1
_BATTLE_NET, _HOTP, _STEAM = "BattleNetAuthenticator", "HOTPAuthenticator", "SteamAuthenticator"
# By the type's name: the issuer if the name has none, and the usual number of digits.
_TYPES = {
    _BATTLE_NET: ("Battle.net", 8),
    "GoogleAuthenticator": ("", 6),
    "GuildWarsAuthenticator": ("Guild Wars", 6),
    _HOTP: ("", 6),
    "MicrosoftAuthenticator": ("Microsoft", 6),
    "OktaVerifyAuthenticator": ("Okta", 6),
    _STEAM: ("Steam", 5),
}


def sniff(file: File) -> Match:
    """Returns SURE by the root element."""
    return Match.sure(file.xml is not None and file.xml.name == "WinAuth")


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the authenticators that are not encrypted."""
    if file.xml is None:
        raise FileUnknown("file")
    for parent in (file.xml, *file.xml.named("data")):
        _check_plain(parent, "data")
    builder = ImportBuilder(FORMAT.id)
    found = [e for e in file.xml.children if e.name in ("WinAuthAuthenticator", "authenticator")]
    async for index, element in paced(enumerate(found)):
        where = f"authenticators[{index}]"
        try:
            with builder.entry(where):
                _add(builder, element, where)
        except (FileCipherUnsupported, FileDeviceBound) as error:
            builder.refuse(error, where)
    return builder.draft()


def _check_plain(element: Element, where: str) -> None:
    ways = set(element.attributes.get("encrypted", ""))
    if ways & _BOUND:
        raise FileDeviceBound(where)
    if ways:
        raise FileCipherUnsupported(where)


@dataclass(frozen=True, slots=True)
class _Record:
    """The parsed data of an authenticator."""

    kind: str
    secret: bytes = field(repr=False)
    digits: int
    algorithm: str
    period_s: int
    rest: list[str]


def _record(element: Element) -> _Record:
    inner = element.first("authenticatordata") or element.first("authenticator") or element
    for sealed in (inner, *inner.named("secretdata")):
        _check_plain(sealed, "secretdata")
    kind = element.attributes.get("type") or inner.attributes.get("type", "")
    kind = kind.rpartition(".")[2] or _BATTLE_NET
    if kind not in _TYPES:
        raise KindUnsupported("type")
    key, *rest = inner.inner("secretdata").strip().split("|")
    secret, digits, algorithm, period = (*key.split("\t"), "", "", "")[:4]
    if kind == _BATTLE_NET and not rest:
        secret, rest = secret[:_SERIAL_AT], [secret[_SERIAL_AT:]]
    return _Record(
        kind,
        decode_hex(secret, "secretdata"),
        Node(digits or None, "digits").integer(_TYPES[kind][1]),
        algorithm,
        Node(period or None, "period").integer(30),
        rest,
    )


def _add(builder: ImportBuilder, element: Element, where: str) -> None:
    record = _record(element)
    counter = record.rest[0] if record.kind == _HOTP and record.rest else "0"
    issuer, name = label(element.inner("name"))
    account = new_account(
        record.secret,
        kind={_HOTP: Kind.HOTP, _STEAM: Kind.STEAM}.get(record.kind, Kind.TOTP),
        algorithm=record.algorithm,
        digits=record.digits,
        period_s=record.period_s,
        counter=Node(counter, "counter").integer() + _COUNTED_FIRST,
        issuer=issuer or _TYPES[record.kind][0],
        name=name or _serial(record),
    )
    skin = element.inner("skin").strip()
    is_picture = skin.startswith("base64:")
    builder.add(
        account,
        icon="" if is_picture else skin,
        picture=builder.picture(skin.removeprefix("base64:"), where) if is_picture else b"",
        recovery_codes=_revocation(record),
    )
    if record.kind == _STEAM and len(record.rest) > _STEAM_JSON:
        builder.leave_out("steam_confirmations", where)


def _serial(record: _Record) -> str:
    """Returns Battle.net's serial, used as the name of an account without one."""
    if record.kind != _BATTLE_NET or not record.rest:
        return ""
    return utf8(decode_hex(record.rest[0], "serial"), "serial")


def _revocation(record: _Record) -> list[str]:
    """Returns the code for removing the authenticator from Steam: a plain text, or in the JSON."""
    if record.kind != _STEAM or len(record.rest) <= _STEAM_JSON:
        return []
    text = utf8(decode_hex(record.rest[_STEAM_JSON], "steam"), "steam")
    if not text.startswith("{"):
        return [text]
    return [Node(json_view.parse(text, "steam"), "steam").at("revocation_code").text("")]


FORMAT = Format(id="winauth", title="WinAuth", extensions=("xml",), sniff=sniff, read=read)
