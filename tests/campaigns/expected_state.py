"""Records what a page requested from the vault, and which requests were reported as saved.

The page logs both to its console while it works, so that the record is complete even if the browser
dies.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from e2e.browser import Browser
    from playwright.sync_api import ConsoleMessage, Page

MARK = "kakomi-ledger"
PATIENCE_MS = 60_000

# The lanes run in parallel. The requests of a lane run one after the other.
_WORK = """([mark, lanes]) => {
    const tell = (...words) => console.log([mark, ...words].join(" "));
    for (const lane of lanes) (async () => {
        for (const {name, command, args} of lane) {
            tell("begun", name);
            const reply = await chrome.runtime.sendMessage({command, args}).catch(() => undefined);
            if (reply && "ok" in reply) tell("kept", name);
            else if (reply) tell("refused", name, reply.error.code, reply.error.where);
            else tell("unanswered", name);
        }
        tell("through", "a lane");
    })();
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A request with a unique name."""

    name: str
    command: str
    args: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Returns the request for the page."""
        return {"name": self.name, "command": self.command, "args": self.args}


def secret_base32(name: str) -> str:
    """Returns a secret of 160 bits that depends on the name."""
    return base64.b32encode(hashlib.sha256(name.encode()).digest()[:20]).decode()


def adding(name: str) -> Action:
    """Returns the request that adds an account with this issuer and the secret of this name."""
    uri = f"otpauth://totp/{name}:someone?secret={secret_base32(name)}&issuer={name}"
    return Action(name=name, command="account.add", args={"uri": uri})


@dataclass(slots=True)
class ExpectedState:
    """The names of requests by their outcome, in the order of the page's reports."""

    begun: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    through: int = 0

    def hear(self, message: ConsoleMessage) -> None:
        """Records a report of the page."""
        mark, _, reported = message.text.partition(" ")
        if mark != MARK:
            return
        what, _, name = reported.partition(" ")
        if what == "through":
            self.through += 1
        else:
            getattr(self, what).append(name)

    def work(self, page: Page, lanes: Sequence[Sequence[Action]]) -> None:
        """Starts the requests in the page. Does not wait for them."""
        page.on("console", lambda message: self.hear(message))
        page.evaluate(_WORK, [MARK, [[request.to_json() for request in lane] for lane in lanes]])

    def wait(self, page: Page, lanes: int) -> None:
        """Waits until that many lanes are finished. Raises TimeoutError of Playwright."""
        if self.through < lanes:
            self._hear_until(page, lambda: self.through >= lanes)

    def wait_for_replies(self, page: Page, count: int) -> None:
        """Waits until that many requests have a reply. Raises TimeoutError of Playwright.

        Awaiting the reports takes a tenth of the processor time of looking every 2 ms.
        """
        if self._ended < count:
            self._hear_until(page, lambda: self._ended >= count)

    @property
    def _ended(self) -> int:
        return len(self.kept) + len(self.refused) + len(self.unanswered)

    @staticmethod
    def _hear_until(page: Page, is_reached: Callable[[], bool]) -> None:
        # ``work`` listens, too, and was first: the report is recorded before this looks.
        page.wait_for_event("console", lambda _: is_reached(), timeout=PATIENCE_MS)


def accounts(browser: Browser) -> list[str]:
    """Returns the issuers of the saved accounts, in their order."""
    return [row["issuer"] for row in browser.ask("sheet.read")["rows"]]
