"""The snapshot as the extension carries it: the pages that a fresh memory has not anyway.

The format is told where it is read, in ``extension/snapshot.js``.
"""

from __future__ import annotations

import struct

MAGIC = b"KKMS"
PAGE = 4096


def packed(image: bytes, fresh: bytes, begun: bytes) -> bytes:
    """The file for an image by Pyodide, whose second number says where its memory begins.

    ``fresh`` is what the WebAssembly alone puts into the memory, ``begun`` is the memory when a
    restored one is about to be poured in. A page is left out where all three are the same: then
    neither the start touches it nor has Python changed it.
    """
    (begin,) = struct.unpack_from("<I", image, 4)
    notes, memory = image[:begin], image[begin:]
    if len(notes) % 16 or len(memory) % PAGE or len(begun) > len(memory):
        raise ValueError("Pyodide's image is laid out in a new way")
    runs: list[list[int]] = []
    for page in range(len(memory) // PAGE):
        if _page(memory, page) == _page(fresh, page) == _page(begun, page):
            continue
        if runs and sum(runs[-1]) == page:
            runs[-1][1] += 1
        else:
            runs.append([page, 1])
    table = struct.pack("<IIII", len(notes), len(memory), PAGE, len(runs))
    table += b"".join(struct.pack("<II", *run) for run in runs)
    pages = (memory[first * PAGE : (first + count) * PAGE] for first, count in runs)
    return MAGIC + table + notes + b"".join(pages)


def _page(memory: bytes, page: int) -> bytes:
    """Where a memory has not grown to yet, there are zeros."""
    return memory[page * PAGE : (page + 1) * PAGE].ljust(PAGE, b"\0")
