"""Writes ``kakomi/formats/registry.py``, the typed list of all formats, from the format modules.

A module of ``kakomi/formats`` describes its format in a constant ``NAME = Format(…)``. The list is
committed, because plain pytest and an installation by pip read it without the build. This module
reads the sources as syntax trees and does not import kakomi.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.paths import FORMATS, display_path
from tools.tasks import log

if TYPE_CHECKING:
    from pathlib import Path

NAME = "registry.py"
_NOT_FORMATS = ("__init__.py", NAME)


def prepare(folder: Path = FORMATS) -> bool:
    """Write the list again if it differs from the modules. Returns whether it did."""
    path, current = folder / NAME, text(folder)
    if path.is_file() and path.read_text("utf-8") == current:
        return False
    path.write_text(current, "utf-8", newline="\n")
    log(f"{display_path(path)} was out of date and is written again: commit it")
    return True


def text(folder: Path = FORMATS) -> str:
    """Returns the text of the list for the modules of a folder, as ruff would format it."""
    modules = sorted(path for path in folder.glob("*.py") if path.name not in _NOT_FORMATS)
    records = {path.stem: names for path in modules if (names := _records(path))}
    listed = [f"{module}.{name}" for module, names in records.items() for name in names]
    return "\n".join(
        [
            '"""All formats. The build writes this list from the modules of this folder."""',
            "",
            "from __future__ import annotations",
            "",
            "from typing import TYPE_CHECKING",
            "",
            "from kakomi.formats import (",
            *(f"    {module}," for module in records),
            ")",
            "",
            "if TYPE_CHECKING:",
            "    from kakomi.formats.support.format import Format",
            "",
            "REGISTRY: tuple[Format, ...] = (",
            *(f"    {record}," for record in listed),
            ")",
            "",
        ]
    )


def _records(path: Path) -> list[str]:
    """Returns the names of the constants that a module sets to a call of ``Format``."""
    return [
        target.id
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "Format"
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
