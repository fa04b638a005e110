"""The page round what was captured, by the hands in ``host/page.js``."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from kakomi.chrome.capture import BrowserCapture
from kakomi.ports import ContextMenuTarget

if TYPE_CHECKING:
    from kakomi.ports import Capture


class BrowserPageInspector:
    """The Surroundings port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._host = host.page
        self._capture = host.capture

    async def look_round(self, tab_id: int) -> tuple[int, int]:
        """How many likely codes are out of sight, and how many are too small."""
        counts = json.loads(await self._host.lookRound(tab_id))
        return counts["outside"], counts["tiny"]

    async def scroll(self, tab_id: int) -> bool:
        """Bring one into sight."""
        return bool(await self._host.scroll(tab_id))

    async def enlarge(self, tab_id: int) -> bool:
        """Zoom the tab so that the smallest reads."""
        return bool(await self._host.enlarge(tab_id))

    async def put_back(self, tab_id: int) -> None:
        """As it was before."""
        await self._host.putBack(tab_id)

    async def capture(self, tab_id: int) -> Capture | None:
        """A picture of it now."""
        taken = await self._capture.capturedNow(tab_id)
        return BrowserCapture(taken) if taken else None

    async def sources(
        self, tab_id: int, box: tuple[float, float, float, float] | None
    ) -> list[bytes]:
        """The pictures themselves, as PNGs."""
        under = box and dict(zip(("x", "y", "width", "height"), box, strict=True))
        read = json.loads(await self._host.sources(tab_id, json.dumps(under)))
        return [b64decode(picture) for picture in read]

    async def source_of(self, tab_id: int, frame_id: int, address: str) -> ContextMenuTarget:
        """The picture of that address."""
        found = json.loads(await self._host.sourceOf(tab_id, frame_id, address))
        box = found["box"]
        return ContextMenuTarget(
            box=box and (box["x"], box["y"], box["width"], box["height"]),
            picture=b64decode(found["picture"]),
        )
