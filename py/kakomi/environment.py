"""All that the outside must offer, in one: what a command is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.ports import (
        CaptureHost,
        CodeFields,
        Crypto,
        Downloads,
        Entropy,
        PageInspector,
        Pictures,
        SessionStore,
    )
    from kakomi.vault.ports import Alarm, MirrorStore, PrimaryStore, Sentinel, Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The vault's premises, and what a scan needs."""

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

    def now_unix(self) -> int:
        """Whole seconds since 1970, UTC."""
        return self.clock.now_unix_ms() // 1000
