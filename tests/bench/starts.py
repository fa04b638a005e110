"""From a stopped worker to its first reply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.browser import BenchBrowser
    from bench.subjects import Subject

REST_S = 0.3
REPLY = {
    "command": "otp.codes",
    "args": {
        "kind": "totp",
        "secret_base32": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "algorithm": "SHA1",
        "digits": 6,
        "first_step": 1,
        "count": 1,
    },
}
SHEET = {"command": "sheet.read", "args": {"brief": True}}


def start_in_turns(browser: BenchBrowser, subjects: Sequence[Subject], rounds: int) -> None:
    """Records ``reply`` (Python computes one code), ``sheet`` (it opens the vault and returns the
    codes) and ``warm`` (like reply, of a running worker).
    """
    for turn in range(rounds + 1):
        for subject in subjects:
            asked = [("reply", REPLY), ("sheet", SHEET)] if subject.adapter.keep else []
            target, session = browser.background_page(subject)
            for what, request in asked or [("reply", REPLY)]:
                browser.stop_workers()
                browser.wire.rest(REST_S)
                took = _asked(browser, session, request)
                if turn:
                    subject.note(what, took)
            if turn:
                subject.note("warm", min(_asked(browser, session, REPLY) for _ in range(3)))
            browser.shut(target)


def _asked(browser: BenchBrowser, session: str, request: Mapping[str, Any]) -> float:
    """Returns how long the reply takes, by the page's clock."""
    took: float = browser.evaluated(
        session,
        f"""(async () => {{
            const start = performance.now();
            const reply = await chrome.runtime.sendMessage({json.dumps(request)});
            if (!("ok" in reply)) throw new Error(JSON.stringify(reply));
            return performance.now() - start;
        }})()""",
    )
    return took
