"""Stops the worker at random moments while three pages change the vault at once.

A change that was reported as saved is there afterwards; one without a reply may be; anything
else is not. In every second profile, the worker is also stopped while it exchanges with the
browser's sync area, which must have everything afterwards.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from campaigns import await_hooks, expected_state, synchronised
from campaigns.expected_state import ExpectedState
from campaigns.summary import Summary

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.context import CampaignContext

NAME = "stops"
COUNTED = "stops of the worker at random moments"

STOPS_A_PROFILE = 50
ADDED_A_ROUND = 40
LATEST_ANSWER = 12
LATEST_MS = 40


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """Stops the worker ``count`` times."""
    chance = random.Random(seed)  # noqa: S311  moments, not secrets
    summary = Summary()
    for start in range(0, count, STOPS_A_PROFILE):
        syncs = start // STOPS_A_PROFILE % 2 == 0
        with context.browser() as browser:
            if syncs:
                synchronised.turn_on(browser)
            asked: set[str] = set()
            kept: set[str] = set()
            for number in range(start, min(count, start + STOPS_A_PROFILE)):
                expected = _round(browser, number, chance, syncs=syncs)
                asked |= set(expected.begun)
                kept |= set(expected.kept) - {synchronised.EXCHANGE.name}
                summary.count("stops")
                summary.count("changes said to be kept", len(expected.kept))
                summary.count("changes not answered", len(expected.unanswered))
                _check(browser, asked, kept, summary)
                if syncs:
                    synchronised.check(browser, summary, f"stop {number}")
            if syncs:
                synchronised.check_area(browser, summary)
    return summary


def _round(browser: Browser, number: int, chance: random.Random, *, syncs: bool) -> ExpectedState:
    browser.ask("vault.status")
    expected = ExpectedState()
    names = [f"s{number}-{i}" for i in range(ADDED_A_ROUND)]
    lanes = [[expected_state.adding(name) for name in names[i::3]] for i in range(3)]
    if syncs:
        lanes.append([synchronised.EXCHANGE])
    expected.work(browser.extension_page, lanes)
    expected.wait_for_replies(browser.extension_page, chance.randint(0, LATEST_ANSWER))
    browser.extension_page.wait_for_timeout(chance.uniform(0, LATEST_MS))  # a random moment
    await_hooks.stop(browser)
    # The pages go on with a new worker; what they began is through before anybody looks.
    expected.wait(browser.extension_page, len(lanes))
    return expected


def _check(browser: Browser, asked: set[str], kept: set[str], summary: Summary) -> None:
    state = browser.ask("vault.status")["state"]
    if summary.check(state == "open", f"the vault is {state}"):
        found = set(expected_state.accounts(browser))
        summary.count("kept and lost", len(kept - found))
        summary.check(kept <= found, f"lost {sorted(kept - found)[:3]}")
        summary.check(found <= asked, f"strange {sorted(found - asked)[:3]}")
