"""Reads the managed storage area into a ``Policy``. Reading fails closed:

1. A number out of bounds counts as the nearest bound.
2. A value that can't be read counts as the last value that could be read; if there was none, as the
   strictest value.
3. If no value at all can be read, the last known values apply.
4. If an entry of a list that permits can't be read, it is skipped. If an entry of a list that
   forbids can't be read, the last known list applies together with the entries that can be read.

Chrome removes a value of another type than the schema's before an extension sees it. So the schema
has types and nothing else: bounds and choices are checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from kakomi import site
from kakomi.policy import (
    FIELD_AND_KEY,
    MAX_ADDRESS_CHARACTERS,
    NONE,
    PRESET_PARTS,
    Key,
    Policy,
    Preset,
    is_site_pattern,
    written,
)

Fault: TypeAlias = Literal[
    "unknown", "type", "range", "choice", "text", "address", "site", "preset", "too_many"
]

MAX_TEXT_CHARACTERS = 300
MAX_ENTRIES = 500

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE | re.ASCII)
_FOLDER_NAME = re.compile(r'(?!\.)[^/\\:*?"<>|~\x00-\x1f\x7f]{1,100}(?<![. ])')
MAX_ICON_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A value that does not apply as it is written. ``where`` is its path, such as
    ``Presets[2].Site``, and never contains the value.
    """

    where: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``given``: the names of the policies that are set. ``known``: for each of them the value that
    applies, as it is written in the managed storage area; ``read`` takes it as ``last_known``.
    """

    policy: Policy
    given: frozenset[str]
    known: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


_NOTHING = Reading(policy=NONE, given=frozenset(), known={})


class _UnreadableError(Exception):
    """A value can't be read. ``rest`` has the entries of a list that can."""

    def __init__(self, fault: Fault, rest: Any = None) -> None:
        super().__init__(fault)
        self.fault, self.rest = fault, rest


def read(values: object, last_known: Mapping[str, Any] | None = None) -> Reading:
    """Returns the policy of the managed storage area, read by the law at the top of this
    file. ``values`` is None if the area could not be read.
    """
    known_before = last_known or {}
    if not isinstance(values, Mapping):
        return read(known_before) if known_before else _NOTHING
    problems: list[Problem] = []
    chosen: dict[str, Any] = {}
    known: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELD_AND_KEY:
            problems.append(Problem(where=str(name)[:64], fault="unknown"))
            continue
        field_name, key = FIELD_AND_KEY[name]
        try:
            chosen[field_name] = _value(key, value, problems)
        except _UnreadableError as error:
            problems.append(Problem(where=name, fault=error.fault))
            chosen[field_name] = _instead(key, known_before.get(name), error.rest)
        known[name] = written(key, chosen[field_name])
    return Reading(
        policy=Policy(**chosen),
        given=frozenset(known),
        known=known,
        problems=tuple(problems),
    )


def _instead(key: Key, last_known: Any, rest: Any) -> Any:
    """Returns what applies in place of a value that can't be read."""
    before = key.strictest
    if last_known is not None:
        try:
            before = _value(key, last_known, [])
        except _UnreadableError:
            before = key.strictest
    return tuple(dict.fromkeys((*before, *rest))) if rest is not None else before


def _value(key: Key, value: Any, problems: list[Problem]) -> Any:
    """Returns the value for the field of ``Policy``. Adds a problem if only a part of the value
    applies. Raises _UnreadableError.
    """
    if key.kind == "switch":
        if not isinstance(value, bool):
            raise _UnreadableError("type")
        return value
    if key.kind == "number":
        return _number_in_bounds(key, value, problems)
    if key.kind == "sites":
        return _sites(key, value, problems)
    if key.kind == "presets":
        return _presets(value, problems)
    if not isinstance(value, str):
        raise _UnreadableError("type")
    if key.kind == "choice" and value not in key.choices:
        raise _UnreadableError("choice")
    if key.kind == "folder":
        return _folder(value)
    return _checked_text(value, "address" if key.kind == "address" else "text")


def _folder(text: str) -> str:
    """Returns a path below the download folder. Raises _UnreadableError."""
    names = text.split("/") if text else []
    if len(text) > MAX_TEXT_CHARACTERS or not all(_FOLDER_NAME.fullmatch(name) for name in names):
        raise _UnreadableError("text")
    return text


def _number_in_bounds(key: Key, value: Any, problems: list[Problem]) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _UnreadableError("type")
    if not key.least <= value <= key.most:
        problems.append(Problem(where=key.name, fault="range"))
    return min(max(value, key.least), key.most)


def _checked_text(text: str, kind: Literal["text", "address"]) -> str:
    is_address = kind == "address"
    if len(text) > (MAX_ADDRESS_CHARACTERS if is_address else MAX_TEXT_CHARACTERS):
        raise _UnreadableError(kind)
    if _CONTROLS.search(text) or (is_address and text and not _ADDRESS.fullmatch(text)):
        raise _UnreadableError(kind)
    return text


def _sites(key: Key, value: Any, problems: list[Problem]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _UnreadableError("type")
    forbids = key.name == "FillForbiddenOn"
    good: list[str] = []
    has_faults = False
    for index, text in enumerate(value):
        if is_site_pattern(text) and index < MAX_ENTRIES:
            good.append(text.strip())
            continue
        has_faults = True
        if not forbids:
            fault: Fault = "site" if index < MAX_ENTRIES else "too_many"
            problems.append(Problem(where=f"{key.name}[{index}]", fault=fault))
    if forbids and has_faults:
        raise _UnreadableError("site", good)
    return tuple(dict.fromkeys(good))


def _presets(value: Any, problems: list[Problem]) -> tuple[Preset, ...]:
    if not isinstance(value, list | tuple):
        raise _UnreadableError("type")
    found = []
    for index, entry in enumerate(value[:MAX_ENTRIES]):
        where = f"Presets[{index}]"
        if not isinstance(entry, Mapping) or not isinstance(entry.get("Issuer"), str):
            problems.append(Problem(where=where, fault="preset"))
            continue
        parts: dict[str, str] = {}
        for name, part in entry.items():
            if _is_preset_part(name, part):
                parts[PRESET_PARTS[name]] = part
            else:
                fault: Fault = "preset" if name in PRESET_PARTS else "unknown"
                problems.append(Problem(where=f"{where}.{str(name)[:64]}", fault=fault))
        if parts.get("issuer", "").strip():
            found.append(Preset(**parts))
    return tuple(found)


def _is_preset_part(name: Any, part: Any) -> bool:
    if name not in PRESET_PARTS or not isinstance(part, str):
        return False
    if name == "Site":
        return part == "" or site.parse_typed(part) is not None
    if name == "Icon" and len(part) > MAX_ICON_CHARACTERS:
        return False
    try:
        _checked_text(part, "address" if name.endswith("Url") else "text")
    except _UnreadableError:
        return False
    return True
