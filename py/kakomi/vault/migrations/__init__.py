"""Migrations from old versions of the vault to the current one.

A migration takes the content of its version and returns that of the next, both as plain JSON
values. It is pure. ``migrate`` runs all that are needed on a copy. A released migration is never
changed; ``tests/vectors/vaults`` has a file of every version, and the tests migrate each.

    m001   2026-11   plain text on disk (version 1)  ->  the payload of a sealed text (version 2)
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged, VaultNewer
from kakomi.vault.migrations import m001

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = 2
STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: m001.migrate}


def migrate(content: dict[str, Any], version: int) -> dict[str, Any]:
    """Returns the content in the current version's form. Does not change ``content``.

    Raises VaultNewer, VaultDamaged.
    """
    if version > VERSION:
        raise VaultNewer("version")
    if version < 1:
        raise VaultDamaged("version")
    if version == VERSION:
        return content
    result = copy.deepcopy(content)
    for older in range(version, VERSION):
        result = STEPS[older](result)
    return result
