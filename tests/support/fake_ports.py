"""Ports in memory, for tests without a browser: the vault's ports, a capture host that records its
calls, pages with code fields, and pictures.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kakomi.cpython.pictures import NativePictures
from kakomi.environment import Environment
from kakomi.errors import (
    BackupFolderReadOnly,
    BackupNotWritten,
    KakomiError,
    ScanPictureUnreadable,
    SyncFolderError,
    SyncFolderGone,
)
from kakomi.ports import ContextMenuTarget, FolderState, PageUnresponsive
from kakomi.vault.replicas import PRIMARY_KEYS

from support.fake_sync_store import MemorySyncStore
from support.fake_vault_ports import NOW_MS, FakeVaultPorts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from kakomi.bridge import Bridge
    from kakomi.errors import BackupFolderError
    from kakomi.page_fields import AmbiguousFields, FieldSurvey, FieldTarget, FillOutcome
    from kakomi.ports import Capture, PageFrame, Picture

NOW_UNIX = NOW_MS // 1000


@dataclass(slots=True)
class TakenCapture:
    """A capture with the given picture, or whose ``picture`` raises the given error."""

    shown: Picture | KakomiError
    tab_id: int = 7
    window_id: int = 1
    origin: str = "https://console.example"
    page_frames: Sequence[PageFrame] | None = ()

    async def picture(self) -> Picture:
        if isinstance(self.shown, KakomiError):
            raise self.shown
        return self.shown

    async def frames(self) -> Sequence[PageFrame] | None:
        return self.page_frames

    async def thumbnail(self) -> str:
        return "data:image/webp;base64,"


@dataclass(slots=True)
class RecordingCaptureHost:
    """Records its calls in ``calls``. ``covers``: whether pages allow the overlay."""

    covers: bool = True
    kept: Capture | None = None
    calls: list[tuple[object, ...]] = field(default_factory=list)

    async def save(self, capture: Capture, note: str) -> None:
        self.kept = capture
        self.calls.append(("save", note))

    async def load(self) -> Capture | None:
        return self.kept

    async def discard(self) -> None:
        self.kept = None

    async def clear(self) -> None:
        self.kept = None
        self.calls.append(("clear",))

    async def show_overlay(self, tab_id: int, note: str) -> bool:
        self.calls.append(("show_overlay", tab_id, note))
        return self.covers

    async def hide_overlay(self, tab_id: int) -> None:
        self.calls.append(("hide_overlay", tab_id))

    async def open_capture_page(self, window_id: int) -> None:
        self.calls.append(("open_capture_page", window_id))

    async def leave_capture_page(self, page_tab_id: int, tab_id: int) -> None:
        self.calls.append(("leave_capture_page", page_tab_id, tab_id))

    async def open_popup(self, window_id: int | None) -> None:
        self.calls.append(("open_popup", window_id))


@dataclass(slots=True)
class FakePage:
    """A page with fixed answers. ``calls`` records the calls. An unresponsive page answers none."""

    outside: int = 0
    tiny: int = 0
    pictures: list[bytes] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pointed: ContextMenuTarget = ContextMenuTarget(box=None, picture=b"")  # noqa: RUF009  frozen
    later: Capture | None = None
    unresponsive: bool = False
    calls: list[tuple[object, ...]] = field(default_factory=list)

    def _ask(self, *question: object) -> None:
        self.calls.append(question)
        if self.unresponsive:
            raise PageUnresponsive

    async def measure(self, tab_id: int) -> tuple[int, int]:
        self._ask("measure", tab_id)
        return self.outside, self.tiny

    async def scroll(self, tab_id: int) -> bool:
        self._ask("scroll", tab_id)
        return self.outside > 0

    async def enlarge(self, tab_id: int) -> bool:
        self._ask("enlarge", tab_id)
        return self.tiny > 0

    async def restore(self, tab_id: int) -> None:
        self.calls.append(("restore", tab_id))

    async def restore_all(self) -> None:
        self.calls.append(("restore_all",))

    async def capture(self, tab_id: int) -> Capture | None:
        self.calls.append(("capture", tab_id))
        return self.later

    async def read_sources(
        self, tab_id: int, box: tuple[float, float, float, float] | None
    ) -> Sequence[bytes]:
        self._ask("read_sources", tab_id, box)
        return self.pictures

    async def read_links(self, tab_id: int) -> Sequence[str]:
        self._ask("read_links", tab_id)
        return self.links

    async def read_source(self, tab_id: int, frame_id: int, address: str) -> ContextMenuTarget:
        self._ask("read_source", tab_id, frame_id, address)
        return self.pointed


@dataclass(slots=True)
class FakeCodeFields:
    """The fields of a page. ``surveys`` are returned one after another; the last one is
    repeated. An error in it is raised. ``filled`` records the codes that were written.
    """

    surveys: list[FieldSurvey | KakomiError] = field(default_factory=list)
    outcome: FillOutcome = "filled"
    focused: int | None = None  # the index of the target that the user focuses in ``choose_one``
    asked: list[tuple[int, str, AmbiguousFields, int]] = field(default_factory=list)
    filled: list[tuple[int, str, FieldTarget, str, bool, bool]] = field(default_factory=list)

    async def survey(self, tab_id: int) -> FieldSurvey:  # noqa: ARG002
        survey = self.surveys.pop(0) if len(self.surveys) > 1 else self.surveys[0]
        if isinstance(survey, KakomiError):
            raise survey
        return survey

    async def wait_for_change(self, tab_id: int, document_id: str, limit_ms: int) -> int:  # noqa: ARG002
        return limit_ms // 2

    async def choose_one(
        self, tab_id: int, document_id: str, targets: AmbiguousFields, limit_ms: int
    ) -> FieldTarget | None:
        self.asked.append((tab_id, document_id, targets, limit_ms))
        return None if self.focused is None else targets.targets[self.focused]

    async def fill(
        self,
        tab_id: int,
        document_id: str,
        target: FieldTarget,
        code: str,
        *,
        append: bool,
        submit: bool,
    ) -> FillOutcome:
        self.filled.append((tab_id, document_id, target, code, append, submit))
        return self.outcome


@dataclass(slots=True)
class FakePictures:
    """Pictures by their files' bytes."""

    by_data: dict[bytes, Picture] = field(default_factory=dict)

    async def unpack(self, data: bytes, media_type: str) -> Picture:
        assert media_type.startswith("image/")
        if data not in self.by_data:
            raise ScanPictureUnreadable("file")
        return self.by_data[data]

    async def square(self, data: bytes, media_type: str, side: int, most_bytes: int) -> bytes:
        return await NativePictures().square(data, media_type, side, most_bytes)


@dataclass(slots=True)
class Folder:
    """The download folder: files by their names. ``closed``: writing fails."""

    files: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    folder: str = ""

    async def save(self, name: str, text: str, keep_latest: int, folder: str = "") -> None:
        self.folder = folder
        if self.closed:
            raise BackupNotWritten("downloads")
        self.files[name] = text
        for old in sorted(self.files)[:-keep_latest]:
            del self.files[old]


@dataclass(slots=True)
class ChosenFolder:
    """A folder of the user's own: files by their names. It is chosen if ``name`` is not empty.
    ``error``: what writing raises; ``is_held``: whether deleting fails.
    """

    name: str = ""
    may_write: bool = True
    files: dict[str, str] = field(default_factory=dict)
    error: BackupFolderError | SyncFolderError | None = None
    is_held: bool = False

    async def state(self) -> FolderState | None:
        return FolderState(name=self.name, may_write=self.may_write) if self.name else None

    async def names(self) -> Sequence[str]:
        if isinstance(self.error, SyncFolderError):
            raise self.error
        return list(self.files)

    async def read(self, name: str, max_bytes: int) -> str:
        assert self.may_write
        if self.error is not None:
            raise self.error
        if name not in self.files:
            raise SyncFolderGone("folder")
        text = self.files[name]
        return text if len(text) <= max_bytes else ""

    async def write(self, name: str, text: str) -> None:
        assert self.may_write
        if self.error is not None:
            raise self.error
        self.files[name] = text

    async def remove(self, name: str) -> None:
        if self.is_held:
            raise BackupFolderReadOnly("folder")
        del self.files[name]

    async def forget(self) -> None:
        self.name = ""


@dataclass(slots=True)
class ManagedArea:
    """What the organization has set; ``values`` is None if the area can't be read."""

    values: dict[str, Any] | None = field(default_factory=dict)

    async def read(self) -> object:
        return self.values


class FakePorts(FakeVaultPorts):
    """All ports of an environment. Each fake is an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.capture_host = RecordingCaptureHost()
        self.page = FakePage()
        self.code_fields = FakeCodeFields()
        self.pictures = FakePictures()
        self.downloads = Folder()
        self.backup_folder = ChosenFolder()
        self.managed = ManagedArea()
        self.sync_store = MemorySyncStore(self.faults)
        self.sync_folder = ChosenFolder()

    def environment(self) -> Environment:
        return Environment(
            primary=self.primary,
            mirror=self.mirror,
            sentinel=self.sentinel,
            session=self.session,
            clock=self.clock,
            alarm=self.alarm,
            entropy=self.entropy,
            crypto=self.crypto,
            capture_host=self.capture_host,
            page=self.page,
            code_fields=self.code_fields,
            pictures=self.pictures,
            downloads=self.downloads,
            backup_folder=self.backup_folder,
            managed=self.managed,
            sync_store=self.sync_store,
            sync_folder=self.sync_folder,
        )

    @property
    def generation(self) -> int:
        """Returns the generation of the newest vault on disk; 0 if there is none."""
        texts = [t for key, t in self.primary.texts.items() if key in PRIMARY_KEYS]
        return max((int(json.loads(text)["generation"]) for text in texts), default=0)


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
    """Returns the whole reply to one request."""
    request = {"command": command, "args": args or {}, "caller": caller, "tab_id": tab_id}
    reply: dict[str, Any] = json.loads(asyncio.run(bridge.act(json.dumps(request), capture)))
    return reply


def ask(bridge: Bridge, command: str, args: Mapping[str, object] | None = None, **how: Any) -> Any:
    """Returns the value of the reply. An error fails the test."""
    reply = say(bridge, command, args, **how)
    assert "ok" in reply, reply
    return reply["ok"]


def recovery_key(bridge: Bridge) -> str:
    """Makes a new recovery key and confirms it. Returns its text."""
    made = ask(bridge, "vault.make_recovery_key")
    key: str = made["recovery_key"]
    ask(bridge, "vault.confirm_recovery_key", {"typed": key.split("-")[made["group"]]})
    return key
