"""Hostile codes, links, pictures and files: written by hand, and random ones."""

from __future__ import annotations

import base64
import random
import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "JBSWY3DPEHPK3PXP"
MEGABYTE = "A" * 2**20
RTL = "\N{RIGHT-TO-LEFT OVERRIDE}"


def _link(label: str = "ACME:me", query: str = f"secret={SECRET}") -> str:
    return f"otpauth://totp/{label}?{query}"


LINKS = {
    "label of a megabyte": _link(label=MEGABYTE),
    "issuer of a megabyte": _link(query=f"secret={SECRET}&issuer={MEGABYTE}"),
    "secret of a megabyte": _link(query=f"secret={MEGABYTE}"),
    "label as long as may be": _link(label="%41" * 10_000),
    "right to left": _link(label=quote(f"{RTL}knaB:{RTL}em")),
    "script": "javascript:alert(document.domain)",
    "script behind a type": "otpauth://javascript:alert(1)//totp/a?secret=" + SECRET,
    "web": "https://example.com/?otpauth://totp/a?secret=" + SECRET,
    "page in the address": "data:text/html,<script>alert(1)</script>",
    "ten thousand parameters": _link(query="&".join(f"p{i}=1" for i in range(10_000))),
    "ten thousand secrets": _link(query="&".join([f"secret={SECRET}"] * 10_000)),
    "two secrets": _link(query=f"secret={SECRET}&secret=GEZDGNBV"),
    "two periods": _link(query=f"secret={SECRET}&period=30&period=60"),
    "half a character": _link(label="\ud83d:\udc00"),
    "half a character in an issuer": _link(query=f"secret={SECRET}&issuer=\udfff"),
    "arabic digits": _link(query=f"secret={SECRET}&digits=٦&period=٣٠"),
    "arabic secret": _link(query="secret=٢٣٤٥٦٧"),
    "period of nothing": _link(query=f"secret={SECRET}&period=0"),
    "period beyond all measure": _link(query=f"secret={SECRET}&period=1e308"),
    "period of 309 digits": _link(query=f"secret={SECRET}&period={10**308}"),
    "negative period": _link(query=f"secret={SECRET}&period=-30"),
    "digits beyond all measure": _link(query=f"secret={SECRET}&digits={'9' * 5_000}"),
    "counter beyond all measure": f"otpauth://hotp/a?secret={SECRET}&counter={2**64}",
    "no number": _link(query=f"secret={SECRET}&period=NaN&digits=Infinity"),
    "bytes that are no letters": _link(label="%ff%fe", query=f"secret={SECRET}"),
    "nothing at all in bytes": _link(label="a%00b", query=f"secret={SECRET}%00"),
    "many colons": _link(label=":" * 30_000),
    "many percents": _link(label="%" * 30_000),
    "many plusses": _link(query="secret=" + "+" * 30_000),
    "nested": _link(query=f"secret={quote(_link())}"),
    "lines": _link(label="a%0d%0aSet-Cookie:%20x"),
    "object's own names": _link(query=f"__proto__=1&constructor=1&secret={SECRET}"),
}

# The links that are accounts after normalization.
USABLE = {"right to left", "half a character", "half a character in an issuer", "lines"}
USABLE |= {"object's own names"}


def transfer(payload: bytes) -> str:
    """Returns a transfer code with any bytes as its payload."""
    return "otpauth-migration://offline?data=" + quote(base64.b64encode(payload).decode(), safe="")


def _field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number: int) -> bytes:
    """Returns the number as a varint of Protocol Buffers."""
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


ACCOUNT = (
    _field(1, b"0123456789") + _field(2, b"me") + _field(3, b"ACME") + b"\x20\x01\x28\x01\x30\x02"
)
PAYLOAD = _field(1, ACCOUNT) * 2 + b"\x10\x01\x18\x02\x20\x00\x28\x2a"

PAYLOADS = {
    **{f"cut at {at}": PAYLOAD[:at] for at in range(len(PAYLOAD))},
    **{f"length 2^{power}": b"\x0a" + varint(2**power) + ACCOUNT for power in (31, 32, 62, 63)},
    "number of eleven bytes": b"\x10" + b"\xff" * 11,
    "number without end": b"\x10" + b"\x80" * 10_000,
    "field nought": b"\x02\x01a",
    "wrong type": b"\x08\x01",
    "groups": b"\x0b" * 10_000,
    "a thousand and one accounts": _field(1, ACCOUNT) * 1_001,
    "a million codes": _field(1, ACCOUNT) + b"\x18" + varint(10**6),
    "index beyond": _field(1, ACCOUNT) + b"\x18\x02\x20\x07",
    "negative size": _field(1, ACCOUNT) + b"\x18" + varint(2**64 - 1),
    "account in account": _field(1, _field(1, _field(1, ACCOUNT))),
    "label of a megabyte": _field(1, _field(1, b"1234567890") + _field(2, b"A" * 2**20)),
    "label that is no text": _field(
        1, _field(1, b"1234567890") + _field(2, b"\xff\xfe") + b"\x30\x02"
    ),
    "secret of nothing": _field(1, _field(1, b"") + b"\x30\x02"),
    "secret of 60 KB": _field(1, _field(1, b"s" * 60_000) + b"\x30\x02"),
}


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """Returns a PNG whose header has this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    check = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + check + body


def _zip_of_many(count: int) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", f"note {number}")
    return packed.getvalue()


def _million_attributes() -> bytes:
    attributes = " ".join(f'a{number}=""' for number in range(1_000_000))
    return f"<?xml version='1.0'?><map {attributes}/>".encode()


# Large files that are slow to parse. Each is made when it is used.
LONG_FILES: dict[str, Callable[[], bytes]] = {
    "31 MB of {}": lambda: b"[" + b"{}," * (10 * 2**20) + b"{}]",
    "900,000 JSON values": lambda: b'{"items": [' + b'"x",' * 899_000 + b'"x"]}',
    "300,000 groups": lambda: (
        b'{"schemaVersion": 4, "services": [], "groups": [' + b"{}," * 299_999 + b"{}]}"
    ),
    "JSON lists in lists": lambda: b"[" * (16 * 2**20) + b"]" * (15 * 2**20),
    "a string of 31 MB": lambda: b'{"a": "' + b"x" * (31 * 2**20) + b'"}',
    "a million attributes": _million_attributes,
    "390,000 elements": lambda: b"<map>" + b"<a/>" * 390_000 + b"</map>",
    "a comment of 31 MB": lambda: b"<map><!--" + b"x" * (31 * 2**20) + b"--></map>",
    "9,000 ZIP members": lambda: _zip_of_many(9_000),
    "31 MB of line ends": lambda: b"otpauth://x" + b"\n" * (31 * 2**20),
    "31 MB of links in a line": lambda: b"otpauth://x " * (2 * 2**20),
    "190,000 links": lambda: b"otpauth://totp/a?x=1\n" * 190_000,
    "a page of 31 MB": lambda: b"<html>" + b"a b c otpauth " * (2 * 2**20),
    "a page of 190,000 links": lambda: b"<html>" + b"otpauth://totp/a " * 190_000,
    "31 MB of commas": lambda: b"name,totp\n" + b"," * (31 * 2**20),
    "190,000 rows": lambda: b"name,totp\n" + b"x,y\n" * 190_000,
    "31 MB of base64": lambda: b"QUJD" * (7 * 2**20),
    "31 MB of =": lambda: b"=" * (31 * 2**20),
    "190,000 lines of fields": lambda: b"totp secret: b\n" * 190_000,
    "31 MB of prose": lambda: b"secret: " * (4 * 2**20 - 2**17),
}

PICTURES = {
    "nothing": b"",
    "one byte": b"\x89",
    "a gigabyte to unpack": png(16_000, 16_000),
    "wider than any": png(2**31 - 1, 1),
    "no width": png(0, 100),
    "cut in the header": png(100, 100)[:20],
    "header and nothing": png(100, 100),
    "script in a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
    "drawing that includes": b"<svg><image href='file:///etc/passwd'/></svg>",
    "entities": b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a '&b;&b;'>]><svg>&a;</svg>",
    "picture and archive": png(100, 100) + b"PK\x03\x04" + b"\0" * 26 + b"PK\x05\x06" + b"\0" * 18,
    "picture and page": b"GIF89a" + b"\x01\0\x01\0" + b"/*<script>*/=1;</script>",
    "picture and link": png(100, 100) + f"\n{_link()}\n".encode(),
    "JPEG without end": b"\xff\xd8\xff" + b"\xff\xe0\x00\x02" * 50_000,
    "JPEG that goes in circles": b"\xff\xd8\xff" + b"\xff\xe0\x00\x00" * 50_000,
    "WebP that lies": b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 30,
    "BMP of negative size": b"BM" + b"\0" * 16 + b"\0\0\0\x80\0\0\0\x80" + b"\0" * 30,
}


class Chance:
    """Makes random links, transfers and pictures from a seed, so that a run can be reproduced."""

    _PIECES = (
        *("", "%", "%00", "%ff", "%2B", "+", "&", "=", "?", "#", ":", "%3A", "/", "\ud800", RTL),
        *("٣", "０", "1e308", "-1", "0", "NaN", "null", "\n", "\x00", " ", "A" * 600, "é", "👩‍👧"),
    )
    _SCHEMES = (
        "otpauth",
        "OTPAUTH",
        "apple-otpauth",
        "steam",
        "motp",
        "phonefactor",
        "javascript",
        "",
    )
    _TYPES = ("totp", "hotp", "steam", "yaotp", "daypassword", "TOTP", "motp", "x", "")
    _NAMES = (
        *("secret", "issuer", "algorithm", "algo", "digits", "period", "counter", "encoder"),
        *("pin", "pin_length", "image", "amp;secret", "SECRET", "steam", "data", "__proto__"),
    )
    _VALUES = (
        *(SECRET, "GEZDGNBVGY3TQOJQ", "", "0", "6", "30", "86400", "86401", "SHA1", "SHA-256"),
        *("MD5", "steam", "default", "1234", "9" * 400, "a" * 600, "%41" * 300),
    )

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  chance, not secrecy

    def link(self) -> str:
        """Returns a text similar to an account's link."""
        choose = self.random.choice
        pieces = (choose((*self._PIECES, "ACME", "me")) for _ in range(self.random.randrange(6)))
        parameters = [self._parameter() for _ in range(choose((0, 1, 2, 4, 300)))]
        if self.random.random() < 0.8:
            parameters.append(f"secret={SECRET}")
        scheme = choose(("otpauth", choose(self._SCHEMES)))
        kind = choose(("totp", choose(self._TYPES)))
        text = f"{scheme}://{kind}/{''.join(pieces)}?{'&'.join(parameters)}"
        for _ in range(choose((0, 0, 1, 3))):
            at = self.random.randrange(len(text) + 1)
            text = text[:at] + choose(self._PIECES) + text[at + self.random.randrange(3) :]
        return text

    def _parameter(self) -> str:
        choose = self.random.choice
        value = choose(self._VALUES)
        if self.random.random() < 0.3:
            value += choose(self._PIECES)
        return choose((f"{choose(self._NAMES)}={value}", choose(self._NAMES), choose(self._PIECES)))

    def transfer(self) -> str:
        """Returns a text similar to a transfer code."""
        data = bytearray(PAYLOAD)
        for _ in range(self.random.choice((0, 1, 1, 2, 8))):
            at = self.random.randrange(len(data) + 1)
            piece = self.random.choice(
                (b"", b"\xff", b"\x80" * 10, varint(2**63), bytes(3), ACCOUNT)
            )
            data[at : at + self.random.randrange(4)] = piece
        text = transfer(bytes(data))
        if self.random.random() < 0.2:
            at = self.random.randrange(len(text) + 1)
            text = text[:at] + self.random.choice(self._PIECES) + text[at:]
        return text

    def picture(self) -> bytes:
        """Returns bytes similar to the beginning of a picture."""
        data = bytearray(self.random.choice(list(PICTURES.values()))[:400])
        for _ in range(self.random.choice((1, 2, 8))):
            if data:
                data[self.random.randrange(len(data))] = self.random.randrange(256)
        return bytes(data[: self.random.randrange(len(data) + 1)])
