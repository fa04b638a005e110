"""``extension/shapes.d.ts``: what Python says and takes, for JavaScript's type checker.

``python -m tools.generate_types`` prints it. It imports kakomi, so it needs ``.venv``.
"""

from __future__ import annotations

import sys
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from tools import environment
from tools.paths import SHAPES, SOURCE, TOOLS, files
from tools.tasks import run_program, task

_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null"}
_PLAIN_ANY = {object: "unknown", Any: "any"}


def prepare() -> None:
    """Write the file anew if Python's side has changed. Raises BuildError."""
    task(
        "shapes.d.ts from Python's shapes",
        _write,
        inputs=[TOOLS / "generate_types.py", *files(SOURCE / "kakomi", suffixes=(".py",))],
        outputs=[SHAPES],
    )


def _write() -> None:
    text = run_program(
        environment.PYTHON, "-m", "tools.generate_types",
        why="shapes.d.ts could not be made",
        env=environment.python_environment(),
    )  # fmt: skip
    SHAPES.write_text(text, "utf-8")


def type_of(shape: Any, named: dict[str, Any]) -> str:
    """TypeScript's words for one shape; every TypedDict it meets is put into ``named``."""
    if is_typeddict(shape):
        named.setdefault(shape.__name__, shape)
        return str(shape.__name__)
    origin, inner = get_origin(shape), get_args(shape)
    if origin is NotRequired:
        return type_of(inner[0], named)
    if origin is Literal:
        return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in inner)
    if origin in (Union, UnionType):
        return " | ".join(type_of(part, named) for part in inner)
    if origin is list:
        return f"Array<{type_of(inner[0], named)}>"
    if origin is dict:
        return f"Record<{type_of(inner[0], named)}, {type_of(inner[1], named)}>"
    return _PLAIN.get(shape) or _PLAIN_ANY[shape]


def interface(shape: Any, named: dict[str, Any]) -> list[str]:
    """The lines of one TypedDict."""
    hints = get_type_hints(shape, include_extras=True)
    lines = [
        f"/** {' '.join((shape.__doc__ or '').split())} */",
        f"export interface {shape.__name__} {{",
    ]
    for key, hint in hints.items():
        absent = key in shape.__optional_keys__ or get_origin(hint) is NotRequired
        mark = "?" if absent else ""
        lines.append(f"  {key}{mark}: {type_of(hint, named)};")
    return [*lines, "}"]


def declarations() -> str:
    """The whole file."""
    from kakomi import messages
    from kakomi.commands import COMMANDS

    named = {n: s for n, s in vars(messages).items() if is_typeddict(s)}
    commands = [
        "/** What can be asked, with what, and what comes back. */",
        "export interface Commands {",
    ]
    for name, command in sorted(COMMANDS.items()):
        args, value = type_of(command.args, named), type_of(command.reply, named)
        callers = " | ".join(f'"{caller}"' for caller in sorted(command.callers))
        commands.append(f'  "{name}": {{ args: {args}; value: {value}; callers: {callers} }};')
    lines = ["// Written by the build from py/kakomi: change it there.", ""]
    done: set[str] = set()
    while waiting := sorted(set(named) - done):
        for name in waiting:
            lines += [*interface(named[name], named), ""]
            done.add(name)
    return "\n".join([*lines, *commands, "}", ""])


if __name__ == "__main__":
    sys.stdout.write(declarations())
