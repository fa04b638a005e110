"""The outside in memory, for what needs no browser: a disk that can fail, a board, a clock that is
set, and a screen that writes down what it was told.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import KakomiError, ScanPictureUnreadable
from kakomi.ports import Outside

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from kakomi.bridge import Bridge
    from kakomi.ports import Capture, Picture

NOW_UNIX = 1_800_000_000


@dataclass(slots=True)
class MemoryStore:
    """Texts by their keys; each write raises ``refusing``, or is lost in silence if ``losing``."""

    texts: dict[str, str] = field(default_factory=dict)
    refusing: KakomiError | None = None
    losing: bool = False
    writes: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, key: str) -> str | None:
        await asyncio.sleep(0)
        return self.texts.get(key)

    async def write(self, key: str, text: str) -> None:
        await asyncio.sleep(0)
        if self.refusing is not None:
            raise self.refusing
        self.writes += 1
        if not self.losing:
            self.texts[key] = text

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        assert name
        async with self.lock:
            yield


@dataclass(slots=True)
class MemoryBoard:
    """Values by their keys; they pass through JSON as the browser's do."""

    values: dict[str, Any] = field(default_factory=dict)

    async def read(self, key: str) -> object:
        return self.values.get(key)

    async def post(self, values: Mapping[str, object]) -> None:
        self.values.update(json.loads(json.dumps(values)))

    async def clear(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.values.pop(key, None)


@dataclass(slots=True)
class SetClock:
    """Stands still until it is set."""

    unix: float = NOW_UNIX

    def now_unix_ms(self) -> int:
        return int(self.unix * 1000)


@dataclass(slots=True)
class CountingEntropy:
    """Never the same twice, always the same run."""

    count: int = 0

    def token(self) -> str:
        self.count += 1
        return f"token-{self.count}"

    def octets(self, count: int) -> bytes:
        self.count += 1
        return bytes((self.count + i) % 256 for i in range(count))


@dataclass(slots=True)
class TakenCapture:
    """A capture of a tab that shows a given picture, or can't be unpacked."""

    shown: Picture | KakomiError
    tab_id: int = 7
    window_id: int = 1
    origin: str = "https://console.example"

    async def picture(self) -> Picture:
        if isinstance(self.shown, KakomiError):
            raise self.shown
        return self.shown


@dataclass(slots=True)
class WitnessScreen:
    """Does as told and writes it down; ``covers``: whether pages take the box."""

    covers: bool = True
    kept: Capture | None = None
    told: list[tuple[object, ...]] = field(default_factory=list)

    async def hold(self, capture: Capture, note: str) -> None:
        self.kept = capture
        self.told.append(("hold", note))

    async def held(self) -> Capture | None:
        return self.kept

    async def let_go(self) -> None:
        self.kept = None

    async def cover(self, tab_id: int, note: str) -> bool:
        self.told.append(("cover", tab_id, note))
        return self.covers

    async def open_capture_page(self, window_id: int) -> None:
        self.told.append(("open_capture_page", window_id))

    async def leave_capture_page(self, page_tab_id: int, tab_id: int) -> None:
        self.told.append(("leave_capture_page", page_tab_id, tab_id))

    async def open_popup(self, window_id: int | None) -> None:
        self.told.append(("open_popup", window_id))


@dataclass(slots=True)
class Gallery:
    """Pictures by their files' bytes."""

    hung: dict[bytes, Picture] = field(default_factory=dict)

    async def unpack(self, data: bytes, media_type: str) -> Picture:
        assert media_type.startswith("image/")
        if data not in self.hung:
            raise ScanPictureUnreadable("file")
        return self.hung[data]


@dataclass(slots=True)
class Room:
    """All of it, each part at hand."""

    store: MemoryStore = field(default_factory=MemoryStore)
    board: MemoryBoard = field(default_factory=MemoryBoard)
    clock: SetClock = field(default_factory=SetClock)
    entropy: CountingEntropy = field(default_factory=CountingEntropy)
    screen: WitnessScreen = field(default_factory=WitnessScreen)
    pictures: Gallery = field(default_factory=Gallery)

    def outside(self) -> Outside:
        return Outside(
            store=self.store,
            board=self.board,
            clock=self.clock,
            entropy=self.entropy,
            crypto=CPythonCrypto(),
            screen=self.screen,
            pictures=self.pictures,
        )


async def _nothing() -> Capture | None:
    return None


def say(
    bridge: Bridge,
    command: str,
    args: Mapping[str, object] | None = None,
    *,
    caller: str = "page",
    tab_id: int | None = None,
    capture: Callable[[], Awaitable[Capture | None]] = _nothing,
) -> dict[str, Any]:
    """The whole reply to one request."""
    request = {"command": command, "args": args or {}, "caller": caller, "tab_id": tab_id}
    reply: dict[str, Any] = json.loads(asyncio.run(bridge.act(json.dumps(request), capture)))
    return reply


def ask(bridge: Bridge, command: str, args: Mapping[str, object] | None = None, **how: Any) -> Any:
    """The value; an error fails the test."""
    reply = say(bridge, command, args, **how)
    assert "ok" in reply, reply
    return reply["ok"]
