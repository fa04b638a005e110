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


def start_in_turns(stage: BenchBrowser, contenders: Sequence[Subject], rounds: int) -> None:
    """Notes ``reply`` (Python computes one code), ``sheet`` (it opens the vault and brings the
    codes) and ``warm`` (the same as reply, of a worker that runs).
    """
    for turn in range(rounds + 1):
        for contender in contenders:
            asked = [("reply", REPLY), ("sheet", SHEET)] if contender.adapter.keep else []
            target, session = stage.room_of(contender)
            for what, request in asked or [("reply", REPLY)]:
                stage.stop_workers()
                stage.wire.rest(REST_S)
                took = _asked(stage, session, request)
                if turn:
                    contender.note(what, took)
            if turn:
                contender.note("warm", min(_asked(stage, session, REPLY) for _ in range(3)))
            stage.shut(target)


def _asked(stage: BenchBrowser, session: str, request: Mapping[str, Any]) -> float:
    """How long the answer takes, by the page's clock."""
    took: float = stage.evaluated(
        session,
        f"""(async () => {{
            const start = performance.now();
            const reply = await chrome.runtime.sendMessage({json.dumps(request)});
            if (!("ok" in reply)) throw new Error(JSON.stringify(reply));
            return performance.now() - start;
        }})()""",
    )
    return took
