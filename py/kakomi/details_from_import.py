"""What a saved account gets from an account of a file that has the same key.

Fields that the saved account lacks are filled in. A field that it has is never overwritten.
``kakomi.account_sites.with_imported`` does the same for sites.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from kakomi import account_sites
from kakomi.account_details import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kakomi.account_details import AccountDetails

DetailName: TypeAlias = Literal[
    "note", "groups", "recovery_codes", "emergency_note", "emergency_link"
]
NAMES: tuple[DetailName, ...] = get_args(DetailName)


def gained(saved: AccountDetails, other: AccountDetails) -> list[DetailName]:
    """Returns the fields that ``saved`` lacks and ``other`` has."""
    return [name for name in NAMES if getattr(other, name) and not getattr(saved, name)]


def differing(saved: AccountDetails, other: AccountDetails) -> list[DetailName]:
    """Returns the fields that both have, if ``other`` has something there that ``saved`` lacks."""
    return [
        name
        for name in NAMES
        if getattr(saved, name) and not _parts(other, name) <= _parts(saved, name)
    ]


def _parts(details: AccountDetails, name: DetailName) -> set[str]:
    """Returns the texts of a field; several if it is a list. Spaces around a text don't count."""
    match name:
        case "groups":
            texts: Iterable[str] = details.groups
        case "recovery_codes":
            texts = (code.text for code in details.recovery_codes)
        case _:
            texts = (getattr(details, name),)
    return {text.strip() for text in texts if text.strip()}


def completed(saved: AccountDetails, other: AccountDetails) -> AccountDetails:
    """Returns ``saved`` with the fields and sites of ``other`` that it lacks."""
    filled = {name: getattr(other, name) for name in gained(saved, other)}
    sites = account_sites.with_imported(saved.sites, other.sites)
    return replace(saved, sites=sites, **filled)


def emptied(details: AccountDetails, names: Iterable[DetailName]) -> AccountDetails:
    """Returns the details without these fields."""
    return replace(details, **{name: getattr(EMPTY, name) for name in names})
