"""Random histories of two to five machines that share an area must end with the same accounts.

``python3 build.py campaigns sync N [--seed S]``; needs no build and no browser. History number I of
seed S is that of ``support.sync_histories.run(S + I)``.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from support import sync_histories

CHUNK = 50
PROCESSES = 2
SHOWN = 10


def _faults(seeds: range) -> list[str]:
    found = []
    for seed in seeds:
        try:
            asyncio.run(sync_histories.run(seed))
        except Exception as error:  # every error is reported with its seed, which reproduces it
            found.append(f"history {seed}: {type(error).__name__}: {error}")
    return found


def main() -> int:
    """Returns 0 if every history ended well."""
    parser = argparse.ArgumentParser(prog="campaigns sync")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    began = time.monotonic()
    last = args.seed + args.count
    chunks = [range(at, min(at + CHUNK, last)) for at in range(args.seed, last, CHUNK)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        faults = [fault for found in pool.map(_faults, chunks) for fault in found]
    took = time.monotonic() - began
    lines = [f"sync, seed {args.seed}, {took:.0f} s", f"{args.count} histories"]
    lines += [f"{len(faults)} faults", *faults[:SHOWN]]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
