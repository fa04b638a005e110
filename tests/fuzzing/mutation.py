"""Ways to spoil a file: some blind, some that know JSON."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBERS = (0, -1, 1, 2**31 - 1, 2**31, 2**63, 2**64, 10**30, -(10**12))
_TEXTS = (
    "",
    "\x00",
    "otpauth://",
    "🂡" * 300,
    "\ud800",
    "=" * 50,
    "AAAA",
    "-1",
    "1e999",
    "null",
    "../x",
)
_PIECES = (
    b"\x00",
    b"\xff" * 8,
    b"[" * 100,
    b'{"a":' * 100,
    b"<a>" * 100,
    b"&lt;",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"otpauth://totp/a?secret=",
    b"99999999999999999999",
    b"NaN",
    b'"',
    b"\\u0000",
    b"\n",
    b",",
)


class Mutator:
    """Draws mutations from a seed, so that a run can be reproduced."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  chance, not secrecy

    def __call__(self, data: bytes) -> bytes:
        """Returns a mutated copy with one change, or sometimes a few."""
        for _ in range(self.random.choice((1, 1, 1, 2, 5))):
            data = self.random.choice(self._mutations(data))(data)
        return data

    def _mutations(self, data: bytes) -> list[Callable[[bytes], bytes]]:
        mutations: list[Callable[[bytes], bytes]] = [
            self.flip,
            self.flip,
            self.put,
            self.cut,
            self.drop,
            self.repeat,
            self.swap,
        ]
        if data.lstrip()[:1] in (b"{", b"["):
            mutations += [self.in_json] * 6
        return mutations

    def _position(self, data: bytes) -> int:
        return self.random.randrange(len(data) + 1)

    def flip(self, data: bytes) -> bytes:
        """Returns a copy with some bits or a byte changed."""
        spoiled = bytearray(data)
        for _ in range(self.random.choice((1, 1, 2, 8))):
            if spoiled:
                at = self.random.randrange(len(spoiled))
                spoiled[at] = self.random.choice(
                    (spoiled[at] ^ 1 << self.random.randrange(8), 0, 255)
                )
        return bytes(spoiled)

    def put(self, data: bytes) -> bytes:
        """Returns a copy with a piece inserted that has a meaning in some format."""
        at = self._position(data)
        return data[:at] + self.random.choice(_PIECES) + data[at:]

    def cut(self, data: bytes) -> bytes:
        """Returns a copy without its end."""
        return data[: self._position(data)]

    def drop(self, data: bytes) -> bytes:
        """Returns a copy without a piece."""
        at, end = sorted((self._position(data), self._position(data)))
        end = min(end, at + self.random.choice((1, 4, 16, 10_000)))
        return data[:at] + data[end:]

    def repeat(self, data: bytes) -> bytes:
        """Returns a copy with a piece repeated."""
        at, end = sorted((self._position(data), self._position(data)))
        end = min(end, at + 200)
        return data[:end] + data[at:end] * self.random.choice((1, 3, 50)) + data[end:]

    def swap(self, data: bytes) -> bytes:
        """Returns a copy with two pieces exchanged."""
        a, b, c = sorted(self._position(data) for _ in range(3))
        return data[:a] + data[b:c] + data[a:b] + data[c:]

    def in_json(self, data: bytes) -> bytes:
        """Returns JSON with one value of another type or out of bounds, or without one member."""
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return self.flip(data)
        places: list[tuple[Any, Any]] = []
        left = [value]
        while left:
            holder = left.pop()
            pairs = holder.items() if isinstance(holder, dict) else enumerate(holder)
            for key, item in pairs:
                places.append((holder, key))
                if isinstance(item, dict | list):
                    left.append(item)
        if places:
            holder, key = self.random.choice(places)
            if isinstance(holder, dict) and self.random.random() < 0.2:
                del holder[key]
            else:
                holder[key] = self._other(holder[key])
        return json.dumps(value).encode()

    def _other(self, value: object) -> object:
        if isinstance(value, str) and value and self.random.random() < 0.4:
            at = self.random.randrange(len(value))
            return (
                value[:at]
                + self.random.choice(("", "!", "0", "\x00", "é", value))
                + value[at + 1 :]
            )
        choices: list[object] = [None, True, [], {}, [[]], {"a": 1}, 0.5, [value], {"value": value}]
        choices += [self.random.choice(_NUMBERS), self.random.choice(_TEXTS)]
        return self.random.choice(choices)
