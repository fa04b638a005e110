"""The PageInspector port, by ``extension/host/page.js``."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException

from kakomi.chrome.capture import BrowserCapture
from kakomi.ports import ContextMenuTarget, PageUnresponsive

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from kakomi.ports import Capture

_UNRESPONSIVE = "page.unresponsive"  # thrown by extension/host/time_limit.js


async def _answer(promise: Awaitable[Any]) -> Any:
    """Returns the page's answer. Raises PageUnresponsive if it did not come within the limit."""
    try:
        return await promise
    except JsException as error:
        if _UNRESPONSIVE not in str(error):
            raise
    raise PageUnresponsive


class BrowserPageInspector:
    """The PageInspector port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._host = host.page
        self._capture = host.capture

    async def measure(self, tab_id: int) -> tuple[int, int]:
        """Returns the number of candidates outside the viewport, and of those that are too
        small.
        """
        counts = json.loads(await _answer(self._host.measure(tab_id)))
        return counts["outside"], counts["tiny"]

    async def scroll(self, tab_id: int) -> bool:
        """Scroll to a candidate outside the viewport. Returns whether there was one."""
        return bool(await _answer(self._host.scroll(tab_id)))

    async def enlarge(self, tab_id: int) -> bool:
        """Zoom the tab so that the smallest candidate can be decoded. Returns whether there was
        one.
        """
        return bool(await _answer(self._host.enlarge(tab_id)))

    async def restore(self, tab_id: int) -> None:
        """Undo ``enlarge``."""
        await self._host.restore(tab_id)

    async def restore_all(self) -> None:
        """Restores every zoomed tab."""
        await self._host.restoreAll()

    async def capture(self, tab_id: int) -> Capture | None:
        """Returns a picture of the tab as it is now, or None if the browser refuses."""
        capture = await self._capture.captureNow(tab_id)
        return BrowserCapture(capture) if capture else None

    async def read_sources(
        self, tab_id: int, box: tuple[float, float, float, float] | None
    ) -> list[bytes]:
        """Returns the page's own pictures as PNG files."""
        under = box and dict(zip(("x", "y", "width", "height"), box, strict=True))
        pictures = json.loads(await _answer(self._host.readSources(tab_id, json.dumps(under))))
        return [b64decode(picture) for picture in pictures]

    async def read_links(self, tab_id: int) -> list[str]:
        """Returns the account links in the page."""
        links: list[str] = json.loads(await _answer(self._host.readLinks(tab_id)))
        return links

    async def read_source(self, tab_id: int, frame_id: int, address: str) -> ContextMenuTarget:
        """Returns the picture of that address."""
        found = json.loads(await _answer(self._host.readSource(tab_id, frame_id, address)))
        box = found["box"]
        return ContextMenuTarget(
            box=box and (box["x"], box["y"], box["width"], box["height"]),
            picture=b64decode(found["picture"]),
        )
