"""Stops the worker at every await of a save, an unlock, a change of the protection and an import:
before and after each call to the browser.

Afterwards the vault opens, has everything that was saved before, and has all or nothing of the
interrupted action.
"""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kakomi.commands.session_keys import KEPT_ON_LOCK

from campaigns import await_hooks, expected_state
from campaigns.expected_state import Action, ExpectedState
from campaigns.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.browser import Browser

    from campaigns.context import CampaignContext

NAME = "awaits"
COUNTED = "stops of the worker, each at another await (a few hundred are all of them)"
LOCK = "lock"
PASSPHRASE = "nine calm words for a box"

IMPORTED = 5
POINTS_A_PROFILE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A deed and how it is come to: ``prepare`` brings the vault there and gives the message and
    the accounts it adds. ``anew``: only in a new profile.
    """

    name: str
    prepare: Callable[[Browser, str], tuple[Action, set[str]]]
    anew: bool = False


def _open(browser: Browser) -> None:
    if browser.ask("vault.status")["state"] == "locked":
        browser.ask("vault.unlock", passphrase=PASSPHRASE)


def _bare(browser: Browser) -> None:
    """A device key alone."""
    _open(browser)
    if browser.ask("vault.status")["lockable"]:
        browser.ask("vault.unprotect")


def _covered(browser: Browser) -> None:
    """A passphrase alone."""
    _open(browser)
    if not browser.ask("vault.status")["lockable"]:
        browser.ask("vault.protect", passphrase=PASSPHRASE)


def _saving(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _open(browser)
    return expected_state.adding(name), {name}


def _unlocking(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _covered(browser)
    browser.ask("vault.lock")
    return Action(name=name, command="vault.unlock", args={"passphrase": PASSPHRASE}), set()


def _locking(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _covered(browser)
    return Action(name=name, command="vault.lock", args={}), set()


def _protecting(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _bare(browser)
    return Action(name=name, command="vault.protect", args={"passphrase": PASSPHRASE}), set()


def _unprotecting(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _covered(browser)
    return Action(name=name, command="vault.unprotect", args={}), set()


def _importing(browser: Browser, name: str) -> tuple[Action, set[str]]:
    _open(browser)
    names = {f"{name}-{i}" for i in range(IMPORTED)}
    text = "\n".join(expected_state.adding(each).args["uri"] for each in sorted(names))
    data = base64.b64encode(text.encode()).decode()
    read = browser.ask("import.read", name="accounts.txt", data_base64=data)
    return Action(name=name, command="import.confirm", args={"id": read["id"]}), names


SCENES = (
    Scene(name="first save", prepare=_saving, anew=True),
    Scene(name="save", prepare=_saving),
    Scene(name="unlock", prepare=_unlocking),
    Scene(name=LOCK, prepare=_locking),
    Scene(name="protect", prepare=_protecting),
    Scene(name="unprotect", prepare=_unprotecting),
    Scene(name="import", prepare=_importing),
)


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """``count`` stops, no two at the same await until every one had its turn."""
    summary = Summary()
    with context.browser() as browser:
        points = _points(browser, summary)
    chance = random.Random(seed)  # noqa: S311  an order, not a secret
    turns: list[tuple[Scene, int]] = []
    while len(turns) < count:
        turns += chance.sample(points, len(points))
    shared = [turn for turn in turns[:count] if not turn[0].anew]
    for start in range(0, len(shared), POINTS_A_PROFILE):
        _together(context, shared[start : start + POINTS_A_PROFILE], summary)
    for turn in turns[:count]:
        if turn[0].anew:
            _together(context, [turn], summary)
    return summary


def _points(browser: Browser, summary: Summary) -> list[tuple[Scene, int]]:
    """Every await of every scene, in the order of the scenes."""
    found = []
    for scene in SCENES:
        deed, _ = scene.prepare(browser, f"{scene.name} once")
        worker = await_hooks.put_up(browser)
        browser.ask(deed.command, **deed.args)
        awaits = await_hooks.passed(worker)
        await_hooks.stop_for_good(browser)
        summary.count(f"awaits of {scene.name}", awaits)
        found += [(scene, at) for at in range(awaits)]
    return found


def _together(context: CampaignContext, turns: list[tuple[Scene, int]], summary: Summary) -> None:
    """One after the other in one profile."""
    with context.browser() as browser:
        kept: set[str] = set()
        for number, (scene, at) in enumerate(turns):
            _stop_at(browser, scene, at, f"{scene.name} {number}", kept, summary)


def _stop_at(
    browser: Browser, scene: Scene, at: int, name: str, kept: set[str], summary: Summary
) -> None:
    deed, adds = scene.prepare(browser, name)
    worker = await_hooks.put_up(browser, at)
    book = ExpectedState()
    book.work(browser.extension_page, [[deed]])
    while not (where := await_hooks.reached(worker)) and not book.through:
        browser.extension_page.wait_for_timeout(10)  # between two looks
    await_hooks.stop_for_good(browser)
    summary.count("stops" if where else "ended before its await")
    summary.count("said to be kept", len(book.kept))
    if name in book.kept:
        kept |= adds
    what = f"{scene.name} stopped {where} ({at})"
    state = browser.ask("vault.status")["state"]
    if not summary.check(state in ("open", "locked"), f"{what}: {state}"):
        return
    if scene.name == LOCK:
        left = browser.session().keys() - KEPT_ON_LOCK if state == "locked" else set()
        summary.check(not left, f"{what}: left {sorted(left)}")
        summary.check(state == "locked" or name not in book.kept, f"{what}: answered, and open")
    _open(browser)
    found = set(expected_state.accounts(browser))
    summary.check(kept <= found, f"{what}: lost {sorted(kept - found)[:3]}")
    summary.check(found & adds in (set(), adds), f"{what}: {len(found & adds)} of {len(adds)}")
    summary.check(found - kept <= adds, f"{what}: strange {sorted(found - kept - adds)[:3]}")
    kept |= found
