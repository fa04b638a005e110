"""The snapshot as the extension carries it: the memory's empty pages left out.

The format is told where it is read, in ``extension/snapshot.js``.
"""

from __future__ import annotations

import struct

MAGIC = b"KKMS"
PAGE = 4096


def packed(memory: bytes) -> bytes:
    """The file for a memory; its last page is padded with zeros."""
    size = len(memory)
    memory += bytes(-size % PAGE)
    empty = bytes(PAGE)
    runs: list[list[int]] = []
    for page in range(len(memory) // PAGE):
        if memory[page * PAGE : (page + 1) * PAGE] == empty:
            continue
        if runs and sum(runs[-1]) == page:
            runs[-1][1] += 1
        else:
            runs.append([page, 1])
    table = struct.pack("<III", size, PAGE, len(runs))
    table += b"".join(struct.pack("<II", *run) for run in runs)
    pages = (memory[first * PAGE : (first + count) * PAGE] for first, count in runs)
    return MAGIC + table + b"".join(pages)
