"""The read rate of difficult codes: ``build.py bench scan [FOLDER …] [--every N]``.

Reads every picture of each folder (its manifest.json says what is in it; without one, pictures
drawn here and the photographs beside the repository) with the built extension:

- in Chromium by ``scan.image`` with a running worker: how many are read, and how fast;
- under Node with the same host and the same strategies: which strategy read each picture, what each
  other strategy alone reads of those that the first does not, and its processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import io
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from contract.pictures import Pictures
from e2e.browser import Browser, Setting
from kakomi import scan
from PIL import Image
from playwright.sync_api import sync_playwright
from tools import node, paths

from bench import corpora

if TYPE_CHECKING:
    from contract.pictures import NodePicture

    from bench.corpora import Shot

FOUR_K = 6_000_000  # pixels
WITHOUT_END_MS = 10**9
ASK = """async ([name, data_base64]) => {
    const start = performance.now();
    const request = {command: "scan.image", args: {name, data_base64}};
    const reply = await chrome.runtime.sendMessage(request);
    return [reply, performance.now() - start];
}"""


class _Clock:
    def now_unix_ms(self) -> int:
        return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Tally:
    """The results of a corpus."""

    codes: int = 0
    read: int = 0
    false: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)
    given_up_ms: list[float] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)
    hard: int = 0
    alone: Counter[str] = field(default_factory=Counter)
    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def main(words: list[str]) -> int:
    """Measures and prints. Returns 0."""
    parser = argparse.ArgumentParser(prog="build.py bench scan", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--every", type=int, default=1, help="only each Nth picture")
    reported = parser.parse_args(words)
    found = [(f.name, corpora.of_folder(f)) for f in reported.folders] or corpora.usual()
    for name, shots in found:
        print(_told(name, _measured(list(shots)[:: reported.every])), flush=True)  # noqa: T201
    return 0


def _measured(shots: list[Shot]) -> Tally:
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="kakomi-bench-") as name:
        work_folder = Path(name)
        # A build may replace the folder meanwhile.
        product = shutil.copytree(paths.UNPACKED, work_folder / "product")
        modules = shutil.copytree(paths.MODULES, work_folder / "modules")
        with sync_playwright() as playwright:
            browser = Browser(playwright, product, work_folder, Setting())
            try:
                _ask(browser.extension_page, shots[0])  # starts the worker and loads its decoders
                for shot in shots:
                    _by_message(browser.extension_page, shot, tally)
            finally:
                browser.quit()
        pictures = Pictures(node.program(), modules, work_folder)
        for shot in shots:
            if shot.target is not None:
                _by_hand(pictures, shot, tally)
        pictures.close()
    return tally


def _ask(page: Any, shot: Shot) -> tuple[list[str], float]:
    reply, ms = page.evaluate(ASK, [shot.name, base64.b64encode(shot.data).decode()])
    texts = reply["ok"]["texts"] if "ok" in reply else [reply["error"]["code"]]
    return [corpora.tidy(text) for text in texts], ms


def _by_message(page: Any, shot: Shot, tally: Tally) -> None:
    texts, ms = _ask(page, shot)
    tally.ms.append(ms)
    if shot.target is None:
        if texts:
            tally.false.append(shot.name)
        if shot.width * shot.height >= FOUR_K:
            tally.given_up_ms.append(ms)
        return
    tally.codes += 1
    tally.kinds[shot.kind] += 1
    if shot.target in texts:
        tally.read += 1
    else:
        tally.unread[shot.kind] += 1


def _by_hand(pictures: Pictures, shot: Shot, tally: Tally) -> None:
    picture = pictures.open(Image.open(io.BytesIO(shot.data)))
    result = asyncio.run(scan.read(picture, _Clock(), WITHOUT_END_MS))
    by = next((t.by for t in result.texts if corpora.tidy(t.text) == shot.target), None)
    if by is not None:
        tally.by[by] += 1
    if by == scan.FIRST.name:
        _alone(picture, scan.FIRST, shot, tally)
    else:
        tally.hard += 1
        for attempt in scan.FURTHER:
            _alone(picture, attempt, shot, tally)
    picture.close()


def _alone(picture: NodePicture, attempt: scan.DecodeStrategy, shot: Shot, tally: Tally) -> None:
    """Returns what the strategy reads if only the first one runs before it."""
    picture.took_ms.clear()
    further = () if attempt is scan.FIRST else (attempt,)
    result = asyncio.run(scan.read(picture, _Clock(), WITHOUT_END_MS, further))
    tally.took_ms[attempt.name].append(picture.took_ms[attempt.decoder, attempt.steps])
    tally.alone[attempt.name] += shot.target in [corpora.tidy(text.text) for text in result.texts]


def _told(name: str, tally: Tally) -> str:
    ms = sorted(tally.ms)
    slow = ms[min(len(ms) - 1, int(len(ms) * 0.95))]
    lines = [
        f"Scan · {name}: {tally.codes} codes, {len(tally.ms) - tally.codes} pictures without",
        f"  read {tally.read / max(1, tally.codes):.4f} · false {len(tally.false)}"
        f" · median {median(ms):.1f} ms · p95 {slow:.0f} ms",
    ]
    if tally.given_up_ms:
        lines.append(f"  4K without a code: given up after {max(tally.given_up_ms):.0f} ms at most")
    first = median(tally.took_ms[scan.FIRST.name] or [0])
    lines.append(f"  {'attempt':16}{'read it':>9}{'alone':>14}{'ms':>9}{'times the first':>17}")
    for attempt in (scan.FIRST, *scan.FURTHER):
        took = median(tally.took_ms[attempt.name] or [0])
        of = tally.codes if attempt is scan.FIRST else tally.hard
        lines.append(
            f"  {attempt.name:16}{tally.by[attempt.name]:9}"
            f"{f'{tally.alone[attempt.name]} of {of}':>14}{took:9.1f}{took / (first or 1):17.1f}"
        )
    lines.append(f"  {scan.LINES.name:16}{tally.by[scan.LINES.name]:9}")
    unread = [f"{kind} {n} of {tally.kinds[kind]}" for kind, n in tally.unread.most_common()]
    lines.append(f"  unread: {' · '.join(unread) or 'none'}")
    lines += [f"  FALSE: {shot}" for shot in tally.false]
    return "\n".join(lines)
