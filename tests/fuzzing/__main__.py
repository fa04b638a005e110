"""``python -m fuzzing N [NAME …] [--seed S]``: N runs for each reader, or for those named; links,
transfers and pictures are names too.
"""

from __future__ import annotations

import argparse
import functools
import sys

from fuzzing.inputs import INPUTS, run_input
from fuzzing.run import readers, run


def main() -> int:
    """Returns the number of crashes, limited to what an exit code can hold."""
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description=__doc__)
    parser.add_argument("runs", type=int, help="for each reader")
    parser.add_argument("names", nargs="*", help="readers; all if none is given")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    runs = {name: functools.partial(run, files) for name, files in sorted(readers().items())}
    runs |= {name: functools.partial(run_input, name) for name in INPUTS}
    crashes = 0
    for name, run_it in runs.items():
        if args.names and name not in args.names:
            continue
        report = run_it(args.runs, args.seed)
        crashes += len(report.crashes)
        sys.stdout.write(
            f"{name:24} {report.runs:7} runs {report.drafts:7} drafts {report.refusals:7} refused, "
            f"slowest {report.slowest_s:6.3f} s, {len(report.crashes)} crashes\n"
        )
        for crash in report.crashes[:5]:
            sys.stdout.write(f"    {crash}\n")
        sys.stdout.flush()
    return min(crashes, 1)


if __name__ == "__main__":
    raise SystemExit(main())
