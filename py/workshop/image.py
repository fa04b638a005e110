"""The snapshot as the extension carries it: the memory's empty pages left out.

The format is told where it is read, in ``extension/snapshot.js``.
"""

from __future__ import annotations

import struct

MAGIC = b"KKMS"
PAGE = 4096


def packed(image: bytes) -> bytes:
    """The file for an image by Pyodide, whose second number says where its memory begins."""
    (begin,) = struct.unpack_from("<I", image, 4)
    notes, memory = image[:begin], image[begin:]
    if len(notes) % 16 or len(memory) % PAGE:
        raise ValueError("Pyodide's image is laid out in a new way")
    empty = bytes(PAGE)
    runs: list[list[int]] = []
    for page in range(len(memory) // PAGE):
        if memory[page * PAGE : (page + 1) * PAGE] == empty:
            continue
        if runs and sum(runs[-1]) == page:
            runs[-1][1] += 1
        else:
            runs.append([page, 1])
    table = struct.pack("<IIII", len(notes), len(memory), PAGE, len(runs))
    table += b"".join(struct.pack("<II", *run) for run in runs)
    pages = (memory[first * PAGE : (first + count) * PAGE] for first, count in runs)
    return MAGIC + table + notes + b"".join(pages)
