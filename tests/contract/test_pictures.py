"""Pictures, read by the built extension's host under Node with the strategies of kakomi.scan."""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import TYPE_CHECKING

import pytest
from contract.pictures import Pictures
from kakomi import scan
from kakomi.ports import Region
from PIL import Image
from PIL.ImageFilter import GaussianBlur
from support import difficult_qr_codes, photographed_qr_codes
from tools import node, paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


PATIENT_MS = 60_000  # these tests check what is read, not how fast


class Clock:
    """The machine's clock."""

    def now_unix_ms(self) -> int:
        return time.time_ns() // 1_000_000


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictures]:
    scratch: Path = tmp_path_factory.mktemp("pixels")
    made = Pictures(node.program(), paths.MODULES, scratch)
    yield made
    made.close()


def read(pictures: Pictures, image: Image.Image) -> scan.ScanResult:
    picture = pictures.open(image)
    result = asyncio.run(scan.read(picture, Clock(), PATIENT_MS))
    picture.close()
    return result


def read_box(pictures: Pictures, image: Image.Image, box: Region) -> scan.ScanResult:
    picture = pictures.open(image)
    result = asyncio.run(scan.read_box(picture, box, Clock(), PATIENT_MS))
    picture.close()
    return result


def texts(result: scan.ScanResult) -> list[str]:
    return [text.text for text in result.texts]


@pytest.mark.parametrize("way", difficult_qr_codes.WAYS)
@pytest.mark.parametrize("seed", range(3))
def test_a_difficult_code_is_read(pictures: Pictures, way: str, seed: int) -> None:
    chance = Random(f"{way}{seed}")  # noqa: S311  pictures, not secrets
    text = difficult_qr_codes.account(chance)
    assert texts(read(pictures, difficult_qr_codes.WAYS[way](chance, text))) == [text]


@pytest.mark.parametrize("attempt", [scan.FIRST, *scan.FURTHER], ids=lambda a: a.name)
def test_corners_are_in_the_pixels_of_the_picture(
    pictures: Pictures, attempt: scan.DecodeStrategy
) -> None:
    """With every filter and for every region."""
    shown = difficult_qr_codes.drawn(difficult_qr_codes.code("otpauth://totp/a?secret=AAAA"), 4)
    page = difficult_qr_codes.on_page(shown, room=60)
    if "deblur" in {step[0] for step in attempt.steps}:
        page = page.filter(GaussianBlur(2))
    if attempt.name == "joined":
        page.paste(difficult_qr_codes.PAGE, (0, 134, page.width, 136))
    picture = pictures.open(page)
    reader = scan._Scan(picture, Clock(), PATIENT_MS)  # noqa: SLF001  one attempt alone
    part = Region(x=30, y=20, width=page.width - 40, height=page.height - 30)
    assert asyncio.run(reader.try_strategy(attempt, part))
    picture.close()
    [text] = reader.texts.values()
    left = top = 60 + 16
    right = bottom = 60 + shown.width - 16
    expected = (left, top, right, top, right, bottom, left, bottom)
    assert text.corners == pytest.approx(expected, abs=4)


@pytest.mark.parametrize(
    ("size", "seed"), [((500, 500), 0), ((500, 500), 1), ((1280, 900), 2), ((2560, 1440), 3)]
)
def test_a_picture_without_a_code_gives_none(
    pictures: Pictures, size: tuple[int, int], seed: int
) -> None:
    page = difficult_qr_codes.page_without_codes(Random(seed), *size)  # noqa: S311  pictures, not secrets
    assert texts(read(pictures, page)) == []


def test_a_difficult_code_on_a_large_page_is_read(pictures: Pictures) -> None:
    chance = Random(7)  # noqa: S311  pictures, not secrets
    page = difficult_qr_codes.page_without_codes(chance, 2560, 1440)
    text = difficult_qr_codes.account(chance)
    page.paste(difficult_qr_codes.drawn(difficult_qr_codes.code(text), 4, "#e8e8e8"), (1700, 800))
    assert texts(read(pictures, page)) == [text]


def test_several_codes_are_all_read(pictures: Pictures) -> None:
    chance = Random(3)  # noqa: S311  pictures, not secrets
    page = difficult_qr_codes.page_without_codes(chance, 1280, 900)
    shown = [
        difficult_qr_codes.account(chance),
        "https://kakomi.example/help",
        difficult_qr_codes.account(chance),
    ]
    for i, text in enumerate(shown):
        page.paste(difficult_qr_codes.drawn(difficult_qr_codes.code(text), 3), (40 + 400 * i, 300))
    assert sorted(texts(read(pictures, page))) == sorted(shown)


@pytest.mark.parametrize("cut", [1, 2, 5, 12])
@pytest.mark.parametrize("side", range(4))
def test_a_box_that_cuts_the_code_reads_it(pictures: Pictures, cut: int, side: int) -> None:
    text = difficult_qr_codes.account(Random(1))  # noqa: S311  pictures, not secrets
    shown = difficult_qr_codes.drawn(difficult_qr_codes.code(text), 4)
    page = difficult_qr_codes.on_page(shown, room=80)
    first, last = 80 + 16, 80 + shown.width - 16
    edges = [first, first, last, last]
    edges[side] += 4 * cut if side < 2 else -4 * cut
    left, top, right, bottom = edges
    box = Region(x=left, y=top, width=right - left, height=bottom - top)
    assert texts(read_box(pictures, page, box)) == [text]


@pytest.mark.parametrize("way", [way for way in difficult_qr_codes.WAYS if way != "cut off"])
def test_a_box_that_cuts_two_modules_of_the_code_reads_it(pictures: Pictures, way: str) -> None:
    """Cut at one side, at two, and at all."""
    chance = Random(f"box {way}0")  # noqa: S311  pictures, not secrets
    text = difficult_qr_codes.account(chance)
    page = difficult_qr_codes.WAYS[way](chance, text)
    [complete] = read(pictures, page).texts
    xs, ys = complete.corners[::2], complete.corners[1::2]
    modules = difficult_qr_codes.code(text, "l").width
    for sides in ((0,), (1,), (2,), (3,), (0, 1), (2, 3), (0, 1, 2, 3)):
        edges = [min(xs), min(ys), max(xs), max(ys)]
        for side in sides:
            step = (edges[2 + side % 2] - edges[side % 2]) * 2 / modules
            edges[side] += step if side < 2 else -step
        left, top, right, bottom = map(round, edges)
        box = Region(x=left, y=top, width=right - left, height=bottom - top)
        assert texts(read_box(pictures, page, box)) == [text], sides


@pytest.mark.parametrize("pixels", [2, 3, 4])
def test_a_page_full_of_finder_patterns_is_searched_in_bounded_time(
    pictures: Pictures, pixels: int
) -> None:
    """There are a thousand patterns, and each pair could belong to a code."""
    tile = Image.new("L", (8, 8), 255)
    for inset, value in ((0, 0), (1, 255), (2, 0)):
        tile.paste(value, (inset, inset, 7 - inset, 7 - inset))
    side = 8 * (680 // pixels // 8)
    sheet = Image.new("L", (side, side))
    for x in range(0, side, 8):
        for y in range(0, side, 8):
            sheet.paste(tile, (x, y))
    picture = pictures.open(sheet.resize((side * pixels,) * 2, Image.Resampling.NEAREST))
    assert asyncio.run(scan.read(picture, Clock(), PATIENT_MS)).texts == ()
    assert sum(picture.took_ms.values()) < 10_000  # on the slowest machine; usually a second
    picture.close()


def test_an_unknown_decoder_or_filter_is_refused(pictures: Pictures) -> None:
    picture = pictures.open(difficult_qr_codes.drawn(difficult_qr_codes.code("a"), 2))
    part = Region(x=0, y=0, width=10, height=10)
    with pytest.raises(RuntimeError, match="no decoder"):
        asyncio.run(picture.read("eye", (("luma",),), part))
    with pytest.raises(RuntimeError, match="no filter"):
        asyncio.run(picture.read("zxing", (("wish",),), part))
    picture.close()


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        *(("damaged", 2), ("glare", 3), ("perspective", 4), ("curved", 2), ("shadowed", 3)),
        ("photo blurred", 1),
    ],
)
def test_a_photographed_code_is_read_by_its_modules_alone(
    pictures: Pictures, kind: str, least: int
) -> None:
    """The strategies for photographs alone read at least that many of four."""
    photograph = [one for one in scan.FURTHER if one.decoder == "photograph"]
    wrong, read_count = [], 0
    for seed in range(4):
        chance = Random(f"photo {kind} {seed}")  # noqa: S311  pictures, not secrets
        text = photographed_qr_codes.account(chance)
        picture = pictures.open(photographed_qr_codes.KINDS[kind](chance, text))
        complete = Region(x=0, y=0, width=picture.width, height=picture.height)
        reader = scan._Scan(picture, Clock(), PATIENT_MS)  # noqa: SLF001  one strategy alone
        for strategy in photograph:
            asyncio.run(reader.try_strategy(strategy, complete))
        picture.close()
        wrong += [found for found in reader.texts if found != text]
        read_count += text in reader.texts
    assert wrong == []
    assert read_count >= least
