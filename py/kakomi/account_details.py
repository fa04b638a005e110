"""Details of an account that don't affect its codes: notes, groups, sites, recovery codes and the
emergency procedure.

A user who lost a device signs in with the site's recovery codes (each is marked when it is used),
or follows the site's emergency procedure, for which there is a note and a link. Notes and recovery
codes are as secret as the account's key, so ``repr`` never shows them.

Bounds: notes 10,000 characters, 100 groups and 100 recovery codes of 200 characters each. Links are
http or https and at most 2,000 characters. A link opens only when the user clicks it.
``kakomi.account_sites`` has the bounds of sites.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kakomi import account_picture, account_sites
from kakomi.account_sites import AccountSite, Sites, Source
from kakomi.errors import DetailsInvalid, DetailsTooLong

MAX_NOTE_CHARACTERS = 10_000
MAX_LINE_CHARACTERS = 200
MAX_LINES = 100
MAX_LINK_CHARACTERS = 2_000

# A note may contain line breaks and tabs. No field contains other controls or lone surrogates.
_NOTE_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A code that the site accepts once in place of a one-time code."""

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
    """``origin`` is the page on which the account was added. ``icon`` is the name of a picture in
    another app, kept so that an export contains it again. ``pinned`` accounts are listed first.

    ``sites`` are the pages that ask for its codes. ``submits_after_fill``: the form is submitted
    after a code was filled in. ``appends_code``: a code is appended to the field's content, for
    sites that want the password and the code in one field. ``picture`` is the user's own picture of
    the account within the bounds of ``kakomi.account_picture``. ``hidden``: the popup lists the
    account only on demand. ``hides_code``: its code is shown only after its row was pressed.
    ``used_at_unix``: when a code was last used, noted only while accounts are sorted by use; 0 for
    never.
    """

    note: str = field(default="", repr=False)
    groups: tuple[str, ...] = ()
    icon: str = ""
    pinned: bool = False
    origin: str = ""
    recovery_codes: tuple[RecoveryCode, ...] = field(default=(), repr=False)
    emergency_note: str = field(default="", repr=False)
    emergency_link: str = ""
    sites: Sites = ()
    submits_after_fill: bool = False
    appends_code: bool = False
    picture: bytes = field(default=b"", repr=False)
    hidden: bool = False
    hides_code: bool = False
    used_at_unix: int = 0

    @property
    def address(self) -> str:
        """The link of the account's page: the one it was added on, else its first site."""
        if self.origin:
            return self.origin
        return next((each.origin for each in self.sites if each.belongs), "")

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
        if len(self.sites) > account_sites.MAX_SITES:
            raise DetailsTooLong("sites")
        if not 0 <= self.used_at_unix <= account_sites.MAX_UNIX:
            raise DetailsInvalid("used_at_unix")
        if self.picture:
            account_picture.check(self.picture, "picture")


EMPTY = AccountDetails()


def scanned_on(origin: str) -> AccountDetails:
    """Returns the details of an account whose QR code was read on a page of that origin; empty for
    an unknown origin.
    """
    return AccountDetails(origin=origin, sites=account_sites.scanned(origin))


def inherited(details: AccountDetails, older: AccountDetails) -> AccountDetails:
    """Returns the details of an account that replaces an older one: ``details`` with the older
    one's sites and its settings for filling in.
    """
    return replace(
        details,
        sites=account_sites.merge(details.sites, older.sites),
        submits_after_fill=details.submits_after_fill or older.submits_after_fill,
        appends_code=details.appends_code or older.appends_code,
    )


def fit_link(text: str) -> str:
    """Returns ``text`` if it is a valid link, else an empty text. Used for fields of other apps."""
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


# Fields that older versions did not write. A field that has its default value is absent.
_LATER_FIELDS: dict[str, type] = {
    "sites": list,
    "submits_after_fill": bool,
    "appends_code": bool,
    "picture": str,
    "hidden": bool,
    "hides_code": bool,
    "used_at_unix": int,
}


def to_json(details: AccountDetails) -> dict[str, Any]:
    """Returns the details as JSON values that ``from_json`` reads back. Without ``sites``, the only
    site is that of ``origin``.
    """
    values = {name: getattr(details, name) for name in _FIELDS}
    values["groups"] = list(details.groups)
    values["recovery_codes"] = [[code.text, code.used] for code in details.recovery_codes]
    if details.sites != account_sites.of_origin(details.origin):
        values["sites"] = [[s.origin, s.source.value, s.used_at_unix] for s in details.sites]
    for name in ("submits_after_fill", "appends_code", "hidden", "hides_code", "used_at_unix"):
        if value := getattr(details, name):
            values[name] = value
    if details.picture:
        values["picture"] = base64.b64encode(details.picture).decode("ascii")
    return values


def from_json(value: object, where: str) -> AccountDetails:
    """Returns the details that ``to_json`` wrote. Raises DetailsInvalid, DetailsTooLong."""
    if not isinstance(value, Mapping):
        raise DetailsInvalid(where)
    fields = _FIELDS | {name: kind for name, kind in _LATER_FIELDS.items() if name in value}
    if value.keys() != fields.keys():
        raise DetailsInvalid(where)
    for name, kind in fields.items():
        if type(value[name]) is not kind:
            raise DetailsInvalid(f"{where}.{name}")
    if not all(isinstance(group, str) for group in value["groups"]):
        raise DetailsInvalid(f"{where}.groups")
    others = ("groups", "recovery_codes", "sites", "picture")
    return AccountDetails(
        groups=tuple(value["groups"]),
        recovery_codes=_recovery_codes(value["recovery_codes"], f"{where}.recovery_codes"),
        sites=_sites(value["sites"], f"{where}.sites")
        if "sites" in value
        else account_sites.of_origin(value["origin"]),
        picture=_picture(value.get("picture", ""), f"{where}.picture"),
        **{n: v for n, v in value.items() if n not in others},
    )


def _picture(text: str, where: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if base64.b64encode(data).decode("ascii") != text:
        raise DetailsInvalid(where)
    return data


def _recovery_codes(pairs: list[object], where: str) -> tuple[RecoveryCode, ...]:
    codes = []
    for index, pair in enumerate(pairs):
        match pair:
            case [str(text), bool(used)]:
                codes.append(RecoveryCode(text, used))
            case _:
                raise DetailsInvalid(f"{where}[{index}]")
    return tuple(codes)


def _sites(triples: list[object], where: str) -> Sites:
    sites = []
    for index, triple in enumerate(triples):
        match triple:
            case [str(origin), str(source), int(used_at_unix)] if source in set(Source):
                try:
                    sites.append(AccountSite(origin, Source(source), used_at_unix))
                except DetailsInvalid as error:
                    raise error.at(f"{where}[{index}].{error.where}") from error
            case _:
                raise DetailsInvalid(f"{where}[{index}]")
    return tuple(sites)
