"""Flips a bit in each stored byte of a vault, in every stored copy.

The vault must be reported as damaged for every byte: never opened, never new. Afterwards the
original text is written back and opens.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from campaigns import expected_state
from campaigns.summary import Summary

if TYPE_CHECKING:
    from e2e.browser import Browser

    from campaigns.context import CampaignContext

NAME = "flips"
COUNTED = "vaults of which each byte is changed"
PASSPHRASE = "nine calm words for a box"

AT_ONCE = 100
MOST_ACCOUNTS = 4  # each byte costs as much in a large vault as in a small one
PLACES = ("vault.0", "vault.1", "vault.2")

# A changed text goes into all places of the first store and into the second.
_STORE = """async (places, text) => {
    await chrome.storage.local.set(Object.fromEntries(places.map(place => [place, text])));
    const folder = await navigator.storage.getDirectory();
    const stream = await (await folder.getFileHandle("vault", {create: true})).createWritable();
    await stream.write(text);
    await stream.close();
}"""
_FLIP = f"""async ([places, text, flips]) => {{
    const store = {_STORE};
    const states = [];
    for (const [at, bit] of flips) {{
        const code = text.charCodeAt(at) ^ (1 << bit);
        await store(places, text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1));
        const reply = await chrome.runtime.sendMessage({{command: "vault.status", args: {{}}}});
        states.push(reply.ok?.state ?? reply.error.code);
    }}
    await store(places, text);
    return states;
}}"""


def run(context: CampaignContext, count: int, seed: int = 0, every: int = 1) -> Summary:
    """Changes each ``every``-th byte of ``count`` vaults."""
    chance = random.Random(seed)  # noqa: S311  bits, not secrets
    summary = Summary()
    with context.browser() as browser:
        for number in range(count):
            _one(browser, _vault(browser, number), chance, every, summary)
    return summary


def _vault(browser: Browser, number: int) -> str:
    """Makes a vault with one to four accounts, sometimes with a passphrase. Returns its text."""
    if number % MOST_ACCOUNTS == 0:
        for row in browser.ask("sheet.read")["rows"]:
            browser.ask("account.remove", id=row["id"])
            browser.ask("account.purge", id=row["id"])
    added = expected_state.adding(f"f{number}")
    browser.ask(added.command, **added.args)
    if number % 3 == 1:
        browser.ask("vault.protect", passphrase=PASSPHRASE)
    elif number % 3 == 0:
        browser.ask("vault.unprotect")
    stored = browser.stored()
    texts: list[str] = [stored[place] for place in PLACES if place in stored]
    generation = browser.ask("vault.status")["generation"]
    return next(text for text in texts if f'"generation":{generation},' in text)


def _one(browser: Browser, text: str, chance: random.Random, every: int, summary: Summary) -> None:
    before = browser.ask("vault.status")
    places = range(chance.randrange(every), len(text), every)
    flips = [(at, chance.randrange(8)) for at in places]
    for start in range(0, len(flips), AT_ONCE):
        some = flips[start : start + AT_ONCE]
        states = browser.extension_page.evaluate(_FLIP, [PLACES, text, some])
        summary.count("bytes changed", len(some))
        for (at, bit), state in zip(some, states, strict=True):
            if summary.check(state == "damaged", f"byte {at}, bit {bit}: {state}"):
                summary.count("noticed")
    summary.count("vaults")
    after = browser.ask("vault.status")
    summary.check(after == before, f"put back, the vault is {after['state']}")
