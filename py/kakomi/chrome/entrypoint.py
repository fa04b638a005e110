"""The functions that the service worker calls: ``start`` once, then ``act`` for each request.

This module imports all modules of kakomi except the late ones (``kakomi.commands``), so that the
memory snapshot made at build time contains them.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, is_typeddict

from kakomi import public_suffix_list, service_icon
from kakomi.bridge import Bridge
from kakomi.chrome.capture import BrowserCapture, BrowserCaptureHost
from kakomi.chrome.chosen_folder import BACKUP_ERRORS, SYNC_ERRORS, BrowserFolder
from kakomi.chrome.clock import BrowserClock, BrowserEntropy
from kakomi.chrome.code_fields import BrowserCodeFields
from kakomi.chrome.crypto import BrowserCrypto
from kakomi.chrome.downloads import BrowserDownloads
from kakomi.chrome.opfs import BrowserAlarm, BrowserMirrorStore, BrowserSentinel
from kakomi.chrome.page_inspector import BrowserPageInspector
from kakomi.chrome.picture import BrowserPictures
from kakomi.chrome.storage import BrowserLocalStore, BrowserManagedStore, BrowserSessionStore
from kakomi.chrome.sync_store import BrowserSyncStore
from kakomi.commands.command import COMMANDS
from kakomi.environment import Environment
from kakomi.messages.validation import hints_of

if TYPE_CHECKING:
    from kakomi.ports import Capture

_bridge: Bridge | None = None


def prepare() -> None:
    """Makes the tables that the first requests look into. The build calls it before it takes the
    snapshot, so that no start of the worker has to make them.
    """
    service_icon.tables()
    public_suffix_list.text_of_rules()
    codecs.lookup("utf-16-le")  # of kakomi.uri_parts; looking it up imports a module
    for command in COMMANDS.values():
        if is_typeddict(command.request):
            hints_of(command.request)


def start(host: Any) -> None:
    """Makes the bridge with the ports that ``host`` (``extension/host/index.js``) implements."""
    global _bridge
    _bridge = Bridge(
        Environment(
            primary=BrowserLocalStore(host),
            mirror=BrowserMirrorStore(host),
            sentinel=BrowserSentinel(host),
            session=BrowserSessionStore(host),
            clock=BrowserClock(host),
            alarm=BrowserAlarm(host),
            entropy=BrowserEntropy(),
            crypto=BrowserCrypto(host),
            capture_host=BrowserCaptureHost(host),
            page=BrowserPageInspector(host),
            code_fields=BrowserCodeFields(host),
            pictures=BrowserPictures(host),
            downloads=BrowserDownloads(host),
            backup_folder=BrowserFolder(host.backupFolder, BACKUP_ERRORS),
            managed=BrowserManagedStore(host),
            sync_store=BrowserSyncStore(host),
            sync_folder=BrowserFolder(host.syncFolder, SYNC_ERRORS),
        )
    )


async def act(request_json: str, handles: Any) -> str:
    """Returns the reply to one request, as JSON text. ``handles.picture`` is a promise of a
    capture, or null.
    """
    if _bridge is None:
        raise RuntimeError("start was not called")

    async def capture() -> Capture | None:
        taken = await handles.picture if handles.picture else None
        return BrowserCapture(taken) if taken else None

    return await _bridge.act(request_json, capture)
