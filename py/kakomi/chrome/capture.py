"""The Capture and CaptureHost ports, by ``extension/host/capture.js``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kakomi.chrome.picture import BrowserPicture
from kakomi.chrome.storage import write_session_by
from kakomi.ports import PageFrame

if TYPE_CHECKING:
    from kakomi.ports import Capture, Picture


class BrowserCapture:
    """The Capture port (kakomi.ports). The picture is decoded when it is first read."""

    def __init__(self, taken: Any) -> None:
        self.taken = taken
        self.tab_id: int = taken.tab_id
        self.window_id: int = taken.window_id
        self.origin: str = taken.origin

    async def picture(self) -> Picture:
        """Returns the picture. Its pixels stay in JavaScript."""
        return BrowserPicture(await self.taken.picture())

    async def frames(self) -> list[PageFrame] | None:
        """Returns the page's frames of other origins. None if the page did not answer."""
        frames = json.loads(await self.taken.frames())
        if frames is None:
            return None
        return [
            PageFrame(
                box=(frame["x"], frame["y"], frame["width"], frame["height"]),
                origin=frame["origin"],
                hits=tuple(hit == "1" for hit in frame["hits"]),
            )
            for frame in frames
        ]

    async def thumbnail(self) -> str:
        """Returns a small copy as a data URL."""
        return str(await self.taken.thumbnail())


class BrowserCaptureHost:
    """The CaptureHost port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._host = host
        self._capture = host.capture

    async def save(self, capture: Capture, note: str) -> None:
        """Store the capture while the user draws a box. Raises SessionFull."""
        if not isinstance(capture, BrowserCapture):
            raise TypeError("the capture is not the browser's")
        await write_session_by(self._capture.save, "capture", capture.taken, note)

    async def load(self) -> Capture | None:
        """Returns the stored capture."""
        taken = await self._capture.load()
        return BrowserCapture(taken) if taken else None

    async def discard(self) -> None:
        """Remove the stored capture."""
        await self._capture.discard()

    async def clear(self) -> None:
        """Remove the stored capture and the overlay over its page."""
        await self._capture.clear()

    async def show_overlay(self, tab_id: int, note: str) -> bool:
        """Show the overlay over the page; returns whether the page allows it and answers."""
        return bool(await self._capture.showOverlay(tab_id, note))

    async def hide_overlay(self, tab_id: int) -> None:
        """Remove the overlay from the page."""
        await self._capture.removeOverlay(tab_id)

    async def open_capture_page(self, window_id: int) -> None:
        """Show the stored capture on the capture page."""
        await self._capture.openCapturePage(window_id)

    async def leave_capture_page(self, page_tab_id: int, tab_id: int) -> None:
        """Close the capture page and activate the tab that it shows."""
        await self._capture.leaveCapturePage(page_tab_id, tab_id)

    async def open_popup(self, window_id: int | None) -> None:
        """Open the popup."""
        await self._capture.openPopup(window_id)
