"""A short run of each campaign (tests/campaigns has the long runs): nothing that was reported as
saved is lost, no save is partial, and no damage goes unnoticed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from campaigns import bursts, damage, flips, kills, speed, stop_at_await, stops
from campaigns.context import CampaignContext

from e2e.browser import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from campaigns.summary import Summary
    from playwright.sync_api import Playwright

    from e2e.browser import Browser
    from e2e.browser_pool import BrowserPool

SHORT = {kills: 3, stops: 2, stop_at_await: 6, damage: 4, bursts: 20, speed: 3}


@pytest.fixture
def context(playwright: Playwright, product: Path, pool: BrowserPool) -> CampaignContext:
    @contextmanager
    def lend() -> Iterator[Browser]:
        browser = pool.take(Setting())
        yield browser
        pool.give_back(browser)

    return CampaignContext(playwright=playwright, product=product, lend=lend)


def well(summary: Summary) -> None:
    print("\n".join(summary.lines()))  # noqa: T201  what pytest shows of a failure
    assert summary.faults == []


@pytest.mark.parametrize(
    "campaign",
    [pytest.param(c, marks=[pytest.mark.timing] if c is speed else []) for c in SHORT],
    ids=lambda module: module.NAME,
)
def test_a_short_campaign_finds_no_fault(context: CampaignContext, campaign: ModuleType) -> None:
    well(campaign.run(context, SHORT[campaign], seed=7))


def test_a_changed_byte_is_detected(context: CampaignContext) -> None:
    well(flips.run(context, 2, seed=7, every=53))
