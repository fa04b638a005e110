"""Reads a policy that an administrator has pasted, in each of the forms in which one is written.

Forms: the values alone; the file of Chrome on Linux (``3rdparty``, ``extensions``, the extension's
id); Google's Admin console (``{"Key": {"Value": …}}``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from kakomi import policy, policy_reader

if TYPE_CHECKING:
    from kakomi.policy_reader import Reading

Form: TypeAlias = Literal["", "values", "file", "console", "other"]

MAX_CHARACTERS = 200_000
MAX_TYPOS = 3  # how many letters a misspelled name may differ in from the one that is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a pasted text says. ``line``: where it ceases to be JSON, counted from 1; else 0."""

    form: Form
    line: int
    reading: Reading


def check(text: str) -> Check:
    """Returns what the text does as a policy. Never raises."""
    nothing = policy_reader.read({})
    if len(text) > MAX_CHARACTERS:
        return Check(form="", line=1, reading=nothing)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return Check(form="", line=error.lineno, reading=nothing)
    except RecursionError:
        return Check(form="", line=1, reading=nothing)
    form, values = _values(value)
    return Check(form=form, line=0, reading=policy_reader.read(values))


def _values(value: Any) -> tuple[Form, dict[str, Any]]:
    """Returns the form of a policy, and its values by name."""
    if not isinstance(value, dict):
        return "other", {}
    if "3rdparty" in value:
        found = _for_this_extension(value)
        return ("other", {}) if found is None else ("file", found)
    wrapped = [v for v in value.values() if isinstance(v, dict) and v.keys() == {"Value"}]
    if value and len(wrapped) == len(value):
        return "console", {name: v["Value"] for name, v in value.items()}
    return "values", value


def _for_this_extension(value: dict[str, Any]) -> dict[str, Any] | None:
    """Returns the values of the extension that has a policy of ours, or of the only one."""
    match value:
        case {"3rdparty": {"extensions": dict(extensions)}}:
            tables = [each for each in extensions.values() if isinstance(each, dict)]
            ours = [each for each in tables if policy_reader.read(each).given]
            if ours:
                return ours[0]
            if len(tables) == 1:
                return tables[0]
    return None


def meant(name: str) -> str:
    """Returns the policy whose name is closest to a misspelled one, or an empty text."""
    plain = name.replace("_", "").replace("-", "").lower()[:64]
    distances = {key.name: _distance(plain, key.name.lower()) for key in policy.KEYS}
    best = min(distances, key=lambda each: distances[each])
    return best if distances[best] <= MAX_TYPOS else ""


def _distance(one: str, other: str) -> int:
    """Returns how many letters must be changed, added or removed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, 1):
        before, row[0] = row[0], count
        for index, its in enumerate(other, 1):
            changed = before + (letter != its)
            before = row[index]
            row[index] = min(changed, row[index] + 1, row[index - 1] + 1)
    return row[-1]
