"""A short run of each campaign (tests/campaigns has the long runs): nothing that was reported as
saved is lost, no save is partial, and no damage goes unnoticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaigns import bursts, damage, flips, kills, speed, stop_at_await, stops
from campaigns.context import CampaignContext

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from campaigns.summary import Summary
    from playwright.sync_api import Playwright

SHORT = {kills: 3, stops: 2, stop_at_await: 6, damage: 4, bursts: 20, speed: 5}


@pytest.fixture
def context(playwright: Playwright, product: Path) -> CampaignContext:
    return CampaignContext(playwright=playwright, product=product)


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
