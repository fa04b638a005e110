"""The vault's rules: the user's settings of when it locks by itself, what happens after a copy, and
how the popup lists accounts and shows codes.

A rule is declared once, as a field with its default: those that the popup obeys in ``Preferences``,
those of the lock in ``Rules``. The payload, the sheet, the messages and the options page take the
fields from here. A ``bool`` field is a switch; it needs the message ``options_rule_<field>`` in
each language (``options_rule_<field>_text`` is its hint). A ``Literal`` field is a choice; each of
its values needs the message ``options_rule_<field>_<value>`` too. ``metadata`` says the group on
the options page: LOCKING is the lock, COPYING what happens after a code is copied, LISTING how
accounts are listed, SHOWING how codes are shown. The module that obeys the rule reads the field.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from kakomi.errors import VaultDamaged

DEFAULT_MINUTES = 15
MAX_MINUTES = 24 * 60
OFFERED_MINUTES = (1, 5, 15, 30, 60, 240)  # the options page offers these, and "never"
CLIPBOARD_CLEARED_AFTER_S = 60
# optional: a request to set it may lack it
LOCKING = {"optional": True}
COPYING = {"group": "copying", "optional": True}
LISTING = {"group": "listing", "optional": True}
SHOWING = {"group": "showing", "optional": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The settings that the popup obeys; the sheet has them.

    ``close_after_copy``: the popup closes after a code was copied. ``clear_clipboard``: a copied
    code is removed from the clipboard after CLIPBOARD_CLEARED_AFTER_S seconds if it is still there.

    ``density``: the height of a row. ``order``: the user's own, by name, the last used first, or
    the last added first. ``show_seconds``: the ring shows the seconds that are left.
    ``hide_codes``: a code is shown only after its row was pressed. ``next_code``: when the
    next code is shown; in the last seconds, always, or never. ``code_grouping``: the size of the
    groups of digits; "even" divides 6, 8 and 9 digits into equal groups. ``curtain``: neither names
    nor codes are shown, for a shared screen.
    """

    close_after_copy: bool = field(default=False, metadata=COPYING)
    clear_clipboard: bool = field(default=False, metadata=COPYING)
    density: Literal["usual", "compact", "comfortable"] = field(default="usual", metadata=LISTING)
    order: Literal["own", "name", "used", "added"] = field(default="own", metadata=LISTING)
    show_seconds: bool = field(default=False, metadata=SHOWING)
    hide_codes: bool = field(default=False, metadata=SHOWING)
    next_code: Literal["ending", "always", "never"] = field(default="ending", metadata=SHOWING)
    code_grouping: Literal["even", "3", "2", "4", "none"] = field(default="even", metadata=SHOWING)
    curtain: bool = field(default=False, metadata=SHOWING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Preferences):
    """The settings. Raises VaultDamaged for a value out of bounds.

    ``after_minutes``: the vault locks after so many minutes without use; None for never.
    ``at_screen_lock``: it locks when the computer locks its screen.
    """

    after_minutes: int | None = field(default=DEFAULT_MINUTES, metadata=LOCKING)
    at_screen_lock: bool = field(default=True, metadata=LOCKING)

    def __post_init__(self) -> None:
        if self.after_minutes is not None and not 1 <= self.after_minutes <= MAX_MINUTES:
            raise VaultDamaged("rules.after_minutes")

    @property
    def preferences(self) -> dict[str, Any]:
        """Those that the popup obeys."""
        return {rule.name: getattr(self, rule.name) for rule in fields(Preferences)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRules(Rules):
    """The rules as the pages set them. ``at_browser_close``: the vault locks when the browser is
    closed. It is not stored with the others: it is true if the vault has no device key.
    """

    at_browser_close: bool = field(default=True, metadata=LOCKING)

    @property
    def stored(self) -> Rules:
        """The rules that the vault stores."""
        return Rules(**{rule.name: getattr(self, rule.name) for rule in fields(Rules)})


DEFAULT = Rules()
# Evaluated once: it takes milliseconds, and each start of the worker reads the rules.
_HINTS = get_type_hints(Rules)


def switches(group: object = None) -> list[str]:
    """Returns the names of the rules of a group that are on or off, in the order of the options
    page: those of the lock, or of ``COPYING["group"]`` and the like.
    """
    hints = get_type_hints(LockRules)
    return [
        rule.name
        for rule in fields(LockRules)
        if hints[rule.name] is bool and rule.metadata.get("group") == group
    ]


def choices(group: object = None) -> dict[str, list[str]]:
    """Returns the values of each rule of a group that is a choice, the default first."""
    hints = get_type_hints(LockRules)
    return {
        rule.name: list(get_args(hints[rule.name]))
        for rule in fields(LockRules)
        if get_origin(hints[rule.name]) is Literal and rule.metadata.get("group") == group
    }


def to_json(rules: Rules) -> dict[str, Any]:
    """Returns the rules as plain JSON values."""
    return asdict(rules)


def from_json(value: object, where: str = "rules") -> Rules:
    """Returns the rules that ``to_json`` wrote. An absent field takes its default.

    Raises VaultDamaged for an unknown field or a wrong value.
    """
    if not isinstance(value, dict) or not _HINTS.keys() >= value.keys():
        raise VaultDamaged(where)
    for name, each in value.items():
        if not _is_of(each, _HINTS[name]):
            raise VaultDamaged(f"{where}.{name}")
    return Rules(**value)


def _is_of(value: object, hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return isinstance(value, str) and value in get_args(hint)
    return type(value) in (get_args(hint) or (hint,))
