"""The Picture and Pictures ports, by ``extension/host/picture.js``. Pixels stay in JavaScript;
arguments and results are JSON text.
"""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException, to_js

from kakomi.errors import ScanPictureUnreadable
from kakomi.ports import Modules, Picture, Reading, Region
from kakomi.qr_decode import SeriesPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Step


class BrowserPicture:
    """The Picture port (kakomi.ports)."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture
        self.width = int(picture.width)
        self.height = int(picture.height)

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> list[Reading]:
        """Apply the steps to the region, and return the codes that the decoder reads in it."""
        reply = await self._picture.read(decoder, json.dumps(steps), json.dumps(asdict(region)))
        return [
            Reading(
                content=b64decode(code["content"]),
                corners=tuple(code["corners"]),
                part=SeriesPart(**code["part"]) if code["part"] else None,
            )
            for code in json.loads(reply)
        ]

    async def modules(self, steps: Sequence[Step], region: Region) -> Modules | None:
        """Apply the steps to the region, and return the modules of the upright code in it."""
        reply = await self._picture.modules(json.dumps(steps), json.dumps(asdict(region)))
        found = json.loads(reply)
        return None if found is None else _modules(found)

    async def photographed(
        self, steps: Sequence[Step], region: Region, share: float
    ) -> list[Modules]:
        """Apply the steps to the region, and return the modules of the codes in it, best first."""
        where = json.dumps(asdict(region))
        reply = await self._picture.photographed(json.dumps(steps), where, share)
        return [_modules(found) for found in json.loads(reply)]

    async def regions(self, region: Region, most: int) -> list[Region]:
        """Returns parts of the region that may hold a code, best first."""
        reply = await self._picture.regions(json.dumps(asdict(region)), most)
        return [Region(**box) for box in json.loads(reply)]


def _modules(found: dict[str, Any]) -> Modules:
    return Modules(
        size=found["size"],
        darkness=b64decode(found["darkness"]),
        deblurred=b64decode(found.get("deblurred", "")),
        finders=found["finders"],
        timing=found["timing"],
        corners=tuple(found["corners"]),
    )


class BrowserPictures:
    """The Pictures port (kakomi.ports)."""

    def __init__(self, host: Any) -> None:
        self._host = host

    async def unpack(self, data: bytes, media_type: str) -> Picture:
        """Decode a picture file. Raises ScanPictureUnreadable."""
        try:
            return BrowserPicture(await self._host.unpack(to_js(data), media_type))
        except JsException:
            pass
        raise ScanPictureUnreadable("file")

    async def square(self, data: bytes, media_type: str, side: int, most_bytes: int) -> bytes:
        """Returns the middle square of a picture file. Raises ScanPictureUnreadable."""
        try:
            made = await self._host.squarePicture(to_js(data), media_type, side, most_bytes)
            return b64decode(str(made))
        except JsException:
            pass
        raise ScanPictureUnreadable("file")
