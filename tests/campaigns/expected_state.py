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
    from collections.abc import Sequence

    from e2e.browser import Browser
    from playwright.sync_api import ConsoleMessage, Page

MARK = "kakomi-ledger"

# Lanes side by side; in each, one deed after the other.
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
    """A message by a name of its own."""

    name: str
    command: str
    args: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """For the page."""
        return {"name": self.name, "command": self.command, "args": self.args}


def secret_base32(name: str) -> str:
    """A secret of 160 bits that is this name's."""
    return base64.b32encode(hashlib.sha256(name.encode()).digest()[:20]).decode()


def adding(name: str) -> Action:
    """An account whose issuer is the name, and whose secret follows from it."""
    uri = f"otpauth://totp/{name}:someone?secret={secret_base32(name)}&issuer={name}"
    return Action(name=name, command="account.add", args={"uri": uri})


@dataclass(slots=True)
class ExpectedState:
    """Names of deeds, each in the order it was heard."""

    begun: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    through: int = 0

    def hear(self, message: ConsoleMessage) -> None:
        """Write down what the page tells."""
        mark, _, told = message.text.partition(" ")
        if mark != MARK:
            return
        what, _, name = told.partition(" ")
        if what == "through":
            self.through += 1
        else:
            getattr(self, what).append(name)

    def work(self, page: Page, lanes: Sequence[Sequence[Action]]) -> None:
        """Have the page begin; does not wait."""
        page.on("console", lambda message: self.hear(message))
        page.evaluate(_WORK, [MARK, [[deed.to_json() for deed in lane] for lane in lanes]])

    def wait(self, page: Page, lanes: int) -> None:
        """Until so many lanes are through."""
        while self.through < lanes:
            page.wait_for_timeout(20)  # Playwright receives console messages meanwhile


def accounts(browser: Browser) -> list[str]:
    """The issuers of the accounts there are, in their order."""
    return [row["issuer"] for row in browser.ask("sheet.read")["rows"]]
