"""What the worker calls: open the door once, then act for each request.

Everything of kakomi is imported from here, so that the memory snapshot made at build time holds
it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kakomi.bridge import Bridge
from kakomi.chrome.clock import BrowserClock, BrowserEntropy
from kakomi.chrome.crypto import BrowserCrypto
from kakomi.chrome.downloads import BrowserDownloads
from kakomi.chrome.picture import BrowserPictures
from kakomi.chrome.places import BrowserAlarm, BrowserSentinel, FileStore
from kakomi.chrome.screen import BrowserCapture, BrowserScreen
from kakomi.chrome.storage import LocalStore, SessionBoard
from kakomi.chrome.surroundings import BrowserSurroundings
from kakomi.outside import Outside

if TYPE_CHECKING:
    from kakomi.ports import Capture

_bridge: Bridge | None = None
_way = ""


def open_door(hands: Any, way: str) -> None:
    """Take the browser's hands (``extension/hands/index.js``); ``way`` is how Python came up:
    ``snapshot`` or ``plain``.
    """
    global _bridge, _way
    _way = way
    _bridge = Bridge(
        Outside(
            store=LocalStore(hands),
            second=FileStore(hands),
            sentinel=BrowserSentinel(hands),
            board=SessionBoard(hands),
            clock=BrowserClock(),
            alarm=BrowserAlarm(hands),
            entropy=BrowserEntropy(),
            crypto=BrowserCrypto(hands),
            screen=BrowserScreen(hands),
            surroundings=BrowserSurroundings(hands),
            pictures=BrowserPictures(hands),
            downloads=BrowserDownloads(hands),
        )
    )


async def act(request_json: str, handles: Any) -> str:
    """The reply to one request, as JSON text. ``handles.picture`` is a promise of a capture, or
    null.
    """
    if _bridge is None:
        raise RuntimeError("the door was not opened")

    async def capture() -> Capture | None:
        taken = await handles.picture if handles.picture else None
        return BrowserCapture(taken) if taken else None

    return await _bridge.act(request_json, capture)
