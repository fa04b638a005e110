"""Writes the snapshot file: the memory pages that differ from those of a fresh interpreter.

``extension/snapshot.js`` reads it and describes the format.
"""

from __future__ import annotations

import struct

MAGIC = b"KKMS"
PAGE = 4096


def packed(image: bytes, fresh: bytes, begun: bytes) -> bytes:
    """Returns the snapshot file for an image that Pyodide made.

    The image's second number is the offset of the memory in it. ``fresh`` is the memory after
    instantiation of the WebAssembly, ``begun`` the memory just before the snapshot is written into
    it. A page that is the same in all three is left out, because neither the start-up nor Python
    has changed it. Raises ValueError if the image has another layout than expected.
    """
    (begin,) = struct.unpack_from("<I", image, 4)
    notes, memory = image[:begin], image[begin:]
    if len(notes) % 16 or len(memory) % PAGE or len(begun) > len(memory):
        raise ValueError("Pyodide's image is laid out in an unknown way")
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
    """Returns one page. Beyond the end of the memory it is zeros."""
    return memory[page * PAGE : (page + 1) * PAGE].ljust(PAGE, b"\0")
