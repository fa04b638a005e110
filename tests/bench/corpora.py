"""Pictures and the texts of their codes, from folders with a manifest or drawn here."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from support import difficult_qr_codes, photographed_qr_codes, shared_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

SEEDS = 6
SIZES = ((500, 500), (1280, 900), (1920, 1080), (3840, 2160))
WITHOUT_PER_SIZE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture file. ``target`` must be read, and any of ``texts`` may be; other texts may not."""

    name: str
    kind: str
    data: bytes
    target: str | None
    texts: tuple[str, ...]
    width: int
    height: int


def tidy(text: str) -> str:
    """Returns the text as other projects' manifests have it: with \\n and without a last one."""
    return text.replace("\r\n", "\n").strip()


def of_folder(folder: Path) -> Iterator[Shot]:
    """Returns the pictures of ``manifest.json``: {file, expected, target?, category?, width,
    height}.
    """
    for row in json.loads((folder / "manifest.json").read_text("utf-8")):
        texts = tuple(tidy(text) for text in row["expected"])
        target = row.get("target", texts[0] if texts else None)
        yield Shot(
            name=row["file"],
            kind=row.get("category", folder.name),
            data=(folder / row["file"]).read_bytes(),
            target=tidy(target) if target else None,
            texts=texts,
            width=row["width"],
            height=row["height"],
        )


def drawn() -> Iterator[Shot]:
    """Draws each kind of difficult code several times, and pages without a code."""
    for way, draw in difficult_qr_codes.WAYS.items():
        for seed in range(SEEDS):
            chance = Random(f"bench {way} {seed}")  # noqa: S311  pictures, not secrets
            text = difficult_qr_codes.account(chance)
            image = draw(chance, text)
            yield _shot(f"{way} {seed}", way, image, text)
    for width, height in SIZES:
        for seed in range(WITHOUT_PER_SIZE):
            chance = Random(f"bench {width} {seed}")  # noqa: S311  pictures, not secrets
            page = difficult_qr_codes.page_without_codes(chance, width, height)
            yield _shot(f"{width} x {height} {seed}", "no code", page, None)


def photographed() -> Iterator[Shot]:
    """Draws each kind of photograph several times."""
    for kind, draw in photographed_qr_codes.KINDS.items():
        for seed in range(2 * SEEDS):
            chance = Random(f"bench {kind} {seed}")  # noqa: S311  pictures, not secrets
            text = photographed_qr_codes.account(chance)
            yield _shot(f"{kind} {seed}", kind, draw(chance, text), text)


def _shot(name: str, kind: str, image: Image, target: str | None) -> Shot:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return Shot(
        name=name,
        kind=kind,
        data=out.getvalue(),
        target=target,
        texts=(target,) if target else (),
        width=image.width,
        height=image.height,
    )


def usual() -> list[tuple[str, Iterator[Shot]]]:
    """Returns the drawn pictures, and the photographs if they are beside the repository."""
    photographs = shared_data.FOLDER / "qr"
    found = [("drawn here", drawn()), ("photographs drawn here", photographed())]
    if (photographs / "manifest.json").is_file():
        found.append(("photographs", of_folder(photographs)))
    return found
