"""The worker is stopped at random moments while three pages change the vault at once.

A change that was said to be kept is there afterwards; one that was not answered may be, and one
that nobody asked for is not.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from campaigns import gates, ledger
from campaigns.ledger import Ledger
from campaigns.tally import Tally

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.ground import Ground

NAME = "stops"
COUNTED = "stops of the worker at random moments"

STOPS_A_PROFILE = 50
ADDED_A_ROUND = 40
LATEST_ANSWER = 12
LATEST_MS = 40


def run(ground: Ground, count: int, seed: int = 0) -> Tally:
    """``count`` stops."""
    chance = random.Random(seed)  # noqa: S311  moments, not secrets
    tally = Tally()
    for start in range(0, count, STOPS_A_PROFILE):
        with ground.browser() as browser:
            asked: set[str] = set()
            kept: set[str] = set()
            for number in range(start, min(count, start + STOPS_A_PROFILE)):
                book = _round(browser, number, chance)
                asked |= set(book.begun)
                kept |= set(book.kept)
                tally.count("stops")
                tally.count("changes said to be kept", len(book.kept))
                tally.count("changes not answered", len(book.unanswered))
                _check(browser, asked, kept, tally)
    return tally


def _round(browser: Browser, number: int, chance: random.Random) -> Ledger:
    browser.ask("vault.status")
    book = Ledger()
    names = [f"s{number}-{i}" for i in range(ADDED_A_ROUND)]
    lanes = [[ledger.adding(name) for name in names[i::3]] for i in range(3)]
    book.work(browser.back_room, lanes)
    until = chance.randint(0, LATEST_ANSWER)
    while len(book.kept) < until:
        browser.back_room.wait_for_timeout(2)
    browser.back_room.wait_for_timeout(chance.uniform(0, LATEST_MS))
    gates.stop(browser)
    # The pages go on with a new worker; what they began is through before anybody looks.
    book.wait(browser.back_room, len(lanes))
    return book


def _check(browser: Browser, asked: set[str], kept: set[str], tally: Tally) -> None:
    state = browser.ask("vault.status")["state"]
    if tally.check(state == "open", f"the vault is {state}"):
        found = set(ledger.accounts(browser))
        tally.count("kept and lost", len(kept - found))
        tally.check(kept <= found, f"lost {sorted(kept - found)[:3]}")
        tally.check(found <= asked, f"strange {sorted(found - asked)[:3]}")
