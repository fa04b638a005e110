"""The rules: the user's settings for locking the vault and for copying codes.

A rule is declared once, as a field of ``Rules`` with its default. The payload, the session key,
the messages and the options page take the fields from here. To add a switch for locking, add a
``bool`` field and the message ``options_rule_<field>`` in each language
(``options_rule_<field>_text`` is its hint). A field with ``metadata=COPYING`` is a switch for
copying. The module that implements the rule reads the field.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, get_args, get_type_hints

from kakomi.errors import VaultDamaged

DEFAULT_MINUTES = 15
MAX_MINUTES = 24 * 60
OFFERED_MINUTES = (1, 5, 15, 30, 60, 240)  # the options page offers these, and "never"
CLIPBOARD_CLEARED_AFTER_S = 60
COPYING = {"group": "copying", "optional": True}  # optional: a request to set it may lack it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings. Raises VaultDamaged for a value out of bounds.

    ``after_minutes``: the vault locks after so many minutes without use; None for never.
    ``at_screen_lock``: it locks when the computer locks its screen. ``close_after_copy``: the popup
    closes after a code was copied. ``clear_clipboard``: a copied code is removed from the clipboard
    after CLIPBOARD_CLEARED_AFTER_S seconds if it is still there.
    """

    after_minutes: int | None = DEFAULT_MINUTES
    at_screen_lock: bool = True
    close_after_copy: bool = field(default=False, metadata=COPYING)
    clear_clipboard: bool = field(default=False, metadata=COPYING)

    def __post_init__(self) -> None:
        if self.after_minutes is not None and not 1 <= self.after_minutes <= MAX_MINUTES:
            raise VaultDamaged("rules.after_minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRules(Rules):
    """The rules as the pages set them. ``at_browser_close``: the vault locks when the browser is
    closed. It is not stored with the others: it is true if the vault has no device key.
    """

    at_browser_close: bool = True

    @property
    def stored(self) -> Rules:
        """The rules that the vault stores."""
        return Rules(**{rule.name: getattr(self, rule.name) for rule in fields(Rules)})


DEFAULT = Rules()


def switches(group: object = None) -> list[str]:
    """Returns the names of a group's ``bool`` rules in the order of the options page. None is the
    group of locking; the other is ``COPYING["group"]``.
    """
    hints = get_type_hints(LockRules)
    return [
        rule.name
        for rule in fields(LockRules)
        if hints[rule.name] is bool and rule.metadata.get("group") == group
    ]


def to_json(rules: Rules) -> dict[str, Any]:
    """Returns the rules as plain JSON values."""
    return asdict(rules)


def from_json(value: object, where: str = "rules") -> Rules:
    """Returns the rules that ``to_json`` wrote. An absent field takes its default.


    Raises VaultDamaged for an unknown field or a wrong value.
    """
    hints = get_type_hints(Rules)
    if not isinstance(value, dict) or not hints.keys() >= value.keys():
        raise VaultDamaged(where)
    for name, each in value.items():
        types = get_args(hints[name]) or (hints[name],)
        if type(each) not in types:
            raise VaultDamaged(f"{where}.{name}")
    return Rules(**value)
