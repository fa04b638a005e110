"""Lists of account URIs, one in each line, which most apps can write. A JSON list of URIs is read
too.

Google's transfer codes may be among them. The parts of one transfer are read in their order, and
missing parts are reported. Blank lines and "#" comments are ignored; any other line is refused.
Commas may separate the URIs, at line ends or instead of them, as in Ente's lists.

Some apps add parameters to the URI (``kakomi.otpauth``):

- Ente: ``codeDisplay``, JSON with pinned, trashed, tags and note.
- andOTP: ``tags``, which may occur several times. Stratum: ``icon``, a picture's name.
- WinAuth: ``data``, Steam's own JSON. The secret of such a URI is a dummy (ASDF).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from kakomi import migration, otpauth, uri_schemes
from kakomi.errors import (
    FileError,
    FileTooLarge,
    FileUnknown,
    MigrationPartMissing,
    UriSchemeUnknown,
    UriTooLong,
)
from kakomi.formats.support import json_view, limits
from kakomi.formats.support.export import ExportBuilder, ExportFile
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft, Parts
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.formats.support.text import decode_base64
from kakomi.otp_key import Key
from kakomi.pacing import paced
from kakomi.uri_parts import MAX_URI_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kakomi.account import NewAccount
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import Entry
    from kakomi.migration import Transfer

_START = uri_schemes.pattern("phonefactor")
_URI = re.compile(rf"\s*{_START}", re.IGNORECASE | re.ASCII)
# The output of barcode scanner programs: the type of the code, then its text.
_SCANNER_LINE = re.compile(rf"\s*QR-?Code:\s*{_START}", re.IGNORECASE | re.ASCII)
_BETWEEN = " \t,;\u3000\u3001\uff0c\uff1b"
_NEXT = re.compile(rf"(?<=[{_BETWEEN}]){_START}", re.IGNORECASE | re.ASCII)
_LINE = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_PARAMETER = {
    name: re.compile(rf"[?&]{name}=([^&]*)", re.IGNORECASE)
    for name in ("codeDisplay", "data", "tags", "icon")
}


def sniff(file: File) -> Match:
    """Returns SURE if the first line with content is a URI, LIKELY if a later one is, or if a line
    is a scanner's output, which ``read`` refuses line by line.
    """
    if isinstance(file.json, list) and file.json and isinstance(file.json[0], str):
        return Match.sure(_URI.match(file.json[0]) is not None)
    if file.text is None or file.text[:1] in ("{", "[", "<"):
        return Match.NO
    lines = [line for line in _LINE.split(file.text[:100_000]) if line.strip()]
    content_lines = [line for line in lines if not line.startswith("#")]
    if content_lines and _URI.match(content_lines[0]):
        return Match.SURE
    return Match.likely(any(_URI.match(x) or _SCANNER_LINE.match(x) for x in content_lines))


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the account of every line."""
    if file.text is None:
        raise FileUnknown("file")
    if isinstance(file.json, list):
        rows = enumerate(Node(file.json, "lines"))
        return await read_numbered(
            {i: r.value if isinstance(r.value, str) else "" for i, r in rows}, "lines"
        )
    # The pieces are counted before the text is split: a list of millions would block the worker.
    for separator in ("\n", "\r", "\u2028", "\u2029", "://"):
        if file.text.count(separator) > limits.MAX_LINES:
            raise FileTooLarge("lines")
    texts: dict[int, str] = {}
    count = 0
    async for line in paced(_lines(file.text)):
        for piece in _split_uris(line):
            if piece.strip() and piece[0] != "#":
                texts[count] = piece
            count += 1
    if count > limits.MAX_LINES:
        raise FileTooLarge("lines")
    return await read_numbered(texts, "lines")


def _lines(text: str) -> Iterator[str]:
    start = 0
    for line_end in _LINE.finditer(text):
        yield text[start : line_end.start()]
        start = line_end.end()
    yield text[start:]


def _split_uris(line: str) -> list[str]:
    """Returns a line's URIs, without the commas between and after them. Returns any other line
    unchanged.
    """
    if not _URI.match(line):
        return [line]
    places = [0, *(match.start() for match in _NEXT.finditer(line)), len(line)]
    pieces = [line[start:end].rstrip(_BETWEEN) for start, end in pairwise(places)]
    return list(filter(None, pieces))


def read_texts(texts: Sequence[str]) -> ImportDraft:
    """Returns the accounts of scanned codes. Each text is one code."""
    builder = ImportBuilder(FORMAT.id)
    for _ in _add_numbered(builder, dict(enumerate(texts)), "codes"):
        pass
    return builder.draft()


async def read_numbered(texts: Mapping[int, str], where: str) -> ImportDraft:
    """Returns the accounts of the texts. Errors name a text by its number: ``where[3]``."""
    builder = ImportBuilder(FORMAT.id)
    async for _ in paced(_add_numbered(builder, texts, where)):
        pass
    return builder.draft()


def _add_numbered(builder: ImportBuilder, texts: Mapping[int, str], where: str) -> Iterator[None]:
    """Add the accounts of the texts. Yields after each text so that the caller may pause.

    The codes of one transfer are joined at the position of the first of them.
    """
    transfers: list[_Transfer] = []
    for index, text in texts.items():
        with builder.entry(f"{where}[{index}]"):
            if migration.is_transfer(text):
                _sort_in(transfers, index, migration.parse(text))
        yield
    starting = {transfer.first: transfer for transfer in transfers}
    for index, text in texts.items():
        if index in starting:
            starting[index].add_to(builder, where)
        elif not migration.is_transfer(text):
            with builder.entry(f"{where}[{index}]"):
                _add(builder, text, f"{where}[{index}]")
        yield


class _Transfer:
    """The codes of one transfer by their index in it, each with its number in the list."""

    def __init__(self, first: int, part: Transfer) -> None:
        self.first = first
        self.batch = (part.batch_id, part.batch_size)
        self.parts = {part.batch_index: (first, part)}

    def try_add(self, index: int, part: Transfer) -> bool:
        """Add the part, unless it belongs to another transfer or another part has its index.
        Returns whether it was added. An equal code counts once.
        """
        if self.batch != (part.batch_id, part.batch_size):
            return False
        return self.parts.setdefault(part.batch_index, (index, part))[1] == part

    def add_to(self, builder: ImportBuilder, where: str) -> None:
        """Add all accounts in the transfer's order, and an error for each missing part."""
        for _, (index, part) in sorted(self.parts.items()):
            for account in part.accounts:
                builder.add(account)
            for error in part.refused:
                builder.refuse(error, f"{where}[{index}]")
        incomplete = Parts(
            batch_id=self.batch[0], size=max(self.batch[1], 1), present=tuple(sorted(self.parts))
        )
        builder.parts.append(incomplete)
        for missing in incomplete.missing:
            builder.refuse(MigrationPartMissing(f"parts[{missing}]"), "parts")


def _sort_in(transfers: list[_Transfer], index: int, part: Transfer) -> None:
    if not any(transfer.try_add(index, part) for transfer in transfers):
        transfers.append(_Transfer(index, part))


def _add(builder: ImportBuilder, text: str, where: str) -> None:
    if not _URI.match(text):
        raise UriSchemeUnknown("scheme")
    if len(text) > MAX_URI_CHARACTERS:
        raise UriTooLong("uri")
    steam = _json_parameter(text, "data")
    if steam is not None and isinstance(steam.members.get("shared_secret"), str):
        _add_winauth(builder, text, steam)
        return
    account = otpauth.parse(text)
    display = _json_parameter(text, "codeDisplay")
    if display is None:
        icon = next(iter(_all(text, "icon")), "")
        builder.add(account, groups=_all(text, "tags"), icon="" if "://" in icon else icon)
        return
    add_displayed(builder, account, display, where)


def add_displayed(builder: ImportBuilder, account: NewAccount, display: Node, where: str) -> None:
    """Add an account with Ente's display settings: pinned, trashed, tags and note."""
    builder.add(
        account,
        note=display.at("note").text(""),
        groups=[tag.text() for tag in display.at("tags").list()],
        icon=display.at("iconID").text(""),
        pinned=display.at("pinned").flag(),
        trashed=display.at("trashed").flag(),
    )
    if display.at("iconSrc").text("") == "customIcon" and not display.at("iconID").text(""):
        builder.leave_out("icon_picture", where)


def _json_parameter(text: str, name: str) -> Node | None:
    """Returns a parameter's JSON object, or None."""
    found = _PARAMETER[name].search(text)
    if found is None:
        return None
    try:
        value = json_view.parse(unquote_plus(found[1], errors="replace"), name)
    except FileError:
        return None
    return Node(value, name) if isinstance(value, dict) else None


def _all(text: str, name: str) -> list[str]:
    """Returns all values of a parameter, which may occur several times."""
    return [unquote_plus(found, errors="replace") for found in _PARAMETER[name].findall(text)]


def _add_winauth(builder: ImportBuilder, text: str, steam: Node) -> None:
    account = otpauth.parse(text)
    secret = decode_base64(steam.at("shared_secret").text(), "data.shared_secret")
    code = steam.at("revocation_code").text("")
    builder.add(
        replace(account, key=Key.steam(secret), issuer=account.issuer or "Steam", counter=0),
        recovery_codes=[code] if code else [],
    )


def write(entries: Sequence[Entry], _at_unix: int) -> ExportFile:
    """Returns a list of URIs, one in each line. URIs have no notes, groups or icons."""
    builder = ExportBuilder()
    lines = [otpauth.format(entry.new_account) for entry in entries]
    builder.leave_out(entries, "note", "groups", "icon", "address", "recovery_codes", "pinned")
    content = "".join(f"{line}\n" for line in lines).encode("ascii")
    return builder.file("txt", "text/plain", content)


FORMAT = Format(
    id="otpauth", title="", extensions=("txt", "uri"), sniff=sniff, read=read, write=write
)
