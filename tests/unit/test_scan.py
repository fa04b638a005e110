"""The plan: what is tried where, in which order, when it is enough, and what of it counts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import segno
from kakomi import scan
from kakomi.ports import Modules, Reading, Region
from kakomi.qr_decode import SeriesPart
from kakomi.scan import ScanResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Step

ACCOUNT = "otpauth://totp/Kakomi:taro?secret=JBSWY3DPEHPK3PXP"
OTHER = "otpauth://totp/Kakomi:hanako?secret=KRSXG5CTMVRXEZLU"
LINK = "https://apps.example/kakomi"
IN_ORDER = [attempt.name for attempt in (scan.FIRST, *scan.FURTHER)]


WHOLE = ("plain", "photograph", "dim photograph", "global")  # they read the whole picture
LAST = ["dim photograph", "global"]  # whatever the time is


def modules_of(text: str, spoilt: bool) -> tuple[int, bytes]:
    matrix = segno.make(text, micro=False, error="m").matrix
    cells = bytes(255 * (cell & 1) for row in matrix for cell in row)
    if spoilt:
        cells = bytes(c ^ 255 if i % 3 else c for i, c in enumerate(cells))
    return len(matrix), cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A code on the picture, and the attempts that can read it where a region holds all of it."""

    content: bytes
    x: int
    y: int
    side: int = 100
    read_by: tuple[str, ...] = ("plain",)
    located: bool = False  # the grid sees it, and can't read it
    finders: float = 1
    timing: float = 1
    part: SeriesPart | None = None

    @property
    def corners(self) -> tuple[float, ...]:
        left, top, right, bottom = self.x, self.y, self.x + self.side, self.y + self.side
        return (left, top, right, top, right, bottom, left, bottom)

    def inside(self, region: Region) -> bool:
        return (
            region.x <= self.x
            and region.y <= self.y
            and self.x + self.side <= region.x + region.width
            and self.y + self.side <= region.y + region.height
        )


@dataclass(slots=True)
class Paper:
    """A picture that knows its codes; each attempt takes ``ms`` by the clock it is itself."""

    codes: Sequence[Shown]
    width: int = 600
    height: int = 600
    places: Sequence[Region] = ()
    ms: int = 1
    tried: list[tuple[str, Region]] = field(default_factory=list)
    time_ms: int = 0

    def now_unix_ms(self) -> int:
        return self.time_ms

    def _try(
        self, decoder: str, steps: Sequence[Step], region: Region, share: float = 0
    ) -> list[Shown]:
        for attempt in (scan.FIRST, *scan.FURTHER, scan.LINES):
            if (attempt.decoder, attempt.steps, attempt.surroundings) == (decoder, steps, share):
                self.tried.append((attempt.name, region))
                self.time_ms += self.ms
                name = attempt.name
                return [c for c in self.codes if name in c.read_by and c.inside(region)]
        raise AssertionError("no attempt of the plan")

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> list[Reading]:
        return [
            Reading(content=code.content, corners=code.corners, part=code.part)
            for code in self._try(decoder, steps, region)
        ]

    async def modules(self, steps: Sequence[Step], region: Region) -> Modules | None:
        found = self._try("grid", steps, region)
        dim = [code for code in self.codes if code.located and code.inside(region)]
        for code in (*found, *dim):
            size, darkness = modules_of(code.content.decode(), spoilt=code.located)
            return Modules(
                size=size,
                darkness=darkness,
                finders=code.finders,
                timing=code.timing,
                corners=code.corners,
            )
        return None

    async def photographed(
        self, steps: Sequence[Step], region: Region, share: float
    ) -> list[Modules]:
        assert share > 0
        found = self._try("photograph", steps, region, share)
        shown = [(code, *modules_of(code.content.decode(), spoilt=code.located)) for code in found]
        return [
            Modules(
                size=size,
                darkness=darkness,
                finders=code.finders,
                timing=code.timing,
                corners=code.corners,
            )
            for code, size, darkness in shown
        ]

    async def regions(self, region: Region, most: int) -> list[Region]:
        assert region.width <= self.width
        return list(self.places[:most])

    def names(self) -> list[str]:
        return [name for name, _ in self.tried]


def read(paper: Paper, budget_ms: int | None = None) -> ScanResult:
    return asyncio.run(scan.read(paper, paper, budget_ms))


def read_box(paper: Paper, box: Region) -> ScanResult:
    return asyncio.run(scan.read_box(paper, box, paper))


def texts(result: ScanResult) -> list[str]:
    return [text.text for text in result.texts]


def place(x: int, y: int, side: int = 120) -> Region:
    return Region(x=x, y=y, width=side, height=side)


def test_a_plain_code_needs_one_strategy() -> None:
    paper = Paper([Shown(content=ACCOUNT.encode(), x=50, y=50)])
    result = read(paper)
    assert texts(result) == [ACCOUNT]
    assert result.texts[0].by == "plain"
    assert result.texts[0].is_account
    assert paper.names() == ["plain"]


def test_all_texts_of_one_strategy_are_reported() -> None:
    codes = [
        Shown(content=LINK.encode(), x=0, y=0),
        Shown(content=ACCOUNT.encode(), x=200, y=0),
        Shown(content=OTHER.encode(), x=400, y=0),
    ]
    result = read(Paper(codes))
    assert texts(result) == [LINK, ACCOUNT, OTHER]
    assert [text.is_account for text in result.texts] == [False, True, True]


def test_a_code_shown_twice_is_reported_once() -> None:
    codes = [Shown(content=ACCOUNT.encode(), x=x, y=0) for x in (0, 300)]
    assert texts(read(Paper(codes))) == [ACCOUNT]


@pytest.mark.parametrize("attempt", [a.name for a in scan.FURTHER])
def test_each_strategy_can_read_a_small_picture(attempt: str) -> None:
    paper = Paper([Shown(content=ACCOUNT.encode(), x=50, y=50, read_by=(attempt,))])
    assert [text.by for text in read(paper).texts] == [attempt]
    assert paper.names() == IN_ORDER[: IN_ORDER.index(attempt) + 1]


def test_every_strategy_is_tried_on_a_small_picture_without_a_code() -> None:
    paper = Paper([])
    assert read(paper) == ScanResult(texts=())
    assert paper.names() == IN_ORDER


def test_a_large_picture_is_searched_only_in_its_regions() -> None:
    hard = Shown(content=ACCOUNT.encode(), x=3000, y=1000, read_by=("large",))
    paper = Paper([hard], width=3840, height=2160, places=[place(100, 100), place(2990, 990)])
    assert texts(read(paper)) == [ACCOUNT]
    assert all(region.width < 300 for name, region in paper.tried if name not in (*WHOLE, "lines"))


def test_a_large_picture_without_a_code_is_searched_for_block_characters() -> None:
    written = Shown(content=ACCOUNT.encode(), x=3000, y=1000, read_by=("lines",))
    paper = Paper([written], width=3840, height=2160, places=[place(100, 100)])
    assert texts(read(paper)) == [ACCOUNT]
    assert paper.names() == [*IN_ORDER, "lines"]


def test_block_characters_are_not_searched_for_after_a_code() -> None:
    codes = [
        Shown(content=LINK.encode(), x=100, y=100),
        Shown(content=ACCOUNT.encode(), x=3000, y=1000, read_by=("lines",)),
    ]
    assert texts(read(Paper(codes, width=3840, height=2160))) == [LINK]


def test_a_photographed_code_is_read_in_the_whole_picture() -> None:
    codes = [Shown(content=ACCOUNT.encode(), x=30, y=30, read_by=("photograph",))]
    paper = Paper(codes, places=[place(200, 200)], width=2000, height=1000)
    sight = read(paper)
    assert texts(sight) == [ACCOUNT]
    assert sight.texts[0].by == "photograph"
    assert paper.tried[2] == ("photograph", Region(x=0, y=0, width=2000, height=1000))


def test_after_an_account_no_photographed_code_is_searched_for() -> None:
    paper = Paper([Shown(content=ACCOUNT.encode(), x=30, y=30)], places=[place(200, 200)])
    read(paper)
    assert "photograph" not in paper.names()


def test_a_photographed_code_that_fits_badly_is_not_decoded() -> None:
    for finders, timing in ((0.4, 1.0), (1.0, 0.1)):
        code = Shown(
            content=ACCOUNT.encode(),
            x=30,
            y=30,
            read_by=("photograph",),
            finders=finders,
            timing=timing,
        )
        assert texts(read(Paper([code]))) == []


def test_a_web_link_does_not_end_the_scan() -> None:
    codes = [
        Shown(content=LINK.encode(), x=10, y=10),
        Shown(content=ACCOUNT.encode(), x=300, y=300, read_by=("smooth",)),
    ]
    paper = Paper(codes, places=[place(0, 0), place(290, 290)])
    assert texts(read(paper)) == [LINK, ACCOUNT]
    assert all(region.x >= 200 for name, region in paper.tried if name not in WHOLE)


def test_after_an_account_each_other_region_is_tried_once() -> None:
    codes = [
        Shown(content=ACCOUNT.encode(), x=10, y=10),
        Shown(content=OTHER.encode(), x=300, y=300, read_by=("large",)),
    ]
    paper = Paper(codes, places=[place(0, 0), place(290, 290), place(0, 400)])
    assert texts(read(paper)) == [ACCOUNT]
    assert paper.names() == ["plain", "grid", "grid"]


def test_after_an_account_a_located_code_is_tried_further() -> None:
    codes = [
        Shown(content=ACCOUNT.encode(), x=10, y=10),
        Shown(content=OTHER.encode(), x=300, y=300, read_by=("large",), located=True),
    ]
    paper = Paper(codes, places=[place(290, 290), place(0, 400)])
    result = read(paper)
    assert texts(result) == [ACCOUNT, OTHER]
    assert result.unread == ()
    assert paper.names() == ["plain", "grid", "grid", "large"]


def test_a_located_code_that_was_not_read_is_reported() -> None:
    code = Shown(content=ACCOUNT.encode(), x=300, y=300, read_by=(), located=True)
    assert read(Paper([code])).unread == (Region(x=0, y=0, width=600, height=600),)


@pytest.mark.parametrize(
    ("finders", "timing", "is_read"),
    [(0.5, 0.2, True), (0.49, 1, False), (1, 0.19, False), (0.49, 0.19, False)],
)
def test_modules_are_decoded_only_if_finder_and_timing_patterns_fit(
    finders: float, timing: float, is_read: bool
) -> None:
    code = Shown(
        content=ACCOUNT.encode(), x=0, y=0, read_by=("grid",), finders=finders, timing=timing
    )
    assert texts(read(Paper([code]))) == ([ACCOUNT] if is_read else [])


@pytest.mark.parametrize(
    ("finders", "timing", "is_reported"),
    [(0.8, 0.8, True), (0.79, 1, False), (1, 0.79, False), (0.79, 0.79, False)],
)
def test_an_unread_code_is_reported_only_if_both_patterns_fit_well(
    finders: float, timing: float, is_reported: bool
) -> None:
    code = Shown(
        content=ACCOUNT.encode(),
        x=0,
        y=0,
        read_by=(),
        located=True,
        finders=finders,
        timing=timing,
    )
    assert bool(read(Paper([code])).unread) is is_reported


def test_no_strategy_begins_after_the_budget() -> None:
    paper = Paper([], ms=100)
    read(paper, budget_ms=250)
    assert paper.names() == [*IN_ORDER[:4], *LAST], "the first strategy is not counted"


def test_a_clock_set_back_ends_the_scan() -> None:
    paper = Paper([], ms=-100)
    read(paper)
    assert paper.names() == [*IN_ORDER[:3], *LAST]


def test_a_photographed_code_is_read_however_slow_the_machine_is() -> None:
    code = Shown(content=ACCOUNT.encode(), x=30, y=30, read_by=("photograph",))
    paper = Paper([code], width=2000, height=1000, ms=500, places=[place(1000, 0), place(0, 0)])
    assert texts(read(paper)) == [ACCOUNT]
    assert paper.names() == ["plain", "grid", "photograph"]


def test_a_photographed_code_in_a_box_is_read_however_slow_the_machine_is() -> None:
    code = Shown(content=ACCOUNT.encode(), x=30, y=30, read_by=("photograph",))
    paper = Paper([code], width=2000, height=1000, ms=1000)
    assert texts(read_box(paper, place(20, 20))) == [ACCOUNT]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("otpauth://totp/囲み:太郎?secret=JBSWY3DPEHPK3PXP".encode(), None),
        ("囲み".encode("shift_jis"), "囲み"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "BEGIN:VCARD\nEND:VCARD\n"),
    ],
)
def test_bytes_become_text(content: bytes, text: str | None) -> None:
    assert texts(read(Paper([Shown(content=content, x=0, y=0)]))) == [text or content.decode()]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x80"])
def test_bytes_that_are_no_text_are_still_reported(content: bytes) -> None:
    assert len(texts(read(Paper([Shown(content=content, x=0, y=0)])))) == 1


def test_a_code_without_content_is_not_reported() -> None:
    assert texts(read(Paper([Shown(content=b"", x=0, y=0)]))) == []


def test_only_the_box_is_read() -> None:
    codes = [
        Shown(content=ACCOUNT.encode(), x=100, y=100),
        Shown(content=OTHER.encode(), x=300, y=100),
    ]
    box = place(95, 95, 110)
    paper = Paper(codes)
    assert texts(read_box(paper, box)) == [ACCOUNT]
    assert paper.tried == [("plain", box)]


def test_a_box_that_cuts_the_code_is_enlarged() -> None:
    paper = Paper([Shown(content=ACCOUNT.encode(), x=100, y=100)])
    assert texts(read_box(paper, place(110, 110, 95))) == [ACCOUNT]
    assert paper.names() == ["plain", "plain"]


def test_a_code_in_the_box_comes_before_one_in_the_enlarged_box() -> None:
    """Both are in the enlarged box; the one in the box itself is harder to read."""
    codes = [
        Shown(content=OTHER.encode(), x=205, y=100),
        Shown(content=ACCOUNT.encode(), x=100, y=100, read_by=("jsqr",)),
    ]
    assert texts(read_box(Paper(codes), place(95, 95, 107))) == [ACCOUNT]


def test_an_empty_box_takes_the_nearest_code_of_the_page() -> None:
    codes = [
        Shown(content=LINK.encode(), x=0, y=450),
        Shown(content=ACCOUNT.encode(), x=450, y=100),
    ]
    assert texts(read_box(Paper(codes), place(250, 100, 60))) == [ACCOUNT]


def test_a_box_around_several_codes_gives_them_all() -> None:
    codes = [
        Shown(content=ACCOUNT.encode(), x=100, y=100),
        Shown(content=OTHER.encode(), x=300, y=100),
    ]
    assert texts(read_box(Paper(codes), Region(x=90, y=90, width=320, height=120))) == [
        ACCOUNT,
        OTHER,
    ]


def test_a_box_on_a_page_without_codes_gives_none() -> None:
    assert read_box(Paper([]), place(0, 0)) == ScanResult(texts=())


@pytest.mark.parametrize(
    ("x", "y", "is_met"),
    [
        (98, 148, True),  # the region's center is on the code's edge
        (97, 148, False),
        (198, 148, True),
        (199, 148, False),
        (148, 98, True),
        (148, 97, False),
        (148, 198, True),
        (148, 199, False),
    ],
)
def test_a_region_whose_center_is_in_a_code_that_was_read_is_not_read_again(
    x: int, y: int, is_met: bool
) -> None:
    paper = Paper([Shown(content=ACCOUNT.encode(), x=100, y=100)], places=[place(x, y, side=4)])
    read(paper)
    assert paper.names() == (["plain"] if is_met else ["plain", "grid"])


@pytest.mark.parametrize(
    ("x", "y", "is_met"),
    [
        (315, 250, True),  # with its margin of 10 it begins where the code's center is
        (316, 250, False),
        (195, 250, True),
        (194, 250, False),
        (250, 315, True),
        (250, 316, False),
        (250, 195, True),
        (250, 194, False),
    ],
)
def test_a_region_that_holds_the_center_of_a_code_that_was_read_is_not_read_again(
    x: int, y: int, is_met: bool
) -> None:
    code = Shown(content=ACCOUNT.encode(), x=300, y=300, side=10)
    paper = Paper([code], places=[place(x, y, side=100)])
    read(paper)
    assert paper.names() == (["plain"] if is_met else ["plain", "grid"])


def test_a_large_box_is_searched_by_its_regions() -> None:
    code = Shown(content=ACCOUNT.encode(), x=1000, y=1000, read_by=("large",))
    paper = Paper([code], width=3840, height=2160, places=[place(990, 990)])
    box = Region(x=500, y=500, width=1000, height=1000)
    assert [text.by for text in read_box(paper, box).texts] == ["large"]


def test_each_strategy_names_a_decoder_that_the_page_has() -> None:
    decoders = {each.name: each.decoder for each in (scan.FIRST, *scan.FURTHER, scan.LINES)}
    assert decoders == {
        "plain": "zxing",
        "grid": "grid",
        "photograph": "photograph",
        "large": "zxing",
        "focused grid": "grid",
        "focused": "zxing",
        "crisp": "zxing",
        "smooth": "zxing",
        "joined": "zxing",
        "jsqr": "jsqr",
        "dim photograph": "photograph",
        "global": "zxing-global",
        "lines": "zxing",
    }


def test_each_strategy_makes_colours_grey_first_and_then_uses_filters_of_grey_pictures() -> None:
    to_grey = {"axis", "luma"}
    filters = {"blur", "deblur", "grow", "join", "pad", "sharpen", "shrink", "within"}
    for strategy in (scan.FIRST, *scan.FURTHER, scan.LINES):
        first, *further = [step[0] for step in strategy.steps]
        assert first in to_grey, strategy.name
        assert set(further) <= filters, strategy.name


@pytest.mark.parametrize(
    ("width", "height", "budget_ms", "regions"),
    [(1000, 500, 900, 4), (1000, 501, 450, 8)],
)
def test_a_small_picture_gets_more_time_and_fewer_regions(
    width: int, height: int, budget_ms: int, regions: int
) -> None:
    asked: list[int] = []

    class Counting(Paper):
        async def regions(self, part: Region, most: int) -> list[Region]:
            asked.append(most)
            return await Paper.regions(self, part, most)

    paper = Counting([], width=width, height=height, ms=50, places=[place(0, 0)] * 9)
    read(paper)
    assert asked == [regions]
    last_ms = 50 * len(LAST)
    assert paper.time_ms == 50 + budget_ms + last_ms, "the first strategy is not counted"


def test_after_an_account_at_most_four_regions_are_read() -> None:
    codes = [Shown(content=ACCOUNT.encode(), x=0, y=0)]
    places = [place(600 + 200 * i, 600) for i in range(9)]
    paper = Paper(codes, width=3840, height=2160, places=places)
    read(paper)
    assert paper.names() == ["plain", *["grid"] * 4]


def test_a_region_is_enlarged_by_a_tenth_and_stays_in_the_picture() -> None:
    places = [Region(x=5, y=300, width=100, height=50), Region(x=540, y=560, width=60, height=40)]
    paper = Paper([Shown(content=ACCOUNT.encode(), x=300, y=0)], places=places)
    read(paper)
    assert [part for _, part in paper.tried[1:]] == [
        Region(x=0, y=290, width=115, height=70),
        Region(x=534, y=554, width=66, height=46),
    ]


def series(*indices: int) -> list[Shown]:
    """The codes of a series of two that the picture shows, cut inside the text."""
    pieces = (ACCOUNT.encode()[:20], ACCOUNT.encode()[20:])
    return [
        Shown(content=pieces[index], x=300 * index, y=0, part=SeriesPart(index, 2, 7))
        for index in indices
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_codes_of_a_series_are_joined(order: tuple[int, ...]) -> None:
    found = read(Paper(series(*order)))
    assert [text.text for text in found.texts] == [ACCOUNT]
    assert found.parts == {}


@pytest.mark.parametrize("index", [0, 1])
def test_one_code_of_a_series_is_reported_and_gives_no_text(index: int) -> None:
    found = read(Paper(series(index)))
    assert found.texts == ()
    assert list(found.parts) == [SeriesPart(index, 2, 7)]
