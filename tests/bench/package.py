"""The files of the package, their sizes, and what does not work without them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MB = 1_000_000

# Prefix of a path -> what does not work without the file. The first prefix that matches is used.
MISSED: Sequence[tuple[str, str]] = (
    ("manifest.json", "everything"),
    ("begin.js", "the worker"),
    ("worker.js", "the worker: all that the pages ask"),
    ("python/snapshot.bin", "the quick start; Python starts the long way"),
    ("python/kakomi.zip", "readers of other apps' files, and the start without a snapshot"),
    ("python/stdlib.zip", "the start without a snapshot, late imports"),
    ("vendor/pyodide/", "Python"),
    ("vendor/zxing-wasm/", "reading several or damaged codes"),
    ("vendor/jsqr/", "codes that zxing does not read"),
    ("vendor/hash-wasm/", "passphrases, and files sealed by Argon2 or scrypt"),
    ("vendor/noble-ciphers/", "its licence must be there"),
    ("vendor/uqr/", "QR codes on the export page"),
    ("vendor/zxcvbn-", "the strength shown beside a new passphrase"),
    ("vendor/service-icons/", "icons of services; letters are shown"),
    ("vendor/", "licences must be there"),
    ("_locales/", "its language"),
    ("popup/", "the popup"),
    ("options/", "the settings page"),
    ("overlay/", "the box over a page"),
    ("page/", "reading the page's own pictures, pointing at one"),
    ("capture/", "drawing the box where a page lets nobody draw"),
    ("welcome/", "the first page, and what to do after a loss"),
    ("help/", "help"),
    ("icons/", "its icon"),
    ("", "a page's looks, words or messages"),
)


def weights(folder: Path) -> dict[str, int]:
    """Returns each file of the package and its compressed bytes in the store's ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    with zipfile.ZipFile(packed) as archive:
        return {i.filename: i.compress_size + 2 * len(i.filename) + 76 for i in archive.infolist()}


def reported(sizes: dict[str, int]) -> str:
    """Returns a table: a line for each large file, and one for the small files of each purpose."""
    groups: dict[tuple[str, str], int] = {}
    for name, size in sizes.items():
        place, missed = next((p, m) for p, m in MISSED if name.startswith(p))
        key = (name if size > 100_000 else place or "pages' common files", missed)
        groups[key] = groups.get(key, 0) + size
    rows = sorted(groups.items(), key=lambda row: -row[1])
    lines = [f"{size / 1000:>8.0f} kB  {name:<34} without it: {m}" for (name, m), size in rows]
    total = sum(sizes.values()) / MB
    return "\n".join([f"the package: {total:.2f} MB in {len(sizes)} files", *lines, ""])
