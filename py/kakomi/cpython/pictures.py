"""The Picture and Pictures ports under CPython: Pillow for the pixels, zxing-cpp for the codes.

``kakomi.scan`` has the same strategies as in the browser. A filter that Pillow lacks is skipped.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from kakomi import qr_decode
from kakomi.errors import ScanPictureUnreadable
from kakomi.ports import Reading, Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Modules, Picture, Step
    from kakomi.qr_decode import SeriesPart


# In noise, zxing-cpp also detects codes of other formats.
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])


class NativePicture:
    """The Picture port (kakomi.ports)."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self.width, self.height = image.size

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> Sequence[Reading]:
        """Returns the codes that zxing-cpp reads in the region."""
        if decoder != "zxing":
            return []
        cut = self._image.crop(
            (region.x, region.y, region.x + region.width, region.y + region.height)
        )
        prepared, scale, margin = _prepared(cut, steps)
        found = zxingcpp.read_barcodes(prepared, formats=_FORMATS)
        return [
            Reading(
                content=bytes(code.bytes),
                corners=tuple(
                    side
                    for corner in (
                        code.position.top_left,
                        code.position.top_right,
                        code.position.bottom_right,
                        code.position.bottom_left,
                    )
                    for side in (
                        region.x + (corner.x / scale) - margin,
                        region.y + (corner.y / scale) - margin,
                    )
                ),
                part=_part(code),
            )
            for code in found
        ]

    async def modules(self, steps: Sequence[Step], region: Region) -> Modules | None:
        """Returns None. This port does not sample single modules."""
        del steps, region
        return None

    async def photographed(
        self, steps: Sequence[Step], region: Region, share: float
    ) -> Sequence[Modules]:
        """Returns an empty list. This port does not detect bent or turned codes."""
        del steps, region, share
        return []

    async def regions(self, region: Region, most: int) -> Sequence[Region]:
        """Returns the region in four overlapping parts. This port does not search for patterns."""
        width, height = region.width * 5 // 8, region.height * 5 // 8
        right, low = region.x + region.width - width, region.y + region.height - height
        corners = [(region.x, region.y), (right, region.y), (region.x, low), (right, low)]
        return [Region(x=x, y=y, width=width, height=height) for x, y in corners[:most]]


def _part(code: zxingcpp.Barcode) -> SeriesPart | None:
    """Returns the code's position in a series. It is read from the modules that zxing-cpp sampled,
    because its Python binding does not report the position.
    """
    shown: Any = code.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(shown).tolist()
    darkness = bytes(255 - value for row in rows for value in row)
    content = qr_decode.read(len(rows), darkness)
    return content.part if content is not None else None


def _prepared(image: Image.Image, steps: Sequence[Step]) -> tuple[Image.Image, float, float]:
    """Returns the filtered picture, the factor by which it was enlarged, and the margin in pixels
    that was added before that.
    """
    prepared, scale, margin = ImageOps.grayscale(image), 1.0, 0.0
    for name, *numbers in steps:
        sizes = [float(number) for number in numbers]
        match name:
            case "axis":
                prepared = ImageOps.autocontrast(prepared, cutoff=sizes[0] * 100)
            case "pad":
                margin = max(sizes[0], sizes[1] * max(prepared.size))
                prepared = ImageOps.expand(prepared, round(margin), _ground(prepared))
            case "grow":
                times = min(sizes[0], (sizes[1] / (prepared.width * prepared.height)) ** 0.5)
                if times > 1:
                    scale = times
                    size = (round(prepared.width * times), round(prepared.height * times))
                    prepared = prepared.resize(size, Image.Resampling.BICUBIC)
            case "blur":
                prepared = prepared.filter(ImageFilter.BoxBlur(sizes[0]))
            case "sharpen":
                sharp = ImageFilter.UnsharpMask(radius=sizes[1], percent=round(sizes[0] * 100))
                prepared = prepared.filter(sharp)
    return prepared, scale, margin


def _ground(image: Image.Image) -> int:
    """Returns the background: white, or black for a picture that is mostly dark."""
    histogram = image.histogram()
    return 255 if sum(histogram[128:]) * 2 >= sum(histogram) else 0


class NativePictures:
    """The Pictures port (kakomi.ports)."""

    async def unpack(self, data: bytes, media_type: str) -> Picture:
        """Decode a picture file. Raises ScanPictureUnreadable."""
        try:
            with Image.open(io.BytesIO(data), formats=[media_type.partition("/")[2]]) as image:
                return NativePicture(image.convert("RGB"))
        except (OSError, ValueError, SyntaxError):
            pass
        raise ScanPictureUnreadable("file")

    async def square(self, data: bytes, media_type: str, side: int, most_bytes: int) -> bytes:
        """Returns the middle square of a picture file. Raises ScanPictureUnreadable."""
        try:
            with Image.open(io.BytesIO(data), formats=[media_type.partition("/")[2]]) as image:
                small = ImageOps.fit(image.convert("RGBA"), (side, side))
        except (OSError, ValueError, SyntaxError):
            pass
        else:
            for quality in (92, 80, 65, 50, 30):
                out = io.BytesIO()
                small.save(out, "WEBP", quality=quality)
                if out.tell() <= most_bytes:
                    return out.getvalue()
        raise ScanPictureUnreadable("file")
