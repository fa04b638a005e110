"""How a command is declared: ``@command("account.edit", callers={PAGE})`` above its handler.

The decorator reads the request and reply types from the handler's annotations and adds the command
to ``COMMANDS``. A wrong declaration raises TypeError at import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, is_dataclass
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from collections.abc import Set as AbstractSet

# The sender of a request, as the worker determined it: one of Kakomi's own pages, the overlay in a
# web page, or the worker itself (menu clicks, alarms, browser events).
PAGE, OVERLAY, WORKER = "page", "overlay", "worker"
_CALLERS = frozenset({PAGE, OVERLAY, WORKER})

_NAME = re.compile(r"[a-z]+(?:\.[a-z]+(?:_[a-z]+)*)")

Handler = TypeVar("Handler", bound="Callable[[Any, Any], Awaitable[object]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``request`` and ``reply`` are shapes of ``kakomi.messages``.

    ``begins_with_capture``: the worker takes the picture of the tab before it wakes Python, so that
    the picture shows what the user saw at the click. ``begins_with_survey``: the worker surveys the
    fields of the page of ``tab_id`` while it wakes Python.
    """

    name: str
    request: Any
    reply: Any
    run: Callable[[Any, Any], Awaitable[object]]
    callers: frozenset[str]
    begins_with_capture: bool
    begins_with_survey: bool


COMMANDS: dict[str, Command] = {}


def command(
    name: str,
    *,
    callers: AbstractSet[str],
    begins_with_capture: bool = False,
    begins_with_survey: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the handler of command ``name`` ("noun.verb").

    Raises TypeError if the name is taken or malformed, a caller is unknown, the request or reply
    is neither a TypedDict nor Annotated with a dataclass, or a type that ends in Request or Reply
    is named after another command.
    """

    def declare(run: Handler) -> Handler:
        hints = get_type_hints(run, include_extras=True)
        declared = Command(
            name=name,
            request=hints.get("args", hints.get("_args")),
            reply=hints.get("return"),
            run=run,
            callers=frozenset(callers),
            begins_with_capture=begins_with_capture,
            begins_with_survey=begins_with_survey,
        )
        _check(declared)
        COMMANDS[name] = declared
        return run

    return declare


def type_prefix(name: str) -> str:
    """Returns what the command's own types begin with: "AccountAddAll" for "account.add_all"."""
    return "".join(word.capitalize() for word in re.split(r"[._]", name))


def _check(declared: Command) -> None:
    name = declared.name
    if _NAME.fullmatch(name) is None or name in COMMANDS:
        raise TypeError(f"{name}: malformed or declared twice")
    if not declared.callers or not declared.callers <= _CALLERS:
        raise TypeError(f"{name}: unknown callers")
    for suffix, shape in (("Request", declared.request), ("Reply", declared.reply)):
        if get_origin(shape) is Annotated and is_dataclass(get_args(shape)[1]):
            continue
        if not is_typeddict(shape):
            raise TypeError(f"{name}: its {suffix.lower()} is not a TypedDict")
        is_own = shape.__name__.endswith(("Request", "Reply"))
        if is_own and shape.__name__ != type_prefix(name) + suffix:
            raise TypeError(f"{name}: {shape.__name__} is named after another command")
