"""Reads QR codes from a picture: which decode strategies run, in which order, and when to stop.

The strategies are a table. A strategy is a decoder and the steps that prepare the pixels for it.
The pixels stay on the JavaScript side of the ``Picture`` port. The first strategy reads the whole
picture and finds nearly every code. The others read the regions that may hold another code, the
cheapest strategy first. Three strategies also read the whole picture: the one for photographs after
the cheapest one, the one for dim photographs and the one with a single threshold last. ``build.py
bench scan`` measures what each strategy contributes.

When the scan stops:

- After an account was read, each other region is read once more. The other strategies read it only
  if a code is visible there.
- Codes that are no accounts do not stop the scan, because the account may be hard to read.
- When the time budget is used up, no new strategy begins, except those that read the whole picture.
  Their work is limited by the picture's size and by the number of surfaces that they fit, so that a
  busy machine reads the same codes as an idle one. The budget starts after the first strategy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi import qr_decode, text_encoding, uri_schemes
from kakomi.ports import Reading, Region
from kakomi.qr_decode import SeriesPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kakomi.ports import Clock, Modules, Picture, Step

SMALL_PICTURE_PIXELS = 500_000  # up to this size all strategies read the whole picture
BUDGET_MS = 450  # for a larger picture, which also takes longer to decompress
SMALL_BUDGET_MS = 900
BOX_BUDGET_MS = 900  # the user drew the box and waits for this one code
MAX_REGIONS = 8  # on a larger picture
MAX_REGIONS_AFTER_FIRST = 4  # after an account was read
REGION_MARGIN = 0.1  # the margin around a region, as a share of its side
BOX_GROWS = (0.0, 0.3, 0.8)  # the margins around a box, as shares of its side, one after the other

# How well the finder and timing patterns of an upright code must fit (1 is best) so that its
# modules are decoded, and so that an unread code is reported.
MIN_FIT_TO_DECODE = (0.5, 0.2)
MIN_FIT_TO_REPORT = (0.8, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeStrategy:
    """``decoder`` is "zxing", "zxing-global" (one threshold for all pixels), "jsqr", or one that
    measures the modules for ``qr_decode``: "grid" for an upright code, "photograph" for codes that
    are turned, seen in perspective or bent.

    ``more`` is added to ``REGION_MARGIN``. ``whole_picture``: the strategy reads the whole picture
    once, if no account was read yet. ``surroundings`` is the ``share`` of
    ``Picture.photographed``, for the decoder "photograph".
    """

    name: str
    decoder: str
    steps: tuple[Step, ...]
    more: float = 0
    whole_picture: bool = False
    surroundings: float = 0


_EVEN: Step = ("axis", 0.005)
_MARGIN: Step = ("pad", 16, 0.08)
_LARGE: Step = ("grow", 2, 1_500_000)
_FOCUSED: tuple[Step, ...] = (("axis", 0.0005), ("deblur", 25))

FIRST = DecodeStrategy(name="plain", decoder="zxing", steps=(("luma",),))
FURTHER = (
    DecodeStrategy(name="grid", decoder="grid", steps=(_EVEN,)),
    DecodeStrategy(
        name="photograph",
        decoder="photograph",
        steps=(("luma",), ("within", 900_000)),
        whole_picture=True,
        surroundings=1 / 30,
    ),
    DecodeStrategy(name="large", decoder="zxing", steps=(_EVEN, _MARGIN, _LARGE)),
    DecodeStrategy(name="focused grid", decoder="grid", steps=_FOCUSED),
    DecodeStrategy(name="focused", decoder="zxing", steps=(*_FOCUSED, _MARGIN, _LARGE)),
    DecodeStrategy(
        name="crisp", decoder="zxing", steps=(_EVEN, _MARGIN, _LARGE, ("sharpen", 3, 2))
    ),
    DecodeStrategy(name="smooth", decoder="zxing", steps=(_EVEN, _MARGIN, ("blur", 1), _LARGE)),
    DecodeStrategy(
        name="joined", decoder="zxing", steps=(_EVEN, ("join", 0.5), _MARGIN, _LARGE), more=0.25
    ),
    DecodeStrategy(name="jsqr", decoder="jsqr", steps=(_EVEN, _MARGIN)),
    DecodeStrategy(  # in a dim or blurred photograph, a pattern's light ring is nearly dark
        name="dim photograph",
        decoder="photograph",
        steps=(("luma",), ("within", 900_000)),
        whole_picture=True,
        surroundings=1 / 90,
    ),
    DecodeStrategy(
        name="global",
        decoder="zxing-global",
        steps=(("luma",), ("within", 900_000)),
        whole_picture=True,
    ),
)
# The last strategy for a large picture without a code: codes drawn with block characters.
LINES = DecodeStrategy(name="lines", decoder="zxing", steps=(("luma",), ("join", 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text of a code, with line ends as ``\\n``. ``corners`` are x and y of its four corners in
    the picture's pixels. ``by`` is the name of the strategy that read it.
    """

    text: str
    corners: tuple[float, ...]
    by: str

    @property
    def is_account(self) -> bool:
        """Whether the text is the URI of an account or a transfer."""
        return uri_schemes.is_account_or_transfer(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The texts that were read, each once, and the regions of codes that could not be read.

    ``parts`` are the codes of incomplete series, with their bytes.
    """

    texts: tuple[Text, ...]
    unread: tuple[Region, ...] = ()
    parts: Mapping[SeriesPart, bytes] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Scan:
    """The state of one scan."""

    picture: Picture
    clock: Clock
    budget_ms: int
    further: Sequence[DecodeStrategy] = FURTHER
    keep: Callable[[Text], bool] = lambda _: True
    texts: dict[str, Text] = field(default_factory=dict)
    parts: dict[SeriesPart, Reading] = field(default_factory=dict)
    unread: list[Region] = field(default_factory=list)
    started_ms: int = 0

    def __post_init__(self) -> None:
        self.restart_budget()

    @property
    def out_of_time(self) -> bool:
        """Whether the time budget is used up, or the clock was set back."""
        return not 0 <= self.clock.now_unix_ms() - self.started_ms < self.budget_ms

    def restart_budget(self) -> None:
        """Start the time budget now."""
        self.started_ms = self.clock.now_unix_ms()

    @property
    def has_account(self) -> bool:
        return any(text.is_account for text in self.texts.values())

    def is_read(self, region: Region) -> bool:
        """Returns whether a code that was read and ``region`` meet (see ``_meet``)."""
        corners = [text.corners for text in self.texts.values()]
        corners += [reading.corners for reading in self.parts.values()]
        return any(_meet(region, each) for each in corners)

    async def try_strategy(self, attempt: DecodeStrategy, region: Region) -> bool:
        """Read ``region`` with the strategy. Returns whether a new text was read."""
        before = len(self.texts)
        region = _expanded(region, attempt.more, _full_region(self.picture))
        for reading in await self._readings(attempt, region):
            whole = self._joined(reading)
            text = _decode_text(whole) if whole is not None else ""
            if text:
                found = Text(text=text, corners=reading.corners, by=attempt.name)
                if self.keep(found):
                    self.texts.setdefault(text, found)
        return len(self.texts) > before

    def _joined(self, reading: Reading) -> bytes | None:
        """Returns the code's bytes. For a code of a series, returns the bytes of all its codes when
        the last one was read, and None before.
        """
        part = reading.part
        if part is None:
            return reading.content
        self.parts[part] = reading
        series = [SeriesPart(index, part.size, part.parity) for index in range(part.size)]
        if not all(each in self.parts for each in series):
            return None
        return b"".join(self.parts[each].content for each in series)

    async def _readings(self, attempt: DecodeStrategy, region: Region) -> Iterable[Reading]:
        if attempt.decoder == "photograph":
            found = await self.picture.photographed(attempt.steps, region, attempt.surroundings)
            fitting = [one for one in found if _fits(one.finders, one.timing, MIN_FIT_TO_DECODE)]
            return [reading for one in fitting if (reading := _read_modules(one)) is not None]
        if attempt.decoder != "grid":
            return await self.picture.read(attempt.decoder, attempt.steps, region)
        modules = await self.picture.modules(attempt.steps, region)
        if modules is None or not _fits(modules.finders, modules.timing, MIN_FIT_TO_DECODE):
            return []
        reading = _read_modules(modules)
        if reading is not None:
            return [reading]
        if _fits(modules.finders, modules.timing, MIN_FIT_TO_REPORT):
            self.unread.append(region)
        return []

    async def try_regions(self, regions: Sequence[Region]) -> None:
        """Run each further strategy on every region in which no code was read."""
        one_look = self.has_account
        for attempt in self.further:
            if attempt.whole_picture:
                if not self.has_account:
                    await self.try_strategy(attempt, _full_region(self.picture))
                continue
            for region in regions:
                if not (self.out_of_time or self.is_read(region)):
                    await self.try_strategy(attempt, region)
            if one_look:
                regions = [region for region in regions if region in self.unread]

    def result(self) -> ScanResult:
        unread = {region: None for region in self.unread if not self.is_read(region)}
        sizes = {(part.size, part.parity): 0 for part in self.parts}
        for part in self.parts:
            sizes[part.size, part.parity] += 1
        alone = {
            part: reading.content
            for part, reading in self.parts.items()
            if sizes[part.size, part.parity] < part.size
        }
        return ScanResult(texts=tuple(self.texts.values()), unread=tuple(unread), parts=alone)


def _read_modules(modules: Modules) -> Reading | None:
    content = qr_decode.read(modules.size, modules.darkness)
    if content is None and modules.deblurred:
        content = qr_decode.read(modules.size, modules.deblurred)
    if content is None:
        return None
    return Reading(content=content.data, corners=modules.corners, part=content.part)


async def read(
    picture: Picture,
    clock: Clock,
    budget_ms: int | None = None,
    further: Sequence[DecodeStrategy] = FURTHER,
) -> ScanResult:
    """Returns every code in the picture that can be read within the budget (milliseconds)."""
    is_small = picture.width * picture.height <= SMALL_PICTURE_PIXELS
    if budget_ms is None:
        budget_ms = SMALL_BUDGET_MS if is_small else BUDGET_MS
    reader = _Scan(picture, clock, budget_ms, further)
    full_region = _full_region(picture)
    await reader.try_strategy(FIRST, full_region)
    # In a new worker the first strategy also compiles the decoder. That time must not count.
    reader.restart_budget()
    most = MAX_REGIONS_AFTER_FIRST if reader.has_account or is_small else MAX_REGIONS
    found_regions = await _regions(picture, full_region, most)
    if is_small and not reader.texts:
        found_regions.insert(0, full_region)
    await reader.try_regions(found_regions)
    if not is_small and not reader.texts and not reader.out_of_time:
        await reader.try_strategy(LINES, full_region)
    return reader.result()


async def read_box(
    picture: Picture, box: Region, clock: Clock, budget_ms: int = BOX_BUDGET_MS
) -> ScanResult:
    """Returns the codes in the box that the user drew.

    If the box has no readable code, it is enlarged, because it may cut the code off. If that fails
    too, the whole picture is read, and the code nearest to the box is returned.
    """
    full_region = _full_region(picture)
    reader = _Scan(picture, clock, budget_ms, keep=lambda text: _meet(box, text.corners))
    regions = list(dict.fromkeys(_expanded(box, share, full_region) for share in BOX_GROWS))
    for region in regions:
        if await reader.try_strategy(FIRST, region):
            if not reader.has_account:
                await reader.try_regions(await _regions(picture, region, MAX_REGIONS_AFTER_FIRST))
            return reader.result()
    close = [region for region in regions if region.width * region.height <= SMALL_PICTURE_PIXELS]
    for attempt in FURTHER:
        places = regions[1:2] if attempt.whole_picture else close
        for region in places or await _regions(picture, box, MAX_REGIONS):
            may_begin = attempt.whole_picture or not reader.out_of_time
            if may_begin and await reader.try_strategy(attempt, region):
                return reader.result()
    reader.keep = lambda _: True
    await reader.try_strategy(FIRST, full_region)
    nearest = sorted(reader.texts.values(), key=lambda text: _distance(box, text.corners))[:1]
    return ScanResult(texts=tuple(nearest), unread=reader.result().unread)


def _full_region(picture: Picture) -> Region:
    return Region(x=0, y=0, width=picture.width, height=picture.height)


async def _regions(picture: Picture, region: Region, most: int) -> list[Region]:
    """Returns the regions of ``region`` where a code may be, with a margin."""
    found = await picture.regions(region, most)
    return [_expanded(found_region, REGION_MARGIN, _full_region(picture)) for found_region in found]


def _expanded(region: Region, share: float, full_region: Region) -> Region:
    more = round(max(region.width, region.height) * share)
    left, top = max(0, region.x - more), max(0, region.y - more)
    right = min(full_region.width, region.x + region.width + more)
    bottom = min(full_region.height, region.y + region.height + more)
    return Region(x=left, y=top, width=right - left, height=bottom - top)


def _bounds(corners: tuple[float, ...]) -> tuple[float, float, float, float]:
    return min(corners[::2]), min(corners[1::2]), max(corners[::2]), max(corners[1::2])


def _meet(region: Region, corners: tuple[float, ...]) -> bool:
    """Returns whether the code's center is in the region, or the region's center in the code."""
    left, top, right, bottom = _bounds(corners)
    x, y = (left + right) / 2, (top + bottom) / 2
    if region.x <= x <= region.x + region.width and region.y <= y <= region.y + region.height:
        return True
    return (
        left <= region.x + region.width / 2 <= right
        and top <= region.y + region.height / 2 <= bottom
    )


def _distance(region: Region, corners: tuple[float, ...]) -> float:
    """Returns the squared distance between the centers."""
    left, top, right, bottom = _bounds(corners)
    x, y = region.x + region.width / 2, region.y + region.height / 2
    return float((x - (left + right) / 2) ** 2 + (y - (top + bottom) / 2) ** 2)


def _fits(finders: float, timing: float, least: tuple[float, float]) -> bool:
    return finders >= least[0] and timing >= least[1]


def _decode_text(content: bytes) -> str:
    """Returns the text of a code's bytes, with line ends as ``\\n``. See ``text_encoding``."""
    return text_encoding.decode(content).replace("\r\n", "\n")
