"""Damages the profile's files while the browser is closed: a flipped bit, a truncated file, a
block of zeros, a missing store, or a database without its manifest, which Chromium never opens
again (a kill while it deletes a database leaves it so).

With one store damaged, the newest vault is restored and can be changed. With both damaged, the
result is the vault, one of its last generations, or a report that it is damaged or lost; never
other data, and never a first run.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from campaigns import expected_state
from campaigns.summary import Summary

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.context import CampaignContext

NAME = "damage"
COUNTED = "profiles damaged"
PASSPHRASE = "nine calm words for a box"

FIRST, SECOND = "Default/Local Extension Settings", "Default/File System"
STORES = {"first": (FIRST,), "second": (SECOND,), "both": (FIRST, SECOND)}
KINDS = ("flip", "cut", "zeros", "gone", "headless")
ACCOUNTS = 6
BLOCK = 4096


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """Opens ``count`` profiles, each a damaged copy of an intact one."""
    chance = random.Random(seed)  # noqa: S311  places, not secrets
    summary = Summary()
    with tempfile.TemporaryDirectory(prefix="kakomi-damage-") as place:
        folder = Path(place)
        wholes = [_whole(context, folder / name, name == "locked") for name in ("open", "locked")]
        for number in range(count):
            which = list(STORES)[number % len(STORES)]
            kind = KINDS[number // len(STORES) % len(KINDS)]
            profile = folder / "damaged"
            shutil.copytree(chance.choice(wholes), profile)
            reported = [damage(profile / store, kind, chance) for store in STORES[which]]
            with context.browser(profile) as browser:
                what = f"{which}, {', '.join(reported)}"
                summary.count(f"{which}: profiles damaged")
                summary.count(f"{which}: {_found(browser, which, what, summary)}")
            shutil.rmtree(profile)
    return summary


def _whole(context: CampaignContext, profile: Path, locked: bool) -> Path:
    """Makes a profile with accounts, and closes the browser normally. Returns the profile."""
    profile.mkdir()
    with context.browser(profile) as browser:
        for name in _names():
            added = expected_state.adding(name)
            browser.ask(added.command, **added.args)
        if locked:
            browser.ask("vault.protect", passphrase=PASSPHRASE)
        browser.quit()
    return profile


def _names() -> list[str]:
    return [f"d{i}" for i in range(ACCOUNTS)]


def damage(store: Path, kind: str, chance: random.Random) -> str:
    """Damages a store's files. Returns a description of the damage."""
    if kind == "gone":
        shutil.rmtree(store)
        return "gone"
    if kind == "headless":
        heads = sorted(store.rglob("MANIFEST-*"))
        for path in heads:
            path.unlink()
        return f"{len(heads)} manifests gone"
    files = [p for p in sorted(store.rglob("*")) if p.is_file() and p.stat().st_size]
    sizes = [path.stat().st_size for path in files]
    path = chance.choices(files, sizes)[0]
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    if kind == "flip":
        content[at] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del content[at:]
    else:
        content[at : at + BLOCK] = bytes(len(content[at : at + BLOCK]))
    path.write_bytes(content)
    return f"{path.name} {kind} at {at}"


def _found(browser: Browser, which: str, what: str, summary: Summary) -> str:
    """Checks the vault of the damaged profile. Returns a description of the outcome."""
    status = browser.ask("vault.status")
    state: str = status["state"]
    if state == "locked":
        browser.ask("vault.unlock", passphrase=PASSPHRASE)
        state = "open"
    if state != "open":
        mistaken = which != "both" or state not in ("damaged", "lost")
        summary.check(not mistaken, f"{what}: {state}")
        return f"said to be {state}"
    if not summary.check(status["generation"] > 0, f"{what}: taken for a first run"):
        return "taken for a first run"
    found = set(expected_state.accounts(browser))
    if found == set(_names()):
        if which != "both":
            _change(browser, what, summary)
        return "the newest came back"
    summary.check(which == "both", f"{what}: {len(found)} of {ACCOUNTS}")
    summary.check(found <= set(_names()), f"{what}: strange {sorted(found - set(_names()))[:3]}")
    return "an older generation came back"


def _change(browser: Browser, what: str, summary: Summary) -> None:
    """Checks that the vault can be changed with one intact store."""
    added = expected_state.adding("after")
    reply = browser.say(added.command, **added.args)
    if summary.check("ok" in reply, f"{what}: {reply}"):
        browser.stop_worker()
        kept = expected_state.accounts(browser)
        summary.check(kept == [*_names(), "after"], f"{what}: {len(kept)} after a change")
