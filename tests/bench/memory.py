"""The memory and processor time of an idle popup, and what remains after it was closed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.browser import BenchBrowser
    from bench.subjects import Subject

SETTLE_S = 6.0
OPEN_S = 0.25  # the codes are there, and all that follows them
CALM_S = 2.0
GONE_S = 40.0
TICKS = os.sysconf("SC_CLK_TCK")
_PRIVATE = re.compile(r"^Private_(?:Clean|Dirty): +(\d+) kB", re.MULTILINE)


def private_mb(browser: BenchBrowser) -> float:
    """Private bytes of the processes that extensions run in."""
    total = 0
    for pid in browser.processes():
        try:
            total += sum(map(int, _PRIVATE.findall(Path(f"/proc/{pid}/smaps_rollup").read_text())))
        except OSError:  # it has just ended
            continue
    return total / 1024


def _cpu_s(browser: BenchBrowser) -> float:
    total = 0
    for pid in browser.processes():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])  # utime, stime
    return total / TICKS


def look_after(browser: BenchBrowser, subject: Subject, seconds: float) -> None:
    """The popup open for so long, then closed, then in a tab that nobody sees. Only one subject
    is on the browser. Notes ``MB open``, ``% open``, ``MB closed`` (40 s later), ``% hidden``.
    """
    _, popup = browser.press(subject)
    browser.wire.rest(SETTLE_S)
    subject.note("MB open", private_mb(browser))  # while the worker still runs
    before = _cpu_s(browser)
    browser.wire.rest(seconds)
    subject.note("% open", (_cpu_s(browser) - before) / seconds * 100)
    browser.shut(popup)
    browser.wire.rest(GONE_S)
    subject.note("MB closed", private_mb(browser))
    hidden = browser.behind(subject.url(subject.adapter.popup))
    browser.wire.rest(GONE_S)  # the worker was asked for codes as it opened, and is gone again
    before = _cpu_s(browser)
    browser.wire.rest(seconds)
    subject.note("% hidden", (_cpu_s(browser) - before) / seconds * 100)
    browser.shut(hidden)


def open_over_and_over(browser: BenchBrowser, subject: Subject, times: int, looks: int) -> None:
    """The popup opened and closed so often, the worker running all the while. Notes ``MB at`` with
    the popup open, ``looks`` times on the way.
    """
    for number in range(times):
        _, popup = browser.press(subject)
        if number % (times // looks) == times // looks - 1:
            browser.wire.rest(CALM_S)
            subject.note("MB at", private_mb(browser))
        browser.wire.rest(OPEN_S)
        browser.shut(popup)
