"""KeePass databases: entries with a one-time password, in the fields of KeePass or of a plug-in.

- ``otp`` holding a URI (KeePassXC, KeeWeb), or ``key=…&step=…&size=…`` (KeeOTP; the key is base32
  unless ``encoding`` says Hex, Base64, UTF8); further ones of the same entry in ``otp_1``, …, and
  in any custom field that begins with "otpauth://"
- ``TimeOtp-Secret``, ``-Secret-Base32``, ``-Secret-Hex``, ``-Secret-Base64`` with ``-Length``,
  ``-Period``, ``-Algorithm``, and ``HmacOtp-…`` with ``HmacOtp-Counter`` (KeePass since 2.47)
- ``TOTP Seed`` and ``TOTP Settings``: "30;6", and "30;S" for Steam (Tray TOTP, old KeePassXC)

An entry that has one secret in several fields is one account, that of the first field. Two secrets
are two accounts. Entries in the recycle bin and old versions of entries are not imported.
References to fields of other entries are followed. KeePass's plain XML export has the same content
without encryption.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kakomi.account import NewAccount
from kakomi.errors import FileMalformed, FileTooLarge
from kakomi.formats.support import kdbx, limits, xml
from kakomi.formats.support.account_builder import (
    account_of_field,
    new_account,
    note_with_title,
    with_field_name,
)
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.references import References
from kakomi.formats.support.text import decode_base64, decode_hex, utf8, utf8_bytes
from kakomi.otp_key import Kind
from kakomi.pacing import paced
from kakomi.secret_encoding import decode_secret, decode_written_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.kdbx import Content, ProtectedValues
    from kakomi.formats.support.xml import Element

_STEAM = "S"
_OWN = {"Title", "UserName", "Password", "URL", "Notes"}
_OTP = re.compile(r"otp$|otp_\d+$|TimeOtp-|HmacOtp-|TOTP Seed$|TOTP Settings$", re.ASCII)
_FURTHER = re.compile(r"otp_\d+", re.ASCII)
_VALUES_AT_ONCE = 1_000  # values that are decrypted before other tasks run
_NO_ID = "AAAAAAAAAAAAAAAAAAAAAA=="


def sniff(file: File) -> Match:
    """Returns SURE by the signature of KeePass 2, or by the root of its XML export."""
    if file.xml is not None and file.xml.name == "KeePassFile":
        return Match.SURE
    return Match.sure(file.data.startswith(kdbx.MAGIC))


async def read(file: File, context: DecryptContext) -> ImportDraft:
    """Returns the entries with a code."""
    root = file.xml
    if root is None:
        content = await kdbx.decrypt(file.data, context)
        root = await xml.parse(content.xml)
        await _decrypt_protected(root, content.protected, context)
        _check_header(root, content)
    builder = ImportBuilder(FORMAT.id, encrypted=file.xml is None)
    bin_id = ""
    meta = root.first("Meta")
    if meta is not None and meta.inner("RecycleBinEnabled").strip().lower() != "false":
        bin_id = meta.inner("RecycleBinUUID").strip().removeprefix(_NO_ID)
    top = root.first("Root")
    groups = [] if top is None else list(top.named("Group"))
    references = References(root)
    async for number, (entry, path) in paced(enumerate(_entries(builder, groups, bin_id))):
        where = f"entries[{number}]"
        with builder.entry(where):
            _add(builder, entry, references.resolved(_strings(entry)), path, where)
    return builder.draft()


def _check_header(root: Element, content: Content) -> None:
    meta = root.first("Meta")
    stated = "" if meta is None else meta.inner("HeaderHash").strip()
    if stated and decode_base64(stated, "header") != content.header_hash:
        raise FileMalformed("header")


async def _decrypt_protected(
    root: Element, protected: ProtectedValues, context: DecryptContext
) -> None:
    """Replace the text of each protected value by its plaintext, also in the history and the
    recycle bin, because the key stream continues through all values in document order.
    """
    elements = _protected_elements(root)
    contents = [decode_base64(element.text, "protected") for element in elements]
    stream = await protected.key_stream(context.crypto, sum(map(len, contents)))
    position = 0
    for number, (element, content) in enumerate(zip(elements, contents, strict=True)):
        if number % _VALUES_AT_ONCE == 0:
            await asyncio.sleep(0)
        piece = stream[position : position + len(content)]
        position += len(content)
        plain = int.from_bytes(content, "big") ^ int.from_bytes(piece, "big")
        element.text = utf8(plain.to_bytes(len(content), "big"), "protected")


def _protected_elements(root: Element) -> list[Element]:
    found: list[Element] = []
    left = [root]
    while left:
        element = left.pop()
        if element.attributes.get("Protected", "").lower() == "true":
            found.append(element)
        left += reversed(element.children)
    return found


def _entries(
    builder: ImportBuilder, groups: list[Element], bin_id: str
) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Yields the entries in the file's order with the names of their groups, without the root."""
    left: list[tuple[Element, tuple[str, ...]]] = [(group, ()) for group in reversed(groups)]
    while left:
        group, path = left.pop()
        if bin_id and group.inner("UUID").strip() == bin_id:
            count = _count(group)
            if count:
                builder.leave_out("recycle_bin", "recycle_bin", count)
            continue
        for entry in group.named("Entry"):
            yield entry, path
        inner = list(group.named("Group"))
        left += [(child, (*path, child.inner("Name"))) for child in reversed(inner)]


def _count(group: Element) -> int:
    """Returns the number of entries with a code in the group of the recycle bin."""
    total, left = 0, [group]
    while left:
        one = left.pop()
        total += sum(bool(_is_coded(_strings(entry))) for entry in one.named("Entry"))
        left += one.named("Group")
    return total


def _strings(entry: Element) -> dict[str, str]:
    """Returns an entry's fields by name. Raises FileMalformed if a name occurs twice."""
    found: dict[str, str] = {}
    for string in entry.named("String"):
        name = string.inner("Key")
        if name in found:
            raise FileMalformed("String")
        found[name] = string.inner("Value")
    if len(found) > limits.MAX_ENTRIES:
        raise FileTooLarge("String")
    return found


def _is_coded(fields: dict[str, str]) -> bool:
    return bool(_code_readers(fields))


def _add(
    builder: ImportBuilder,
    entry: Element,
    fields: dict[str, str],
    path: tuple[str, ...],
    where: str,
) -> None:
    readers = _code_readers(fields)
    if not readers:
        builder.leave_out("item_without_code", where)
        return
    title, username = fields.get("Title", ""), fields.get("UserName", "")
    if fields.get("Password"):
        builder.leave_out("password", where)
    if any(n not in _OWN and not _OTP.match(n) and not _is_uri(v) for n, v in fields.items()):
        builder.leave_out("custom_fields", where)
    if entry.first("Binary") is not None:
        builder.leave_out("attachments", where)
    tags = entry.inner("Tags").replace(",", ";").split(";")
    known: set[tuple[bool, bytes]] = set()
    for field, reader in readers:
        with builder.entry(where):
            account = with_field_name(reader(fields, title, username), field, len(readers))
            code = (account.key.kind is Kind.HOTP, account.key.secret)
            if code in known:
                continue
            known.add(code)
            builder.add(
                account,
                note=note_with_title(fields.get("Notes", ""), title, account),
                groups=[*path, *tags],
                addresses=[fields.get("URL", "")],
            )


def _is_uri(text: str) -> bool:
    return text.lstrip()[:10].lower() == "otpauth://"


CodeReader = Callable[[dict[str, str], str, str], NewAccount]


def _code_readers(fields: dict[str, str]) -> list[tuple[str, CodeReader]]:
    """Returns a function for each code of the entry, with the name of the custom field that holds
    it; the name is empty for a standard field.

    Each function makes an account from fields, title and user name.
    """
    filled = {name for name, value in fields.items() if value.strip()}
    names = [name for name in fields if name in filled and name not in _OWN]
    further = [name for name in names if _FURTHER.fullmatch(name)]
    own = [n for n in names if n not in further and n != "otp" and _is_uri(fields[n])]
    readers: list[tuple[str, CodeReader]] = [
        (n if n in own else "", partial(_otp, n)) for n in ("otp", *further, *own) if n in filled
    ]
    for prefix, kind in (("TimeOtp-", Kind.TOTP), ("HmacOtp-", Kind.HOTP)):
        if any(name.startswith(f"{prefix}Secret") and name not in own for name in names):
            readers.append(("", partial(_keepass, prefix, kind)))
    if "TOTP Seed" in filled:
        readers.append(("", _tray))
    return readers


def _otp(name: str, fields: dict[str, str], title: str, username: str) -> NewAccount:
    text = fields[name].strip()
    if "://" not in text and "key=" in text:
        return _keeotp(text, title, username)
    return account_of_field(text, title, username)


def _keeotp(text: str, title: str, username: str) -> NewAccount:
    parameters = {}
    for piece in text.split("&"):
        name, _, value = piece.partition("=")
        parameters[name.lower()] = unquote(value)
    kind = Kind.HOTP if parameters.get("type", "").lower() == "hotp" else Kind.TOTP
    if (
        parameters.get("encoder", "").lower() == "steam"
        or parameters.get("type", "").lower() == "steam"
    ):
        kind = Kind.STEAM
    return new_account(
        _decoded(parameters.get("key", ""), parameters.get("encoding", "")),
        kind=kind,
        algorithm=parameters.get("otphashmode", parameters.get("algorithm", "")),
        digits=_number(parameters, "size", 6),
        period_s=_number(parameters, "step", 30),
        counter=_number(parameters, "counter", 0),
        issuer=title,
        name=username,
    )


def _decoded(text: str, encoding: str) -> bytes:
    encoding = encoding.strip().lower()
    if encoding == "hex":
        return decode_hex(text.strip(), "key")
    if encoding == "base64":
        return decode_base64(text, "key")
    if encoding == "utf8":
        return utf8_bytes(text, "key")
    if encoding not in ("", "base32"):
        raise FileMalformed("encoding")
    return decode_written_secret(text)


def _keepass(
    prefix: str, kind: Kind, fields: dict[str, str], title: str, username: str
) -> NewAccount:
    return new_account(
        _secret(fields, f"{prefix}Secret"),
        kind=kind,
        algorithm=fields.get(f"{prefix}Algorithm", ""),
        digits=_number(fields, f"{prefix}Length", 6),
        period_s=_number(fields, f"{prefix}Period", 30),
        counter=_number(fields, f"{prefix}Counter", 0),
        issuer=title,
        name=username,
    )


def _secret(fields: dict[str, str], name: str) -> bytes:
    if fields.get(name):
        return utf8_bytes(fields[name], "Secret")
    if fields.get(f"{name}-Hex"):
        return decode_hex(fields[f"{name}-Hex"].strip(), "Secret-Hex")
    if fields.get(f"{name}-Base64"):
        return decode_base64(fields[f"{name}-Base64"], "Secret-Base64")
    return decode_secret(fields.get(f"{name}-Base32", ""))


def _tray(fields: dict[str, str], title: str, username: str) -> NewAccount:
    settings = fields.get("TOTP Settings", "").split(";")
    period, digits = settings[0].strip(), "".join(settings[1:2]).strip() or "6"
    return new_account(
        fields.get("TOTP Seed", ""),
        kind=Kind.STEAM if digits.upper() == _STEAM else Kind.TOTP,
        digits=6 if digits.upper() == _STEAM else Node(digits, "digits").integer(),
        period_s=Node(period or "30", "period_s").integer(),
        issuer=title,
        name=username,
    )


def _number(fields: dict[str, str], name: str, default: int) -> int:
    return Node(fields.get(name) or None, "number").integer(default)


FORMAT = Format(id="keepass", title="KeePass", extensions=("kdbx", "xml"), sniff=sniff, read=read)
