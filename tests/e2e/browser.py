"""A Chromium with the unpacked extension in a profile of its own, driven from outside.

What a person presses is pressed for real: the toolbar icon through CDP's
``Extensions.triggerAction``, which grants activeTab and nothing more, the mouse and the keys as
trusted input. Nothing is emulated: language, colour scheme and pixel ratio are the browser's own,
given when it starts.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from kakomi.commands.session_keys import REGISTRY
from playwright.sync_api import Error
from tools import extension_id as ids

from e2e import managed
from e2e.netlog import Netlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import CDPSession, Page, Playwright

# Playwright then attaches to a popup when it opens: its target is of no known type until it has an
# address. Read by Playwright's driver when that starts.
ATTACH_TO_OTHER = "PW_CHROMIUM_ATTACH_TO_OTHER"
os.environ[ATTACH_TO_OTHER] = "1"

_REGISTERED = {key.name for key in REGISTRY}

PATIENCE_S = 15.0
LOOK_EVERY_S = 0.05

POPUP = "popup/popup.html"
EXTENSION_PAGE = "manifest.json"  # a page of the extension in which nothing of it runs

_ASKING = ("DialMediaRouteProvider", "MediaRouter", "OptimizationHints")  # other machines
# A test asks nobody but this machine, and neither does the browser it runs in.
QUIET = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-search-engine-choice-screen",
    f"--disable-features={','.join(_ASKING)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--password-store=basic",
)
# Processes started in advance for each page, pages kept for the way back, and what no test uses.
_SUPERFLUOUS = (
    *("SpareRendererForSitePerProcess", "BackForwardCache", "Prerender2"),
    *("Translate", "GlobalMediaControls", "LensOverlay", "InterestFeedContentSuggestions"),
    *("AutofillServerCommunication", "CertificateTransparencyComponentUpdater"),
)
# All save processor time. The GPU's process less: 6 % of all, measured with page codes; the
# network's: 7 % of scans and popups. Without a GPU, pages are drawn by Skia itself instead of by an
# emulated GPU: 5 to 15 % of a scan. Without the superfluous features: 5 to 10 % of a scan. Without
# animations of the browser's own windows and tabs: 15 %. Of two lists of features Chromium takes
# the last.
FRUGAL = (
    *("--in-process-gpu", "--disable-gpu", "--animation-duration-scale=0"),
    "--enable-features=NetworkServiceInProcess2",
    f"--disable-features={','.join((*_ASKING, *_SUPERFLUOUS))}",
)
# Nothing waits because no screen shows it.
AWAKE = (
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--disable-hang-monitor",
)

# All but the worker's registration, which belongs to the installed extension.
CLEARED_STORAGE = "file_systems,indexeddb,local_storage,cache_storage"
CLEAR = """async () => {
    for (const area of ["local", "session", "sync"]) await chrome.storage[area].clear();
    const folder = await navigator.storage.getDirectory();
    for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true });
    await chrome.alarms.clearAll();
    const { permissions } = await chrome.permissions.getAll();
    const optional = chrome.runtime.getManifest().optional_permissions ?? [];
    await chrome.permissions.remove({ permissions: permissions.filter(p => optional.includes(p)) });
}"""

# In one call: a call of its own for each request would cost the processor as much as the request.
# Without a vault there are no accounts. transfer.cancel forgets what a scan has found, too.
CLEAR_ACCOUNTS = """async () => {
    const ask = async (command, args = {}) => {
        const reply = await chrome.runtime.sendMessage({ command, args });
        if (!("ok" in reply)) throw new Error(`${command}: ${JSON.stringify(reply)}`);
        return reply.ok;
    };
    if ((await chrome.storage.local.getKeys()).some((key) => key.startsWith("vault."))) {
        for (const { id } of (await ask("sheet.read")).rows) await ask("account.remove", { id });
    }
    await ask("transfer.cancel");
}"""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the browser is set up by the one it belongs to. ``policies``: the folder that it sees as
    its folder of policies (``e2e.managed``); other browsers do not.
    """

    language: str = "en"
    dark: bool = False
    ratio: float = 1.0
    width: int = 1280
    height: int = 900
    policies: Path | None = None

    def arguments(self) -> list[str]:
        """For the command line."""
        return [
            f"--lang={self.language}",
            f"--window-size={self.width},{self.height}",
            "--screen-info={2560x1600}",  # room for a popup as tall as Chrome allows
            f"--force-device-scale-factor={self.ratio:g}",
            *(["--force-dark-mode"] if self.dark else []),
        ]

    def environment(self) -> dict[str, str]:
        """On Linux the language comes from the environment."""
        tag = {"en": "en_US", "ja": "ja_JP"}[self.language]
        return {**os.environ, "LANGUAGE": self.language, "LANG": f"{tag}.UTF-8"}


def chromium() -> str:
    """The Chromium to test in: ``KAKOMI_CHROMIUM``, or the system's."""
    found = os.environ.get("KAKOMI_CHROMIUM") or shutil.which("chromium")
    if not found:
        raise RuntimeError("no Chromium here: install one, or name it in KAKOMI_CHROMIUM")
    return found


def until(
    look: Callable[[], Value | None],
    what: str,
    patience_s: float = PATIENCE_S,
    look_every_s: float = LOOK_EVERY_S,
) -> Value:
    """What ``look`` finds, as soon as it finds anything true.

    It looks once more after the end, because a look itself may take long on a busy machine.
    """
    end = time.monotonic() + patience_s
    while True:
        is_last = time.monotonic() > end
        found = look()
        if found:
            return found
        if is_last:
            raise AssertionError(f"waited {patience_s:g} s in vain for {what}")
        time.sleep(look_every_s)


def extension_id(product: Path) -> str:
    """The id Chromium derives from the manifest's key, or else from the folder's path."""
    key = json.loads((product / "manifest.json").read_text("utf-8")).get("key")
    named = base64.b64decode(key) if key else str(product).encode()
    return ids.of_key(named)


class Browser:
    """One browser, from its start over kills and restarts to its end.

    ``page`` is its first tab. ``extension_page`` is a page of the extension in a tab behind it;
    tests send commands and read the storage from there.
    """

    page: Page
    extension_page: Page
    reusable = True  # until something happens to it that ``reset`` can't undo

    def __init__(
        self, playwright: Playwright, product: Path, profile: Path, setting: Setting
    ) -> None:
        self._playwright = playwright
        self._product = product.resolve()
        self._profile = profile
        self.setting = setting
        self.id = extension_id(self._product)
        self.patience_s = 2 * PATIENCE_S  # for an answer of the worker, which others may delay
        self.netlogs: list[Path] = []
        self.start()

    # --- its life ---

    def start(self) -> None:
        """Start, for the first time or again on the same profile."""
        port_file = self._profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self.netlogs.append(self._profile / f"netlog-{len(self.netlogs)}.json")
        with (self._profile / "stderr.txt").open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - the browser the test was given
                [
                    *managed.command(self.setting.policies),
                    chromium(),
                    *("--headless=new", "--no-sandbox", "--remote-debugging-port=0"),
                    *("--enable-unsafe-extension-debugging", f"--load-extension={self._product}"),
                    *(f"--disable-extensions-except={self._product}", *QUIET),
                    *FRUGAL,
                    *AWAKE,
                    *self.setting.arguments(),
                    *(f"--user-data-dir={self._profile}", f"--log-net-log={self.netlogs[-1]}"),
                    "about:blank",
                ],
                env=self.setting.environment(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # so that a kill takes all of it
            )
        port, path = until(lambda: self._answers(port_file), "the browser to start")
        self._address = f"ws://127.0.0.1:{port}{path}"
        self._connection = self._playwright.chromium.connect_over_cdp(
            self._address, no_defaults=True
        )
        self._cdp = self._connection.new_browser_cdp_session()
        self._context = self._connection.contexts[0]
        self.page = self._context.pages[0]
        self._front_popup: Page | None = None
        self._zoomed = False
        self._seen_popups: set[str] = set()
        self._given_pages: list[Page] = []
        self._sessions: dict[Page, CDPSession] = {}  # each would cost every later event of its page
        # Opened before anything else: a tab that opens closes a popup.
        self.extension_page = self.new_tab(self.url(EXTENSION_PAGE))
        self.page.bring_to_front()
        spoken = self.extension_page.evaluate("navigator.language")
        assert spoken.startswith(self.setting.language), "Chromium lacks it (chromium-l10n?)"

    def _answers(self, port_file: Path) -> list[str] | None:
        if self._process.poll() is not None:
            raise AssertionError(f"the browser ended at once: {self._profile / 'stderr.txt'}")
        reported = port_file.read_text().split() if port_file.exists() else []
        return reported if len(reported) == 2 else None  # the port and the path

    def quit(self) -> None:
        """End it as a person does, so that everything is written."""
        self.reusable = False
        if self._process.poll() is None:
            with suppress(Exception):  # it may be gone before it has answered
                self._cdp.send("Browser.close")
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._disconnect()

    def kill(self) -> None:
        """End it as a crash does: no process of it runs another instruction."""
        self.reusable = False
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._disconnect()

    def _disconnect(self) -> None:
        with suppress(Exception):  # the other end is gone
            self._connection.close()

    def asked(self) -> list[Netlog]:
        """Whom it asked over the network, for each of its lives that has ended."""
        return [Netlog(path) for path in self.netlogs if path.exists()]

    # --- what a person does with it ---

    def new_tab(self, url: str) -> Page:
        """Another tab, in front."""
        page = self._context.new_page()
        page.goto(url)
        return page

    def tabs(self) -> list[Page]:
        """Returns all open pages but popups."""
        return [page for page in self._context.pages if page.url != self.url(POPUP)]

    def press_icon(self, page: Page | None = None) -> Page:
        """Press the toolbar icon over a tab; the popup that opens."""
        page = page or self.page
        page.bring_to_front()
        if page not in self._sessions:
            self._sessions[page] = self._context.new_cdp_session(page)
        target = self._sessions[page].send("Target.getTargetInfo")["targetInfo"]
        tab = self._tab_of(target["url"], target["title"])
        self._cdp.send("Extensions.triggerAction", {"id": self.id, "targetId": tab})
        return self.popup()

    def _tab_of(self, url: str, title: str) -> str:
        tabs = self._targets("tab")
        fitting = [t for t in tabs if t["url"] == url and t["title"] == title]
        assert len(fitting) == 1, f"{len(fitting)} tabs show {url}"
        return str(fitting[0]["targetId"])

    def popup(self) -> Page:
        """The popup that opens, or has opened, and was not given out yet."""
        url = self.url(POPUP)

        def opened() -> str | None:
            found = (t["targetId"] for t in self._targets("page") if t["url"] == url)
            return next((t for t in found if t not in self._seen_popups), None)

        self._seen_popups.add(until(opened, "the popup to open"))
        self._front_popup = self._attached(url)
        # Keys pressed earlier are queued. Tests press them as a user does, who is slower.
        try:
            self._front_popup.wait_for_selector("html[data-handlers]", state="attached")
        except Error:
            if not self._front_popup.is_closed():  # one that has nothing more to do closes itself
                raise
        return self._front_popup

    def opened_page(self, path: str) -> Page:
        """A page of the extension that was opened in a panel or a window, when it is there."""
        return self._attached(self.url(path))

    def _attached(self, url: str) -> Page:
        """The newest page with this address, when Playwright has attached to it."""

        def attached() -> Page | None:
            self._targets("page")  # Playwright handles events meanwhile
            pages = reversed(self._context.pages)
            return next((p for p in pages if p.url == url and p not in self._given_pages), None)

        page = until(attached, f"{url} to open")
        self._given_pages.append(page)
        return page

    def in_sight(self) -> dict[str, Page]:
        """Returns the front tab and the popup given out last, by name."""
        popup = self._front_popup
        return {"page": self.page, **({"popup": popup} if popup is not None else {})}

    def popup_is_open(self) -> bool:
        """Whether any popup is open."""
        return any(t["url"] == self.url(POPUP) for t in self._targets("page"))

    # --- what only a test does ---

    def url(self, path: str) -> str:
        """The address of a file of the extension."""
        return f"chrome-extension://{self.id}/{path}"

    def _targets(self, *kinds: str) -> list[dict[str, Any]]:
        wanted = {"filter": [{"type": kind} for kind in kinds]}
        found: list[dict[str, Any]] = self._cdp.send("Target.getTargets", wanted)["targetInfos"]
        return found

    def say(self, command: str, **args: Any) -> dict[str, Any]:
        """The worker's whole reply to a message of one of our own pages."""
        reply: dict[str, Any] | None = self.extension_page.evaluate(
            """([request, patience_ms]) => Promise.race([
                chrome.runtime.sendMessage(request),
                new Promise(resolve => setTimeout(resolve, patience_ms, null)),
            ])""",
            [{"command": command, "args": args}, self.patience_s * 1000],
        )
        assert reply is not None, f"{command} was not answered"
        return reply

    def ask(self, command: str, **args: Any) -> Any:
        """The value a command answers with."""
        reply = self.say(command, **args)
        assert "ok" in reply, f"{command}: {reply}"
        return reply["ok"]

    def stored(self) -> dict[str, Any]:
        """All of chrome.storage.local."""
        held: dict[str, Any] = self.extension_page.evaluate("chrome.storage.local.get(null)")
        return held

    def session(self) -> dict[str, Any]:
        """All of chrome.storage.session. Raises AssertionError if a key is not registered."""
        held: dict[str, Any] = self.extension_page.evaluate("chrome.storage.session.get(null)")
        assert held.keys() <= _REGISTERED, "kakomi.commands.session_keys lacks a key"
        return held

    def worker_runs(self) -> bool:
        """Whether the service worker is alive."""
        return any(self.url("") in t["url"] for t in self._targets("service_worker"))

    def stop_worker(self) -> None:
        """Stop the service worker, as the browser does when it was idle.

        One that is just starting is let start first: stopped then, Chromium never starts it again.
        """
        self.say("vault.status")
        session = self._context.new_cdp_session(self.extension_page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        until(lambda: not self.worker_runs(), "the worker to stop")
        session.detach()

    def in_worker(self, script: str, argument: Any = None) -> Any:
        """What a script says in the service worker, waked if it sleeps."""
        self.say("vault.status")
        [worker] = self._context.service_workers
        return worker.evaluate(script, argument)

    def worker_was_told(self) -> list[str]:
        """What the worker's console shows: warnings by the browser, and what it said itself."""
        [worker] = [t for t in self._targets("service_worker") if self.url("") in t["url"]]
        wanted = {"targetId": worker["targetId"], "flatten": False}
        session = self._cdp.send("Target.attachToTarget", wanted)["sessionId"]
        heard: list[dict[str, Any]] = []
        self._cdp.on(
            "Target.receivedMessageFromTarget",
            lambda event: heard.append(json.loads(event["message"])),
        )
        asked = ("Log.enable", "Runtime.enable")  # each tells first what was before it
        for number, method in enumerate(asked, 1):
            message = json.dumps({"id": number, "method": method})
            self._cdp.send("Target.sendMessageToTarget", {"message": message, "sessionId": session})

        def answered() -> bool:
            self.page.wait_for_timeout(1)  # Playwright handles events meanwhile
            return {m.get("id") for m in heard} >= {1, 2}

        until(answered, "the worker's console")
        self._cdp.send("Target.detachFromTarget", {"sessionId": session})
        said = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [json.dumps(m["params"]) for m in heard if m.get("method") in said]

    def ruin(self) -> None:
        """Damage all that the extension has stored, on disk and in memory."""
        self.reusable = False
        self.extension_page.evaluate(
            """async () => {
                const held = await chrome.storage.local.get(null);
                for (const key in held) await chrome.storage.local.set({[key]: "{damaged"});
                await chrome.storage.session.clear();
            }"""
        )
        session = self._context.new_cdp_session(self.extension_page)
        everything = {"origin": self.url("").rstrip("/"), "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", everything)
        session.detach()

    def tidy(self) -> None:
        """As at the beginning: one tab, no popup, no accounts, empty storage."""
        if self.popup_is_open():
            self._close_popups()
        if self._zoomed:
            self.set_zoom(1)
        self.extension_page.evaluate(CLEAR_ACCOUNTS)
        for page in self._context.pages:
            if page not in (self.page, self.extension_page):
                page.close()
        if self.page.url != "about:blank":
            self.page.goto("about:blank")

    def reset(self) -> None:
        """Restore the state after a start on a fresh profile.

        Raises AssertionError if something is left. Only the download folder's content, the network
        log and the clipboard stay.
        """
        self.close_pages()
        self.clear()

    def clear(self) -> None:
        """Do the part of ``reset`` that concerns what is stored."""
        self._context.clear_cookies()
        self._context.clear_permissions()
        self._cdp.send("Browser.setDownloadBehavior", {"behavior": "default"})
        session = self._context.new_cdp_session(self.extension_page)
        session.send("ServiceWorker.enable")
        until(lambda: self._is_cleared(session), "the extension's storage to be empty")
        session.detach()

    def close_pages(self) -> None:
        """Close all pages but the extension page; open an empty tab."""
        self._close_popups()
        if self._zoomed:
            self.page.bring_to_front()
            self.set_zoom(1)
        front = self._context.new_page()
        for page in self._context.pages:
            if page not in (front, self.extension_page):
                page.close()
        self.page = front
        self._front_popup = None

    def _is_cleared(self, session: CDPSession) -> bool:
        """Stop the worker, clear all that is stored; whether nothing has written meanwhile."""
        for target in self._targets("background_page"):  # the offscreen document
            self._cdp.send("Target.closeTarget", {"targetId": target["targetId"]})
        session.send("ServiceWorker.stopAllWorkers")
        until(lambda: not self.worker_runs(), "the worker to stop")
        everything = {"origin": self.url("").rstrip("/"), "storageTypes": CLEARED_STORAGE}
        session.send("Storage.clearDataForOrigin", everything)
        self.extension_page.evaluate(CLEAR)
        return not self.worker_runs() and not self.stored() and not self.session()

    def _close_popups(self) -> None:
        for target in self._targets("page"):
            if target["url"] == self.url(POPUP):
                with suppress(Error):  # it may close by itself at this moment
                    self._cdp.send("Target.closeTarget", {"targetId": target["targetId"]})
        until(lambda: not self.popup_is_open(), "the popup to close")

    def save_downloads(self, folder: Path) -> None:
        """Let what is downloaded from now on land there, unasked."""
        self._cdp.send(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
        )

    def set_zoom(self, factor: float) -> None:
        """Zoom the front page as Ctrl and + do."""
        self._zoomed = factor != 1
        self.extension_page.evaluate(
            """async ([url, factor]) => {
                const tabs = await chrome.tabs.query({});
                const [tab] = tabs.filter(tab => tab.active);
                await chrome.tabs.setZoom(tab.id, factor);
            }""",
            [self.page.url, factor],
        )
