"""The memory and processor time of an idle popup, and the memory after it was closed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.browser import BenchBrowser
    from bench.subjects import Subject

SETTLE_S = 6.0
OPEN_S = 0.25  # by then the codes are shown and the handlers are loaded
CALM_S = 2.0
GONE_S = 40.0
TICKS = os.sysconf("SC_CLK_TCK")
_PRIVATE = re.compile(r"^Private_(?:Clean|Dirty): +(\d+) kB", re.MULTILINE)


def private_mb(browser: BenchBrowser) -> float:
    """Returns the private memory of the processes that extensions run in, in MB."""
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
    """Measures the popup while it is open, after it was closed, and in a background tab. The
    browser has only one subject. Records ``MB open``, ``% open``, ``MB closed`` (40 s later), ``%
    hidden``.
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


def open_after_import(browser: BenchBrowser, subject: Subject, uris: Sequence[str]) -> None:
    """Imports the accounts in a tab, closes it and opens the popup at once, with the worker that
    has imported. Records ``MB imported`` as soon as the codes are shown, and ``MB imported later``.
    """
    browser.keep(subject, uris)
    _, popup = browser.press(subject)
    browser.wire.rest(CALM_S)
    subject.note("MB imported", private_mb(browser))
    browser.wire.rest(SETTLE_S)
    subject.note("MB imported later", private_mb(browser))
    browser.shut(popup)


def open_over_and_over(browser: BenchBrowser, subject: Subject, times: int, looks: int) -> None:
    """Opens and closes the popup repeatedly while the worker runs. Records ``MB at`` ``looks``
    times, with the popup open.
    """
    for number in range(times):
        _, popup = browser.press(subject)
        if number % (times // looks) == times // looks - 1:
            browser.wire.rest(CALM_S)
            subject.note("MB at", private_mb(browser))
        browser.wire.rest(OPEN_S)
        browser.shut(popup)
