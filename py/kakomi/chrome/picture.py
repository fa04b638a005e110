"""Pixels of the browser's, by the hands in ``host/picture.js``. JSON text crosses, pixels never
do."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException, to_js

from kakomi.errors import ScanPictureUnreadable
from kakomi.ports import Modules, Part, Picture, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Step


class BrowserPicture:
    """A picture on the other side."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture
        self.width = int(picture.width)
        self.height = int(picture.height)

    async def read(self, decoder: str, steps: Sequence[Step], part: Part) -> list[Reading]:
        """The codes that a decoder finds in that part once it is prepared by the steps."""
        reply = await self._picture.read(decoder, json.dumps(steps), json.dumps(asdict(part)))
        return [
            Reading(content=b64decode(code["content"]), corners=tuple(code["corners"]))
            for code in json.loads(reply)
        ]

    async def modules(self, steps: Sequence[Step], part: Part) -> Modules | None:
        """The modules of the upright code in that part, if there is one."""
        reply = await self._picture.modules(json.dumps(steps), json.dumps(asdict(part)))
        found = json.loads(reply)
        if found is None:
            return None
        return Modules(
            size=found["size"],
            darkness=b64decode(found["darkness"]),
            finders=found["finders"],
            timing=found["timing"],
            corners=tuple(found["corners"]),
        )

    async def regions(self, part: Part, most: int) -> list[Part]:
        """Where in that part a code may be, the likeliest first."""
        reply = await self._picture.regions(json.dumps(asdict(part)), most)
        return [Part(**box) for box in json.loads(reply)]


class BrowserPictures:
    """Picture files, unpacked by the browser."""

    def __init__(self, host: Any) -> None:
        self._host = host

    async def unpack(self, data: bytes, media_type: str) -> Picture:
        """Its pixels, which stay on the other side. Raises ScanPictureUnreadable."""
        try:
            return BrowserPicture(await self._host.unpack(to_js(data), media_type))
        except JsException:
            pass
        raise ScanPictureUnreadable("file")
