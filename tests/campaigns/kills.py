"""Kills the whole browser (SIGKILL) while the vault is being saved, over and over.

Each round adds accounts, two at a time, while the protection is set or removed; the browser dies at
a random moment and is started again. Everything that was reported as saved must be there, nothing
else, and the vault must open by what opened it last.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from campaigns import expected_state
from campaigns.expected_state import Action, ExpectedState
from campaigns.summary import Summary

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.context import CampaignContext

NAME = "kills"
COUNTED = "kills of the browser"
PASSPHRASE = "nine calm words for a box"

ROUNDS_A_PROFILE = 25
ADDED_A_ROUND = 60
LATEST_ANSWER = 16
LATEST_MS = 40
PATIENCE_S = 20.0

_FIRST_STORE_IS_DEAD = "chrome.storage.local.getKeys().then(() => false, () => true)"


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """``count`` kills."""
    chance = random.Random(seed)  # noqa: S311  moments, not secrets
    summary = Summary()
    while (left := count - summary.counts["kills"]) > 0:
        with context.browser() as browser:
            _Profile(browser, chance, summary).live(min(left, ROUNDS_A_PROFILE))
    return summary


class _Profile:
    """One vault, from its first account on; ``locked`` is what the lock may be now."""

    def __init__(self, browser: Browser, chance: random.Random, summary: Summary) -> None:
        self._browser = browser
        self._chance = chance
        self._tally = summary
        self._asked: set[str] = set()
        self._kept: set[str] = set()
        self._locked = {False}

    def live(self, rounds: int) -> None:
        """So many rounds, as long as it can be read."""
        self._browser.ask("vault.status")
        for number in range(rounds):
            book = self._burst(number)
            self._browser.kill()
            self._tally.count("kills")
            self._tally.count("changes said to be kept", len(book.kept))
            self._tally.count("changes begun and not answered", len(book.begun) - len(book.kept))
            self._note(number, book)
            self._browser.start()
            if not self._stands(number):
                return

    def _burst(self, number: int) -> ExpectedState:
        book = ExpectedState()
        adding = [expected_state.adding(name) for name in self._names(number)]
        locking = [
            Action(name="locked", command="vault.protect", args={"passphrase": PASSPHRASE}),
            Action(name="unlocked", command="vault.unprotect", args={}),
        ]
        if number % 2:
            locking.reverse()
        book.work(self._browser.extension_page, [adding[::2], adding[1::2], locking])
        page, answers = self._browser.extension_page, self._chance.randint(0, LATEST_ANSWER)
        end = time.monotonic() + PATIENCE_S
        while len(book.kept) < answers and time.monotonic() < end:
            page.wait_for_timeout(2)  # Playwright receives console messages meanwhile
        page.wait_for_timeout(self._chance.uniform(0, LATEST_MS))  # a random moment
        return book

    @staticmethod
    def _names(number: int) -> list[str]:
        return [f"k{number}-{i}" for i in range(ADDED_A_ROUND)]

    def _note(self, number: int, book: ExpectedState) -> None:
        locks = ("locked", "unlocked")
        self._asked |= set(self._names(number))
        self._kept |= {name for name in book.kept if name not in locks}
        for name in book.refused:
            self._tally.check(False, f"refused: {name}")
        for name in locks:
            if name in book.kept:
                self._tally.count("changes of the lock")
        told = [name == "locked" for name in book.begun if name in locks]
        done = [name == "locked" for name in book.kept if name in locks]
        open_still = told[len(done) :]
        self._locked = ({done[-1]} if done else self._locked) | set(open_still)

    def _stands(self, number: int) -> bool:
        """Whether all is as it was said; what may be so after the next round begins from here."""
        state = self._browser.ask("vault.status")["state"]
        if self._browser.extension_page.evaluate(_FIRST_STORE_IS_DEAD):
            self._tally.count("rounds with a first store that Chromium can't open any more")
        if not self._tally.check(state in ("open", "locked"), f"round {number}: {state}"):
            self._tally.count("unreadable")
            return False
        is_locked = state == "locked"
        self._tally.check(is_locked in self._locked, f"round {number}: {state}, not as told")
        self._locked = {is_locked}
        if is_locked:
            self._browser.ask("vault.unlock", passphrase=PASSPHRASE)
        found = set(expected_state.accounts(self._browser))
        lost, strange = self._kept - found, found - self._asked
        self._tally.count("kept and lost", len(lost))
        self._tally.count("never asked for", len(strange))
        self._tally.check(not lost, f"round {number}: lost {sorted(lost)[:3]}")
        self._tally.check(not strange, f"round {number}: strange {sorted(strange)[:3]}")
        self._kept |= found
        return True
