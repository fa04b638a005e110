"""The ``Picture`` port of the built extension under Node, for tests that need pixels and no
browser.
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kakomi.ports import Modules, Reading, Region
from kakomi.qr_decode import SeriesPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.ports import Step
    from PIL.Image import Image

PROGRAM = Path(__file__).with_name("pictures.mjs")


class Pictures:
    """The extension's picture host in a Node process."""

    def __init__(self, program: Path, dist: Path, scratch: Path) -> None:
        self._node = subprocess.Popen(  # noqa: S603  the Node that the tools install
            [program, PROGRAM, dist], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._pixels = scratch / "pixels.rgba"
        self._count = 0

    def open(self, image: Image) -> NodePicture:
        """Opens a picture. The caller must close it."""
        self._pixels.write_bytes(image.convert("RGBA").tobytes())
        self._count += 1
        self.call(self._count, "open", str(self._pixels), *image.size)
        return NodePicture(self, self._count, *image.size)

    def call(self, number: int, method: str, *args: object) -> tuple[Any, float]:
        """Calls a method. Returns the reply and its processor time in ms. Raises RuntimeError."""
        assert self._node.stdin
        assert self._node.stdout
        print(json.dumps([number, method, *args]), file=self._node.stdin, flush=True)
        reply = json.loads(self._node.stdout.readline())
        if reply["error"]:
            raise RuntimeError(reply["error"])
        return reply["answer"], reply["ms"]

    def close(self) -> None:
        """Ends the process."""
        assert self._node.stdin
        self._node.stdin.close()
        self._node.wait()


@dataclass(slots=True)
class NodePicture:
    """One picture. ``took_ms`` is the processor time of each decoder with its filters, in ms."""

    pictures: Pictures
    number: int
    width: int
    height: int
    took_ms: dict[tuple[str, tuple[Step, ...]], float] = field(
        default_factory=lambda: defaultdict(float)
    )

    def _call(self, method: str, *args: object) -> tuple[Any, float]:
        return self.pictures.call(self.number, method, *args)

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> list[Reading]:
        found, ms = self._call("read", decoder, json.dumps(steps), json.dumps(asdict(region)))
        self.took_ms[decoder, tuple(steps)] += ms
        return [
            Reading(
                content=b64decode(code["content"]),
                corners=tuple(code["corners"]),
                part=SeriesPart(**code["part"]) if code["part"] else None,
            )
            for code in found
        ]

    async def modules(self, steps: Sequence[Step], region: Region) -> Modules | None:
        found, ms = self._call("modules", json.dumps(steps), json.dumps(asdict(region)))
        self.took_ms["grid", tuple(steps)] += ms
        if found is None:
            return None
        return _modules(found)

    async def photographed(
        self, steps: Sequence[Step], region: Region, share: float
    ) -> list[Modules]:
        where = json.dumps(asdict(region))
        found, ms = self._call("photographed", json.dumps(steps), where, share)
        self.took_ms["photograph", tuple(steps)] += ms
        return [_modules(one) for one in found]

    async def regions(self, region: Region, most: int) -> list[Region]:
        found, _ = self._call("regions", json.dumps(asdict(region)), most)
        return [Region(**box) for box in found]

    def close(self) -> None:
        self.pictures.call(self.number, "close")


def _modules(found: dict[str, Any]) -> Modules:
    darkness, deblurred = b64decode(found.pop("darkness")), b64decode(found.pop("deblurred", ""))
    corners = tuple(found.pop("corners"))
    return Modules(darkness=darkness, deblurred=deblurred, corners=corners, **found)
