"""Kills the whole browser (SIGKILL) while the vault is being saved, over and over.

Each round adds accounts, two at a time, while the protection is set or removed; the browser dies at
a random moment and is started again. Everything that was reported as saved must be there, nothing
else, and the vault must open by what opened it last. Every second profile syncs: what is saved must
then be in the browser's sync area too.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from campaigns import expected_state, synchronised
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

_FIRST_STORE_IS_DEAD = "chrome.storage.local.getKeys().then(() => false, () => true)"


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """Kills the browser ``count`` times."""
    chance = random.Random(seed)  # noqa: S311  moments, not secrets
    summary = Summary()
    syncs = True
    while (left := count - summary.counts["kills"]) > 0:
        with context.browser() as browser:
            _Profile(browser, chance, summary, syncs=syncs).live(min(left, ROUNDS_A_PROFILE))
        syncs = not syncs
    return summary


class _Profile:
    """One profile's vault. ``locked`` are the possible states of its lock."""

    def __init__(
        self, browser: Browser, chance: random.Random, summary: Summary, *, syncs: bool
    ) -> None:
        self._browser = browser
        self._chance = chance
        self._summary = summary
        self._asked: set[str] = set()
        self._kept: set[str] = set()
        self._locked = {False}
        self._syncs = syncs

    def live(self, rounds: int) -> None:
        """Runs that many rounds, or fewer if the vault can't be read any more."""
        self._browser.ask("vault.status")
        if self._syncs:
            synchronised.turn_on(self._browser)
        for number in range(rounds):
            expected = self._burst(number)
            self._browser.kill()
            self._summary.count("kills")
            self._summary.count("changes said to be kept", len(expected.kept))
            self._summary.count(
                "changes begun and not answered", len(expected.begun) - len(expected.kept)
            )
            self._note(number, expected)
            self._browser.start()
            if not self._is_as_expected(number):
                return
            if self._syncs:
                synchronised.check(self._browser, self._summary, f"round {number}")
        if self._syncs:
            synchronised.check_area(self._browser, self._summary)

    def _burst(self, number: int) -> ExpectedState:
        expected = ExpectedState()
        adding = [expected_state.adding(name) for name in self._names(number)]
        locking = [
            Action(name="locked", command="vault.protect", args={"passphrase": PASSPHRASE}),
            Action(name="unlocked", command="vault.unprotect", args={}),
        ]
        if number % 2:
            locking.reverse()
        lanes = [adding[::2], adding[1::2], locking]
        if self._syncs:
            lanes.append([synchronised.EXCHANGE])
        expected.work(self._browser.extension_page, lanes)
        page, answers = self._browser.extension_page, self._chance.randint(0, LATEST_ANSWER)
        expected.wait_for_replies(page, answers)
        page.wait_for_timeout(self._chance.uniform(0, LATEST_MS))  # a random moment
        return expected

    @staticmethod
    def _names(number: int) -> list[str]:
        return [f"k{number}-{i}" for i in range(ADDED_A_ROUND)]

    def _note(self, number: int, expected: ExpectedState) -> None:
        locks = ("locked", "unlocked")
        others = (*locks, synchronised.EXCHANGE.name)
        self._asked |= set(self._names(number))
        self._kept |= {name for name in expected.kept if name not in others}
        for name in expected.refused:
            self._summary.check(False, f"refused: {name}")
        for name in locks:
            if name in expected.kept:
                self._summary.count("changes of the lock")
        reported = [name == "locked" for name in expected.begun if name in locks]
        done = [name == "locked" for name in expected.kept if name in locks]
        open_still = reported[len(done) :]
        self._locked = ({done[-1]} if done else self._locked) | set(open_still)

    def _is_as_expected(self, number: int) -> bool:
        """Checks that the vault is as expected. Returns whether it can be read. Its state is the
        starting point of the next round.
        """
        state = self._browser.ask("vault.status")["state"]
        if self._browser.extension_page.evaluate(_FIRST_STORE_IS_DEAD):
            self._summary.count("rounds with a first store that Chromium can't open any more")
        if not self._summary.check(state in ("open", "locked"), f"round {number}: {state}"):
            self._summary.count("unreadable")
            return False
        is_locked = state == "locked"
        self._summary.check(is_locked in self._locked, f"round {number}: {state}, not as recorded")
        self._locked = {is_locked}
        if is_locked:
            self._browser.ask("vault.unlock", passphrase=PASSPHRASE)
        found = set(expected_state.accounts(self._browser))
        lost, strange = self._kept - found, found - self._asked
        self._summary.count("kept and lost", len(lost))
        self._summary.count("never asked for", len(strange))
        self._summary.check(not lost, f"round {number}: lost {sorted(lost)[:3]}")
        self._summary.check(not strange, f"round {number}: strange {sorted(strange)[:3]}")
        self._kept |= found
        return True
