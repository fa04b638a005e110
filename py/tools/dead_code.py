"""``python -m tools.dead_code``: finds unused Python code with vulture.

``pyproject.toml`` has the exceptions, each with its reason. All fields of the messages are
exceptions, because JavaScript reads them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tools.paths import ROOT, SOURCE

if TYPE_CHECKING:
    from pathlib import Path

_MESSAGES = SOURCE / "kakomi" / "messages"


def unused() -> list[str]:
    """Returns a line for each unused name."""
    from vulture import Vulture
    from vulture.config import make_config

    config = make_config(argv=["--config", str(ROOT / "pyproject.toml")])
    vulture = Vulture(
        ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"]
    )
    vulture.scavenge([str(ROOT / path) for path in config["paths"]])
    items = vulture.get_unused_code(min_confidence=config["min_confidence"])
    return [
        f"{_relative(item.filename)}:{item.first_lineno}: {item.message}"
        for item in items
        if not (item.typ == "variable" and item.filename.is_relative_to(_MESSAGES))
    ]


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    found = unused()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    raise SystemExit(1 if found else 0)
