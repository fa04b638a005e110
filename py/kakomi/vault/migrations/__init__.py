"""From old vaults to this one: numbered steps, each pure, none ever backwards.

A step takes what a vault of its version says and gives what the next version would: plain JSON
values both, and the given ones stay as they are. ``carried`` does all that are needed, on a copy.
Steps are never changed once a release has them; a file of every version that ever was lies in
``tests/vectors/vaults`` and is carried here by the tests, for ever.

    m001   2026-11   plain text on disk (version 1)  ->  the inside of a seal (version 2)
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged, VaultNewer
from kakomi.vault.migrations import m001

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = 2
STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: m001.step}


def migrate(content: dict[str, Any], version: int) -> dict[str, Any]:
    """A payload of this version. Raises VaultNewer, VaultDamaged; ``content`` is left alone."""
    if version > VERSION:
        raise VaultNewer("version")
    if version < 1:
        raise VaultDamaged("version")
    if version == VERSION:
        return content
    result = copy.deepcopy(content)
    for step in range(version, VERSION):
        result = STEPS[step](result)
    return result
