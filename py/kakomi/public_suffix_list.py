"""Finds registrable domains by the Public Suffix List (publicsuffix.org). Private suffixes are
included, so two customers of one hosting company have two domains.

The rules are in ``public_suffix_list.txt``, which ``build.py lock`` writes from the pinned package
publicsuffixlist. The build reads the file into the memory snapshot; without the snapshot, the first
look-up reads it.
"""

from __future__ import annotations

import pkgutil
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FILE = "public_suffix_list.txt"

# So many hosts are looked up in the text. A set of the rules is faster for more, but takes as long
# to build as these look-ups (2.5 ms and 0.3 ms for a host under CPython), and a fill that wakes the
# worker looks up one or two.
_HOSTS_IN_TEXT = 8


@cache
def text_of_rules() -> str:
    """Returns the file with a line break before and after each rule."""
    return f"\n{(pkgutil.get_data('kakomi', _FILE) or b'').decode('ascii')}\n"


@cache
def rules() -> frozenset[str]:
    """Returns all rules, host names in ASCII: ``co.uk``, ``*.ck``, ``!www.ck``."""
    return frozenset(line for line in text_of_rules().splitlines() if line and line[:2] != "//")


@lru_cache(maxsize=4_096)  # the hosts of a large vault
def registrable_domain(host: str) -> str | None:
    """Returns the public suffix of ``host`` and the label before it. None if no rule of the list
    matches, or if ``host`` is itself a public suffix.

    ``host`` is a host name in ASCII and lower case. The list's own default, that an unlisted top
    level is a suffix, is not applied: names in an intranet have no registrable domain.
    """
    labels = host.split(".")
    few = registrable_domain.cache_info().misses <= _HOSTS_IN_TEXT
    suffix_at = _suffix_at(labels, _is_in_text if few else rules().__contains__)
    return ".".join(labels[suffix_at - 1 :]) if suffix_at else None


def _is_in_text(rule: str) -> bool:
    return f"\n{rule}\n" in text_of_rules()


def _suffix_at(labels: list[str], is_rule: Callable[[str], bool]) -> int:
    """Returns the index of the first label of the longest public suffix; 0 if there is none, or
    if all labels are the suffix.
    """
    for index in range(len(labels)):
        name, parent = ".".join(labels[index:]), ".".join(labels[index + 1 :])
        if is_rule(f"!{name}"):
            return index + 1
        if is_rule(name) or is_rule(f"*.{parent}"):
            return index
    return 0
