"""Parts: some rows of a replica as bytes, before they are sealed. FORMAT.md is the specification.

A code part has what codes are made of, and tombstones. A detail part has everything else, so that
codes come first where there is little room.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from kakomi.account_details import RecoveryCode
from kakomi.account_sites import Source
from kakomi.errors import KakomiError, SyncDamaged
from kakomi.otp_key import Algorithm, Key, Kind
from kakomi.sync.replica import Record, default_value
from kakomi.vault import canonical
from kakomi.vault.hybrid_clock import NEVER, Stamp, is_stamp, unix_ms
from kakomi.vault.sync_state import CODE_FIELDS, DETAIL_FIELDS, Tombstone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_PART_BYTES = 8 * 1024 * 1024  # of an unpacked part that is read
_USUAL_SECRET_BYTES = 20
_ID_BYTES, _REFERENCE_BYTES = 16, 8

# The rows of a code part: an account's record or its tombstone, by the account's id.
Rows: TypeAlias = "Mapping[str, Record | Tombstone]"


@dataclass(frozen=True, slots=True)
class Part:
    """``content`` is JSON; ``raw`` holds ids and secrets, which do not compress."""

    content: dict[str, Any] = field(repr=False)
    raw: bytes = field(repr=False)

    def packed(self) -> bytes:
        """Returns the bytes that are sealed."""
        text = canonical.dumps(self.content).encode("ascii")
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
        deflated = deflater.compress(text) + deflater.flush()
        return struct.pack(">I", len(deflated)) + deflated + self.raw


def unpacked(data: bytes) -> Part:
    """Returns the part of its bytes. Raises SyncDamaged."""
    try:
        (length,) = struct.unpack_from(">I", data)
        inflater = zlib.decompressobj(-15)
        text = inflater.decompress(data[4 : 4 + length], MAX_PART_BYTES)
    except (struct.error, zlib.error):
        raise SyncDamaged("part") from None
    if not inflater.eof or len(data) < 4 + length:
        raise SyncDamaged("part")
    try:
        return Part(canonical.loads(text.decode("ascii", "replace"), "part"), data[4 + length :])
    except KakomiError:
        raise SyncDamaged("part") from None


class _Stamps:
    """The distinct stamps of a part, each written once."""

    def __init__(self) -> None:
        self.table: list[Stamp] = []
        self._indexes: dict[Stamp, int] = {}

    def index(self, stamp: Stamp) -> int:
        if stamp not in self._indexes:
            self._indexes[stamp] = len(self.table)
            self.table.append(stamp)
        return self._indexes[stamp]

    def of(self, stamps: Mapping[str, Stamp], names: tuple[str, ...]) -> int | dict[str, int]:
        """Returns one index if all fields have the same stamp."""
        distinct = {stamps.get(name, NEVER) for name in names}
        if len(distinct) == 1:
            return self.index(distinct.pop())
        return {name: self.index(stamps[name]) for name in names if name in stamps}


def code_part(rows: Rows) -> Part:
    """Returns the part with what codes are made of, and with the tombstones."""
    table, raw, accounts, tombstones = _Stamps(), b"", [], []
    place = 0
    for each, row in rows.items():
        if isinstance(row, Record):
            fields, its_bytes = _code_row(each, row, table, place)
            place = row.values["place"]
            accounts.append(fields)
            raw += its_bytes
    for each, row in rows.items():
        if not isinstance(row, Record):
            extras, octets = _written_id(each)
            tombstones.append([table.index(row.stamp), row.counter, extras])
            raw += octets
    content = {"stamps": table.table, "accounts": accounts, "tombstones": tombstones}
    return Part(content, raw)


def _code_row(
    account_id: str, record: Record, table: _Stamps, place_before: int
) -> tuple[list[Any], bytes]:
    key, added_at_unix = record.values["key"]
    extras, raw = _written_id(account_id)
    removed_at, known = record.values["removed"]
    if (removed_at, known) != (None, NEVER):
        extras["removed"] = [removed_at, table.index(known)]
    optional = {
        "kind": (key.kind.value, "totp"),
        "algorithm": (key.algorithm.value, "SHA1"),
        "digits": (key.digits, 6),
        "period_s": (key.period_s, 30),
        "pin": (key.pin, ""),
        "counter": (record.counter, 0),
        "secret_bytes": (len(key.secret), _USUAL_SECRET_BYTES),
        "details": (not _has_default_details(record), False),
    }
    extras.update({name: value for name, (value, usual) in optional.items() if value != usual})
    row = [
        record.values["issuer"],
        record.values["name"],
        added_at_unix - unix_ms(record.stamps["key"]) // 1000,
        record.values["place"] - place_before,
        table.of(record.stamps, CODE_FIELDS),
        extras,
    ]
    return row if extras else row[:-1], raw + key.secret


def _has_default_details(record: Record) -> bool:
    key = record.stamps["key"]
    return all(
        record.stamps.get(name) == key and record.values[name] == default_value(name)
        for name in DETAIL_FIELDS
    )


def has_detail_row(record: Record) -> bool:
    """Whether there are details to write."""
    return not _has_default_details(record) and any(n in record.stamps for n in DETAIL_FIELDS)


def _written_id(account_id: str) -> tuple[dict[str, Any], bytes]:
    """Returns an id as 16 bytes, where it is the text of 16 bytes."""
    try:
        octets = base64.urlsafe_b64decode(account_id + "==") if len(account_id) == 22 else b""
    except ValueError:
        octets = b""
    if len(octets) == _ID_BYTES and _base64url(octets) == account_id:
        return {}, octets
    if len(account_id) == 2 * _ID_BYTES:
        try:
            octets = bytes.fromhex(account_id)
        except ValueError:
            octets = b""
        if octets.hex() == account_id:
            return {"hex": True}, octets
    return {"id": account_id}, b""


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def reference(account_id: str) -> bytes:
    """Returns what a detail row names its account by."""
    return hashlib.sha256(account_id.encode("ascii")).digest()[:_REFERENCE_BYTES]


def detail_part(rows: Mapping[str, Record]) -> Part:
    """Returns the part with the details."""
    table = _Stamps()
    details = [
        [table.of(row.stamps, DETAIL_FIELDS), _written_details(row)] for row in rows.values()
    ]
    raw = b"".join(reference(each) for each in rows)
    return Part({"stamps": table.table, "details": details}, raw)


def _written_details(record: Record) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for name in DETAIL_FIELDS:
        value = record.values.get(name, default_value(name))
        if value == default_value(name):
            continue
        if name == "groups":
            value = list(value)
        elif name == "recovery_codes":
            value = [[code.text, code.used] for code in value]
        elif name == "sites":
            value = [[origin, source.value] for origin, source in value]
        written[name] = value
    return written


class _Raw:
    """Reads ``Part.raw`` from its beginning."""

    def __init__(self, raw: bytes) -> None:
        self._rest = raw

    def take(self, count: int) -> bytes:
        taken, self._rest = self._rest[:count], self._rest[count:]
        if len(taken) != count:
            raise SyncDamaged("part.raw")
        return taken

    def end(self) -> None:
        if self._rest:
            raise SyncDamaged("part.raw")


def read_code_part(part: Part) -> dict[str, Record | Tombstone]:
    """Returns the rows of a code part. Raises SyncDamaged."""
    try:
        return _code_rows(part)
    except (KakomiError, LookupError, TypeError, ValueError, AttributeError):
        pass
    raise SyncDamaged("part")  # not in the handler: the error's text may hold a secret


def _code_rows(part: Part) -> dict[str, Record | Tombstone]:
    raw, table = _Raw(part.raw), _table(part)
    rows: dict[str, Record | Tombstone] = {}
    place = 0
    for row in part.content["accounts"]:
        issuer, name, added, step, stamps, *rest = row
        extras = rest[0] if rest else {}
        account_id = _read_id(extras, raw)
        secret = raw.take(extras.get("secret_bytes", _USUAL_SECRET_BYTES))
        place += step
        fields = _read_stamps(stamps, table, CODE_FIELDS)
        key = Key(
            kind=Kind(extras.get("kind", "totp")),
            secret=secret,
            algorithm=Algorithm(extras.get("algorithm", "SHA1")),
            digits=extras.get("digits", 6),
            period_s=extras.get("period_s", 30),
            pin=extras.get("pin", ""),
        )
        removed_at, known = extras.get("removed", [None, None])
        values = {
            "key": (key, added + unix_ms(fields["key"]) // 1000),
            "issuer": issuer,
            "name": name,
            "place": place,
            "removed": (removed_at, NEVER if known is None else table[known]),
        }
        if not extras.get("details"):
            values.update({each: default_value(each) for each in DETAIL_FIELDS})
            fields.update(dict.fromkeys(DETAIL_FIELDS, fields["key"]))
        rows[account_id] = Record(values, fields, extras.get("counter", 0))
    for stamp, counter, extras in part.content["tombstones"]:
        rows[_read_id(extras, raw)] = Tombstone(table[stamp], counter)
    raw.end()
    return rows


def _read_id(extras: Mapping[str, Any], raw: _Raw) -> str:
    if "id" in extras:
        return str(extras["id"])
    octets = raw.take(_ID_BYTES)
    return octets.hex() if extras.get("hex") else _base64url(octets)


def _table(part: Part) -> list[Stamp]:
    table: list[Stamp] = part.content["stamps"]
    if not all(is_stamp(stamp) or stamp == NEVER for stamp in table):
        raise SyncDamaged("part.stamps")
    return table


def _read_stamps(
    value: int | dict[str, int], table: list[Stamp], names: tuple[str, ...]
) -> dict[str, Stamp]:
    if isinstance(value, int):
        return dict.fromkeys(names, table[value])
    return {name: table[value[name]] for name in names if name in value}


def read_detail_part(part: Part) -> dict[bytes, Record]:
    """Returns the details of a part, by reference. Raises SyncDamaged."""
    try:
        return dict(_detail_rows(part))
    except (KakomiError, LookupError, TypeError, ValueError, AttributeError):
        pass
    raise SyncDamaged("part")  # not in the handler: the error's text may hold a secret


def _detail_rows(part: Part) -> Iterable[tuple[bytes, Record]]:
    raw, table = _Raw(part.raw), _table(part)
    for stamps, written in part.content["details"]:
        fields = _read_stamps(stamps, table, DETAIL_FIELDS)
        values = {name: _read_detail(name, written) for name in fields}
        yield raw.take(_REFERENCE_BYTES), Record(values, fields)
    raw.end()


def _read_detail(name: str, written: Mapping[str, Any]) -> Any:
    if name not in written:
        return default_value(name)
    value = written[name]
    match name:
        case "groups":
            return tuple(value)
        case "recovery_codes":
            return tuple(RecoveryCode(text, used) for text, used in value)
        case "sites":
            return tuple((origin, Source(source)) for origin, source in value)
    return value
