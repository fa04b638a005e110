"""Sync in a campaign's profile: turned on before the faults, and checked after each of them.

The area is that of the browser itself. A further computer is not needed for the check: the vault
leaves the area and looks into it as a further computer would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from e2e.browser import until

from campaigns.expected_state import Action

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.summary import Summary

PASSPHRASE = "nine calm words for a box"
PATIENCE_S = 60.0  # an exchange waits for more changes, and for seconds after the last one

# Writes the area while other requests change the vault. With ``rewrites`` it does not wait for the
# seconds after the last write to pass.
EXCHANGE = Action(name="exchanged", command="sync.exchange", args={"rewrites": True})


def turn_on(browser: Browser) -> None:
    """Makes the profile the first computer of an area."""
    browser.ask("sync.turn_on", name="Campaign", passphrase=PASSPHRASE)


def check(browser: Browser, summary: Summary, where: str) -> None:
    """Checks that the area has what the vault has, once an exchange was possible."""

    def settled() -> bool:
        status = browser.ask("sync.exchange")
        return not status["is_pending"] and status["problem"] is None

    try:
        until(settled, "an exchange after the fault", PATIENCE_S)
    except AssertionError:
        problem = browser.ask("sync.status")["problem"]
        summary.check(False, f"{where}: the area was not written: {problem}")
        return
    summary.count("exchanges after a fault")


def check_area(browser: Browser, summary: Summary) -> None:
    """Leaves the area and looks into it: every account is there, and no other."""
    browser.ask("sync.turn_off", wipes=False)
    seen = browser.ask("sync.preview", passphrase=PASSPHRASE)
    accounts = (seen["here"], seen["same"], seen["there"])
    summary.count("accounts found in an area", seen["there"])
    summary.check(len(set(accounts)) == 1, f"here, on both sides and in the area: {accounts}")
