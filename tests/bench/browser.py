"""One Chromium with all measured extensions, and what the benchmarks do in it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from e2e.browser import AWAKE, QUIET, Setting, chromium

from bench.cdp_pipe import PATIENCE_S, CdpError, CdpPipe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.subjects import Subject

# After this time nothing of the last click is still running; the measurement ends before it.
SETTLE_S = 0.3
LOOK_EVERY_S = 0.05


class BenchBrowser:
    """A browser with a profile of its own. ``tab`` is its only tab."""

    def __init__(
        self, subjects: Sequence[Subject], work_folder: Path, setting: Setting | None = None
    ) -> None:
        profile = work_folder / "profile"
        profile.mkdir()
        self._profile = str(profile)
        folders = ",".join(str(c.folder) for c in subjects)
        setting = setting or Setting()
        self.wire = CdpPipe(
            [
                chromium(),
                *("--headless=new", "--no-sandbox", "--remote-debugging-pipe"),
                *("--enable-unsafe-extension-debugging", f"--load-extension={folders}"),
                *(f"--disable-extensions-except={folders}", *QUIET, *AWAKE),
                *setting.arguments(),
                *(f"--user-data-dir={profile}", "about:blank"),
            ],
            setting.environment(),
            work_folder / "chromium.log",
        )
        self.wire.send("Target.setDiscoverTargets", discover=True)
        self.tab = self.wire.wait_for("Target.targetCreated", _is_page)["targetInfo"]["targetId"]
        self._tab_session = self.attached(self.tab)
        self._workers: dict[str, dict[str, Any]] = {}  # by version id
        self.wire.on["ServiceWorker.workerVersionUpdated"] = self._note_workers
        self.wire.send("ServiceWorker.enable", self._tab_session)
        self._tab_target = self._tab()

    def close(self) -> None:
        """Ends the browser."""
        self.wire.close()

    # Targets

    def targets(self, *kinds: str) -> list[dict[str, Any]]:
        """Returns the pages, workers and tabs that DevTools lists."""
        wanted = [{"type": kind} for kind in kinds]
        found: list[dict[str, Any]] = self.wire.send("Target.getTargets", filter=wanted)[
            "targetInfos"
        ]
        return found

    def _tab(self) -> str:
        return str(self.targets("tab")[0]["targetId"])

    def attached(self, target: str) -> str:
        """Returns a session with that target."""
        return str(
            self.wire.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        )

    def evaluated(self, session: str, code: str, patience_s: float = PATIENCE_S) -> Any:
        """Evaluates the code there and awaits a promise. Returns its value. Raises CdpError."""
        reply = self.wire.send(
            "Runtime.evaluate",
            session,
            patience_s,
            expression=code,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in reply:
            thrown = reply["exceptionDetails"]
            said = thrown.get("exception", {}).get("description", thrown["text"])
            raise CdpError(f"{said}\n    in {code[:80]}")
        return reply["result"].get("value")

    def go(self, url: str) -> str:
        """Opens the address in the tab. Returns its session."""
        self.wire.events.clear()
        self.wire.send("Page.enable", self._tab_session)
        self.wire.send("Page.navigate", self._tab_session, url=url)
        self.wire.wait_for("Page.loadEventFired", lambda _: True)
        return self._tab_session

    def background_page(self, subject: Subject) -> tuple[str, str]:
        """Opens a page of the subject in a background tab. Returns its target and a session."""
        target = self.wire.send(
            "Target.createTarget", url=subject.url(subject.adapter.background_page), background=True
        )["targetId"]
        session = self.attached(target)
        while not self.evaluated(session, "Boolean(globalThis.chrome?.runtime?.id)"):
            self.wire.rest(LOOK_EVERY_S)
        self.wire.rest(SETTLE_S)
        return str(target), session

    def shut(self, target: str) -> None:
        """Closes that page and waits until it is closed."""
        self.wire.send("Target.closeTarget", targetId=target)
        self.wire.wait_for("Target.targetDestroyed", lambda p: p["targetId"] == target)

    # The toolbar and its popup

    def press(self, subject: Subject) -> tuple[float, str]:
        """Presses the icon. Returns the time (Unix ms) and the popup's target."""
        url = subject.url(subject.adapter.popup)
        self.wire.events.clear()
        at_unix_ms = time.time() * 1000
        self.wire.begin("Extensions.triggerAction", id=subject.id, targetId=self._tab_target)
        opened = self.wire.wait_for(
            "Target.targetInfoChanged", lambda p: p["targetInfo"]["url"] == url
        )
        return at_unix_ms, str(opened["targetInfo"]["targetId"])

    def seen(self, popup: str, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """Returns the marker's times in that popup. Raises CdpError if there are none in time."""
        session = self.attached(popup)
        seen: dict[str, Any] = self.evaluated(session, "benchMark", patience_s)
        return seen

    def shut_popups(self) -> None:
        """Closes every page except the tab."""
        for target in self.targets("page"):
            if "popup" in target["url"]:
                self.shut(target["targetId"])

    def behind(self, url: str) -> str:
        """Opens that page in a background tab. Returns its target."""
        made = self.wire.send("Target.createTarget", url=url, background=True)
        return str(made["targetId"])

    # Workers and processes

    def _note_workers(self, params: dict[str, Any]) -> None:
        self._workers.update({version["versionId"]: version for version in params["versions"]})

    def stop_workers(self) -> None:
        """Stops all workers, as the browser does when they are idle. Waits for a worker that is
        just starting, because Chromium never restarts one that was stopped during its start.
        """
        self._until(lambda: not self._are("starting", "stopping"))
        for version in self._are("running"):
            self.wire.send("ServiceWorker.stopWorker", self._tab_session, versionId=version)
        self._until(lambda: not self._are("starting", "running", "stopping"))
        self.wire.rest(SETTLE_S)

    def _are(self, *statuses: str) -> list[str]:
        return [v for v, reported in self._workers.items() if reported["runningStatus"] in statuses]

    def _until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise CdpError("waited in vain for the workers")
            self.wire.rest(LOOK_EVERY_S)

    def worker_of(self, subject: Subject) -> str | None:
        """Returns the target of the subject's worker, if it runs."""
        home = subject.url("")
        running = (w["targetId"] for w in self.targets("service_worker") if home in w["url"])
        return next(running, None)

    def processes(self) -> list[int]:
        """Returns the processes that extensions run in."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes()
            except OSError:  # it has just ended
                continue
            if b"--extension-process" in words and self._profile.encode() in words:
                found.append(int(path.parent.name))
        return found

    def keep(self, subject: Subject, uris: Sequence[str]) -> None:
        """Makes the subject store these accounts and no others."""
        target, session = self.background_page(subject)
        self.evaluated(session, f"({subject.adapter.keep})({json.dumps(uris)})", 120)
        self.shut(target)

    def lock(self, subject: Subject, passphrase: str) -> None:
        """Protects Kakomi's vault by that passphrase, and locks it."""
        target, session = self.background_page(subject)
        for command, args in (("vault.protect", {"passphrase": passphrase}), ("vault.lock", {})):
            request = json.dumps({"command": command, "args": args})
            self.evaluated(session, f"chrome.runtime.sendMessage({request})")
        self.shut(target)


def _is_page(params: dict[str, Any]) -> bool:
    return bool(params["targetInfo"]["type"] == "page")
