"""``python -m campaigns NAME COUNT [--seed S]``, with py and tests on the path."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from campaigns import bursts, damage, flips, kills, speed, stop_at_await, stops
from campaigns.context import CampaignContext

if TYPE_CHECKING:
    from types import ModuleType

CAMPAIGNS: dict[str, ModuleType] = {
    module.NAME: module for module in (kills, stops, stop_at_await, damage, flips, bursts, speed)
}
PRODUCT = Path(__file__).resolve().parents[2] / "dist" / "kakomi"


def main() -> int:
    """Returns 0 if there was no fault, else 1."""
    about = "\n".join(f"  {name:8} counts {m.COUNTED}" for name, m in CAMPAIGNS.items())
    parser = argparse.ArgumentParser(
        prog="campaigns", epilog=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=list(CAMPAIGNS))
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    product = Path(os.environ.get("KAKOMI_PRODUCT") or PRODUCT)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="kakomi-campaign-") as work_folder,
        sync_playwright() as playwright,
    ):
        # A copy, because a build may replace the product meanwhile.
        copy = shutil.copytree(product, Path(work_folder) / "kakomi")
        context = CampaignContext(playwright=playwright, product=copy)
        summary = CAMPAIGNS[args.name].run(context, args.count, args.seed)
    took = time.monotonic() - began
    lines = [f"{args.name}, seed {args.seed}, {took:.0f} s", *summary.lines()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if summary.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
