"""2FAS's backup, schemas 1 to 4, plain and encrypted.

    {"schemaVersion": 4, "services": […], "servicesEncrypted": "CIPHERTEXT:SALT:NONCE", …}

Encrypted: the three are base64. The key is PBKDF2-HMAC-SHA256 of the password with 10,000
iterations, the cipher AES-GCM, and the plaintext the list of services. Schema 1 has only secrets
and names. The user's edits (``otp.account``) take precedence over the original link. Older schemas
have icon names ("brand"), newer ones numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import (
    AlgorithmUnsupported,
    DigitsUnsupported,
    FileMalformed,
    FileNewer,
    KindUnsupported,
)
from kakomi.formats.support import json_parser, json_view
from kakomi.formats.support.account_builder import label, new_account, note_with_title, parse_kind
from kakomi.formats.support.export import ExportBuilder, ExportFile, identifier
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64, utf8
from kakomi.otp_key import COMMON_ALGORITHMS, Kind
from kakomi.pacing import paced
from kakomi.secret_encoding import encode_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import Entry

_NEWEST = 4
_ITERATIONS = 10_000
_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM}
_NO_BRANDS = ("ManuallyAdded", "Unknown")
_DIGITS = (5, 6, 7, 8)  # those that the app accepts


def sniff(file: File) -> Match:
    """Returns SURE by the name of its version."""
    return Match.sure(
        json_view.has_members(file.json, "schemaVersion", "services")
        or json_view.has_members(file.json, "schemaVersion", "servicesEncrypted")
    )


def find_fault(file: File) -> str:
    """Returns what is missing of a file that has other marks of the format."""
    if json_view.has_members(file.json, "services", "groups"):
        return "schemaVersion"
    is_backup = json_view.has_members(file.json, "schemaVersion", "groups")
    return "services" if is_backup else ""


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns all services, decrypted if necessary."""
    backup = Node(file.json)
    if backup.at("schemaVersion").integer() > _NEWEST:
        raise FileNewer("schemaVersion")
    services, sealed = backup.at("services"), backup.at("servicesEncrypted").text("")
    if services.value is None and not sealed:
        services.fail()
    if sealed:
        services = await _decrypt(sealed, context)
    builder = ImportBuilder(FORMAT.id, encrypted=bool(sealed))
    groups = {
        group.at("id").text(""): group.at("name").text("")
        async for group in paced(backup.at("groups").list())
    }
    async for service in paced(services.list()):
        with builder.entry(service.where):
            _add(builder, service, groups)
    return builder.draft()


async def _decrypt(sealed: str, context: DecryptContext) -> Node:
    pieces = [decode_base64(piece, "servicesEncrypted") for piece in sealed.split(":")]
    if len(pieces) != 3 or not all(pieces):
        raise FileMalformed("servicesEncrypted")
    ciphertext, salt, nonce = pieces
    key = await context.pbkdf2("SHA256", salt, _ITERATIONS, 32)
    content = await context.decrypt_gcm(key, nonce, ciphertext)
    return Node(await json_parser.parse(utf8(content, "services"), "services"), "services")


def _add(builder: ImportBuilder, service: Node, groups: dict[str, str]) -> None:
    otp = service.at("otp")
    if otp.value is None:
        otp = Node({}, otp.where)
    title = service.at("name").text("")
    name = otp.at("account").text("")
    if otp.at("account").value is None:
        name = label(otp.at("label").text(""))[1]
    issuer = otp.at("issuer").text("")
    if not issuer and title != name:
        issuer = title
    account = new_account(
        service.at("secret").text(),
        kind=parse_kind(otp.at("tokenType").text("TOTP"), _KINDS),
        algorithm=otp.at("algorithm").text(""),
        digits=otp.at("digits").integer(6),
        period_s=otp.at("period").integer(30),
        counter=otp.at("counter").integer(0),
        issuer=issuer,
        name=name,
    )
    group = groups.get(service.at("groupId").text(""), "")
    builder.add(
        account,
        note=note_with_title("", title, account),
        groups=[group] if service.at("groupId").value else [],
        icon=_brand(service.at("icon")),
    )


def _brand(icon: Node) -> str:
    if not icon.is_object or icon.at("selected").value != "Brand":
        return ""
    brand = icon.at("brand")
    name = brand.at("id").value if brand.is_object else ""
    return name if isinstance(name, str) and name not in _NO_BRANDS else ""


def write(entries: Sequence[Entry], at_unix: int) -> ExportFile:
    """Returns a plain backup of schema 4. A service has one group: the entry's first."""
    builder = ExportBuilder()
    groups = {e.groups[0]: identifier(b"group", e.groups[0].encode()) for e in entries if e.groups}
    services: list[dict[str, object]] = []
    for index, entry in enumerate(entries):
        with builder.entry(index):
            services.append(_service(entry, len(services), groups, at_unix * 1000))
    builder.leave_out(entries, "note", "icon", "address", "recovery_codes", "pinned")
    builder.leave_out_groups(entries, 1)
    return builder.json(
        "2fas",
        {
            "services": services,
            "groups": [
                {"id": uuid, "name": name, "isExpanded": True} for name, uuid in groups.items()
            ],
            "updatedAt": at_unix * 1000,
            "schemaVersion": _NEWEST,
            "appOrigin": "android",
        },
    )


def _service(
    entry: Entry, position: int, groups: dict[str, str], updated_at_ms: int
) -> dict[str, object]:
    account = entry.new_account
    key = account.key
    if key.kind.value.upper() not in _KINDS:
        raise KindUnsupported("kind")
    if key.digits not in _DIGITS:
        raise DigitsUnsupported("digits")
    if key.algorithm not in COMMON_ALGORITHMS:
        raise AlgorithmUnsupported("algorithm")
    otp: dict[str, object] = {
        "label": account.name,
        "account": account.name,
        "issuer": account.issuer,
        "digits": key.digits,
        "algorithm": key.algorithm.value,
        "tokenType": key.kind.value.upper(),
        "source": "Manual",
    }
    if key.kind is Kind.HOTP:
        otp["counter"] = account.counter
    else:
        otp["period"] = key.period_s
    service: dict[str, object] = {
        "name": account.issuer or account.name,
        "secret": encode_secret(key.secret),
        "updatedAt": updated_at_ms,
        "otp": otp,
        "order": {"position": position},
    }
    if entry.groups:
        service["groupId"] = groups[entry.groups[0]]
    return service


FORMAT = Format(
    id="2fas",
    title="2FAS",
    extensions=("2fas", "json"),
    sniff=sniff,
    read=read,
    find_fault=find_fault,
    write=write,
)
