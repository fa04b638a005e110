"""What stands beside an account and makes no codes: notes, groups, and the way back in.

The way back in is what the lost-device chapter of every manual is about: the site's recovery codes,
each marked once it is used, how its emergency procedure goes, and the address that starts it. Notes
and codes are secrets as the account's own is: they never show in repr.

Bounds: notes 10,000 characters, 100 groups and 100 recovery codes of 200 characters each. Links are
http or https, at most 2,000 characters; they are shown, and opened by the person alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kakomi.errors import DetailsInvalid, DetailsTooLong

MAX_NOTE_CHARACTERS = 10_000
MAX_LINE_CHARACTERS = 200
MAX_LINES = 100
MAX_LINK_CHARACTERS = 2_000

# Line breaks and tabs are welcome in a note, other controls nowhere; nor is half a character.
_NOTE_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """One of the codes a site hands out for the day the phone is gone."""

    text: str = field(repr=False)
    used: bool = False

    def __post_init__(self) -> None:
        _check_line(self.text, "recovery_codes")


def _check_note(text: str, where: str) -> None:
    if len(text) > MAX_NOTE_CHARACTERS:
        raise DetailsTooLong(where)
    if _NOTE_CONTROLS.search(text):
        raise DetailsInvalid(where)


def _check_line(text: str, where: str) -> None:
    if len(text) > MAX_LINE_CHARACTERS:
        raise DetailsTooLong(where)
    if not text.strip() or _LINE_CONTROLS.search(text):
        raise DetailsInvalid(where)


def _check_link(text: str, where: str) -> None:
    if len(text) > MAX_LINK_CHARACTERS:
        raise DetailsTooLong(where)
    if text and not _LINK.fullmatch(text):
        raise DetailsInvalid(where)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetails:
    """``origin`` is the page the account was enrolled at; ``icon`` the name of a picture in another
    app, kept so that it can leave as it came; ``pinned`` ones stand first.
    """

    note: str = field(default="", repr=False)
    groups: tuple[str, ...] = ()
    icon: str = ""
    pinned: bool = False
    origin: str = ""
    recovery_codes: tuple[RecoveryCode, ...] = field(default=(), repr=False)
    emergency_note: str = field(default="", repr=False)
    emergency_link: str = ""

    def __post_init__(self) -> None:
        for where in ("note", "emergency_note"):
            _check_note(getattr(self, where), where)
        for where in ("origin", "emergency_link"):
            _check_link(getattr(self, where), where)
        for index, group in enumerate(self.groups):
            _check_line(group, f"groups[{index}]")
        if self.icon:
            _check_line(self.icon, "icon")
        for where, lines in (("groups", self.groups), ("recovery_codes", self.recovery_codes)):
            if len(lines) > MAX_LINES:
                raise DetailsTooLong(where)


EMPTY = AccountDetails()


def fit_link(text: str) -> str:
    """``text`` if it can be kept as a link, else nothing: other apps keep anything there."""
    return text if len(text) <= MAX_LINK_CHARACTERS and _LINK.fullmatch(text) else ""


_FIELDS: dict[str, type] = {
    "note": str,
    "groups": list,
    "icon": str,
    "pinned": bool,
    "origin": str,
    "recovery_codes": list,
    "emergency_note": str,
    "emergency_link": str,
}


def to_json(details: AccountDetails) -> dict[str, Any]:
    """As plain JSON values; ``from_json`` reads it back."""
    values = {name: getattr(details, name) for name in _FIELDS}
    values["groups"] = list(details.groups)
    values["recovery_codes"] = [[code.text, code.used] for code in details.recovery_codes]
    return values


def from_json(value: object, where: str) -> AccountDetails:
    """What ``to_json`` wrote, and nothing looser. Raises ParticularsInvalid, ParticularsTooLong."""
    if not isinstance(value, Mapping) or value.keys() != _FIELDS.keys():
        raise DetailsInvalid(where)
    for name, kind in _FIELDS.items():
        if type(value[name]) is not kind:
            raise DetailsInvalid(f"{where}.{name}")
    if not all(isinstance(group, str) for group in value["groups"]):
        raise DetailsInvalid(f"{where}.groups")
    codes = []
    for index, pair in enumerate(value["recovery_codes"]):
        match pair:
            case [str(text), bool(used)]:
                codes.append(RecoveryCode(text, used))
            case _:
                raise DetailsInvalid(f"{where}.recovery_codes[{index}]")
    others = {n: v for n, v in value.items() if n not in ("groups", "recovery_codes")}
    return AccountDetails(groups=tuple(value["groups"]), recovery_codes=tuple(codes), **others)
