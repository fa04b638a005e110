"""The profile's own files are damaged while the browser is closed: a bit flipped, a file cut, a
block of zeros, a whole store gone, or a database without its manifest, which Chromium never opens
again (a kill while it clears one leaves it so).

One store damaged: the newest vault comes back, and can be changed. Both: the vault, one of its last
generations, or the plain word that it is damaged or lost; never other data, and never a first run.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from campaigns import ledger
from campaigns.tally import Tally

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.ground import Ground

NAME = "damage"
COUNTED = "profiles damaged"
PASSPHRASE = "nine calm words for a box"

FIRST, SECOND = "Default/Local Extension Settings", "Default/File System"
STORES = {"first": (FIRST,), "second": (SECOND,), "both": (FIRST, SECOND)}
KINDS = ("flip", "cut", "zeros", "gone", "headless")
ACCOUNTS = 6
BLOCK = 4096


def run(ground: Ground, count: int, seed: int = 0) -> Tally:
    """``count`` profiles, each a damaged copy of a whole one."""
    chance = random.Random(seed)  # noqa: S311  places, not secrets
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="kakomi-damage-") as place:
        folder = Path(place)
        wholes = [_whole(ground, folder / name, name == "locked") for name in ("open", "locked")]
        for number in range(count):
            which = list(STORES)[number % len(STORES)]
            kind = KINDS[number // len(STORES) % len(KINDS)]
            profile = folder / "damaged"
            shutil.copytree(chance.choice(wholes), profile)
            told = [damage(profile / store, kind, chance) for store in STORES[which]]
            with ground.browser(profile) as browser:
                what = f"{which}, {', '.join(told)}"
                tally.count(f"{which}: profiles damaged")
                tally.count(f"{which}: {_found(browser, which, what, tally)}")
            shutil.rmtree(profile)
    return tally


def _whole(ground: Ground, profile: Path, locked: bool) -> Path:
    """A profile with accounts, closed as a person closes it."""
    profile.mkdir()
    with ground.browser(profile) as browser:
        for name in _names():
            added = ledger.adding(name)
            browser.ask(added.command, **added.args)
        if locked:
            browser.ask("vault.protect", passphrase=PASSPHRASE)
        browser.quit()
    return profile


def _names() -> list[str]:
    return [f"d{i}" for i in range(ACCOUNTS)]


def damage(store: Path, kind: str, chance: random.Random) -> str:
    """Damage a store's files in one way; what was done, in words."""
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


def _found(browser: Browser, which: str, what: str, tally: Tally) -> str:
    """What came of it, in words."""
    status = browser.ask("vault.status")
    state: str = status["state"]
    if state == "locked":
        browser.ask("vault.unlock", passphrase=PASSPHRASE)
        state = "open"
    if state != "open":
        mistaken = which != "both" or state not in ("damaged", "lost")
        tally.check(not mistaken, f"{what}: {state}")
        return f"said to be {state}"
    if not tally.check(status["generation"] > 0, f"{what}: taken for a first run"):
        return "taken for a first run"
    found = set(ledger.accounts(browser))
    if found == set(_names()):
        if which != "both":
            _change(browser, what, tally)
        return "the newest came back"
    tally.check(which == "both", f"{what}: {len(found)} of {ACCOUNTS}")
    tally.check(found <= set(_names()), f"{what}: strange {sorted(found - set(_names()))[:3]}")
    return "an older generation came back"


def _change(browser: Browser, what: str, tally: Tally) -> None:
    """One store is whole: that is enough to go on with."""
    added = ledger.adding("after")
    reply = browser.say(added.command, **added.args)
    if tally.check("ok" in reply, f"{what}: {reply}"):
        browser.stop_worker()
        kept = ledger.accounts(browser)
        tally.check(kept == [*_names(), "after"], f"{what}: {len(kept)} after a change")
