"""A short run of each campaign (tests/campaigns has the long ones): nothing that was said to be
kept is lost, nothing is torn, and no damage goes unnoticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from campaigns import awaits, bursts, damage, flips, kills, speed, stops
from campaigns.ground import Ground

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from campaigns.tally import Tally
    from playwright.sync_api import Playwright

SHORT = {kills: 4, stops: 3, awaits: 10, damage: 6, bursts: 30, speed: 2}


@pytest.fixture
def ground(playwright: Playwright, product: Path) -> Ground:
    return Ground(playwright=playwright, product=product)


def well(tally: Tally) -> None:
    print("\n".join(tally.lines()))  # noqa: T201  what pytest shows of a failure
    assert tally.faults == []


@pytest.mark.parametrize(
    "campaign",
    [pytest.param(c, marks=[pytest.mark.timing] if c is speed else []) for c in SHORT],
    ids=lambda module: module.NAME,
)
def test_nothing_happens_that_must_not(ground: Ground, campaign: ModuleType) -> None:
    well(campaign.run(ground, SHORT[campaign], seed=7))


def test_a_changed_byte_is_noticed(ground: Ground) -> None:
    well(flips.run(ground, 2, seed=7, every=53))
