"""``python -m bench``: runs all parts of the benchmark, or those that are named.

clicks · starts · scans · fills · upkeep · openings · lists · package    the parts; all by default
scan …                                        difficult codes (followed by its own arguments)
--rounds N                                    the number of measurements of each (9)
--beside FOLDER                               another unpacked extension, FOLDER.json beside it
--json FILE, --chart FILE                     where to write the numbers and the chart
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools import paths

from bench import report
from bench.parts import PARTS

if TYPE_CHECKING:
    from bench.report import Line


def main(words: list[str]) -> int:
    """Runs the parts, prints the results and writes the files."""
    if words[:1] == ["scan"]:
        scan = importlib.import_module("bench.scan")
        return int(scan.main(words[1:]))
    parser = argparse.ArgumentParser(prog="build.py bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--beside", type=Path, action="append", default=[])
    parser.add_argument("--json", type=Path, default=paths.OUTPUT / "bench.json")
    parser.add_argument("--chart", type=Path)
    reported = parser.parse_args(words)
    unknown = [part for part in reported.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no {unknown[0]}: {' · '.join(PARTS)}")
    results: dict[str, list[Line]] = {}
    with tempfile.TemporaryDirectory(prefix="kakomi-bench-") as work_folder:
        for part in reported.parts or PARTS:
            title, measure = PARTS[part]
            own = Path(tempfile.mkdtemp(prefix=part, dir=work_folder))
            results[part] = measure(own, reported.rounds, [f.resolve() for f in reported.beside])
            print(report.table(title, results[part]), flush=True)  # noqa: T201  it was asked for
    reported.json.parent.mkdir(parents=True, exist_ok=True)
    parts = {part: [line.as_json() for line in lines] for part, lines in results.items()}
    reported.json.write_text(json.dumps({"at_unix": int(time.time()), "parts": parts}, indent=1))
    if reported.chart:
        charted = [(PARTS[p][0], results[p]) for p in ("clicks", "starts") if p in results]
        reported.chart.write_text(report.drawing(charted), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
