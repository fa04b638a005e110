"""Three pages in two windows change the same accounts at once, as fast as the worker answers.

Each change uses a counter-based account. No change is lost if every counter value was returned
exactly once and the saved counters are the last values.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

from campaigns import expected_state
from campaigns.summary import Summary

if TYPE_CHECKING:
    from e2e.browser import Browser
    from playwright.sync_api import Page

    from campaigns.context import CampaignContext

NAME = "bursts"
COUNTED = "changes in each of three pages"

ACCOUNTS = 3
SIDE_BY_SIDE = 8
PATIENCE_MS = 100

_BEGIN = """([ids, count, side, seed]) => {
    let next = 0, random = seed;
    const replies = globalThis.replies = [];
    const lane = async () => {
        while (next++ < count) {
            random = (random * 1103515245 + 12345) % 2147483648;
            const id = ids[random % ids.length];
            const request = {command: "account.use", args: {id}};
            const reply = await chrome.runtime.sendMessage(request).catch(() => undefined);
            replies.push([id, reply?.ok?.counter ?? null, reply?.error?.code ?? ""]);
        }
    };
    globalThis.through = false;
    Promise.all(Array.from({length: side}, lane)).then(() => { globalThis.through = true; });
}"""


def run(context: CampaignContext, count: int, seed: int = 0) -> Summary:
    """Makes ``count`` changes in each page."""
    chance = random.Random(seed)  # noqa: S311  an order, not a secret
    summary = Summary()
    with context.browser() as browser:
        ids = _accounts(browser)
        began = browser.ask("vault.status")["generation"]
        pages = _pages(browser)
        for page in pages:
            page.evaluate(_BEGIN, [ids, count, SIDE_BY_SIDE, chance.randrange(2**31)])
        for page in pages:
            while not page.evaluate("globalThis.through"):
                page.wait_for_timeout(PATIENCE_MS)  # between two checks
        replies = [page.evaluate("globalThis.replies") for page in pages]
        _check(browser, [reply for each in replies for reply in each], summary)
        summary.count("saves", browser.ask("vault.status")["generation"] - began)
        summary.check(summary.counts["saves"] == 3 * count, "not as many saves as changes")
        pages[-1].close()  # and with it the second window
    return summary


def _accounts(browser: Browser) -> list[str]:
    ids = []
    for i in range(ACCOUNTS):
        secret = expected_state.secret_base32(f"b{i}")
        uri = f"otpauth://hotp/b{i}:someone?secret={secret}&issuer=b{i}&counter=0"
        ids.append(browser.ask("account.add", uri=uri)["account_id"])
    return ids


def _pages(browser: Browser) -> list[Page]:
    """Opens the extension page and the settings in one window, the popup's page in another."""
    context = browser.page.context
    settings = browser.new_tab(browser.url("options/options.html"))
    with context.expect_page() as opened:
        browser.extension_page.evaluate(
            "url => { chrome.windows.create({url}); }", browser.url("popup/popup.html")
        )
    popup = opened.value
    popup.wait_for_load_state()
    return [browser.extension_page, settings, popup]


def _check(browser: Browser, replies: list[list[Any]], summary: Summary) -> None:
    given = Counter((account, counter) for account, counter, _ in replies if counter is not None)
    summary.count("changes asked for", len(replies))
    summary.count("changes said to be kept", sum(given.values()))
    for account, counter, code in replies:
        summary.check(counter is not None, f"{account}: {code or 'unanswered'}")
    summary.count("counters given twice", sum(times - 1 for times in given.values()))
    summary.check(summary.counts["counters given twice"] == 0, "a counter was given twice")
    kept = {row["id"]: row["counter"] for row in browser.ask("sheet.read")["rows"]}
    for account in {account for account, _ in given}:
        mine = {counter for each, counter in given if each == account}
        lost = mine ^ set(range(kept[account]))
        summary.count("lost", len(lost))
        summary.check(not lost, f"{account} is at {kept[account]}, not given: {sorted(lost)[:3]}")
