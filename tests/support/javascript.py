"""Parses JavaScript, for tests that check what scripts contain."""

from __future__ import annotations

import functools
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import node

_PARSER = Path(__file__).with_suffix(".mjs")

Text = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What one script contains. Comments are not part of it.

    A text is a tuple of its fixed parts: one part for a string literal or the pattern of a regular
    expression, several for a template, between which values are filled in. ``calls`` and
    ``properties`` give the name and the texts that the first argument or the value may be.
    """

    path: Path
    texts: tuple[Text, ...]
    names: frozenset[str]
    numbers: frozenset[float]
    constants: tuple[tuple[str, object], ...]
    calls: tuple[tuple[str, tuple[Text, ...]], ...]
    properties: tuple[tuple[str, tuple[Text, ...]], ...]
    imports: tuple[str, ...]

    @property
    def strings(self) -> frozenset[str]:
        """Returns the texts without values to fill in."""
        return frozenset(text[0] for text in self.texts if len(text) == 1)


@functools.cache
def parse(*paths: Path) -> tuple[Script, ...]:
    """Returns the parsed scripts, in the order of the paths."""
    command: list[str | Path] = [node.program(), _PARSER, *paths]
    done = subprocess.run(  # noqa: S603  the build tools' own Node
        command, capture_output=True, encoding="utf-8", check=True
    )
    found = json.loads(done.stdout)
    return tuple(_script(path, found[str(path)]) for path in paths)


def _script(path: Path, found: dict[str, list[list[str]]]) -> Script:
    return Script(
        path=path,
        texts=tuple(map(tuple, found["texts"])),
        names=frozenset(map(str, found["names"])),
        numbers=frozenset(float(number) for number in found["numbers"]),  # type: ignore[arg-type]
        constants=tuple((name, value) for name, value in found["constants"]),
        calls=_by_name(found["calls"]),
        properties=_by_name(found["properties"]),
        imports=tuple(map(str, found["imports"])),
    )


def _by_name(pairs: list[list[str]]) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    return tuple((name, tuple(map(tuple, texts))) for name, texts in pairs)
