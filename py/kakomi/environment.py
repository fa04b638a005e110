"""The ports that Kakomi needs from its host, in one object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.ports import (
        CaptureHost,
        ChosenFolder,
        CodeFields,
        Crypto,
        Downloads,
        Entropy,
        ManagedStore,
        PageInspector,
        Pictures,
        SessionStore,
        SyncStore,
    )
    from kakomi.vault.ports import Alarm, MirrorStore, PrimaryStore, Sentinel, Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The ports of the vault (``kakomi.vault.ports``) and of scans and fills (``kakomi.ports``)."""

    primary: PrimaryStore
    mirror: MirrorStore
    sentinel: Sentinel
    session: SessionStore
    clock: Timer
    alarm: Alarm
    entropy: Entropy
    crypto: Crypto
    capture_host: CaptureHost
    page: PageInspector
    code_fields: CodeFields
    pictures: Pictures
    downloads: Downloads
    backup_folder: ChosenFolder
    managed: ManagedStore
    sync_store: SyncStore
    sync_folder: ChosenFolder

    def now_unix(self) -> int:
        """Returns whole seconds since 1970, UTC."""
        return self.clock.now_unix_ms() // 1000
