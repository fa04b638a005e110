"""Finds registrable domains by the Public Suffix List (publicsuffix.org). Private suffixes are
included, so two customers of one hosting company have two domains.

The rules are in ``public_suffix_list.txt``, which ``build.py lock`` writes from the pinned package
publicsuffixlist. The file is read at the first look-up, never at start-up.
"""

from __future__ import annotations

import pkgutil
from functools import cache

_FILE = "public_suffix_list.txt"


@cache
def rules() -> frozenset[str]:
    """Returns all rules, host names in ASCII: ``co.uk``, ``*.ck``, ``!www.ck``."""
    text = (pkgutil.get_data("kakomi", _FILE) or b"").decode("ascii")
    return frozenset(line for line in text.splitlines() if line and line[:2] != "//")


def registrable_domain(host: str) -> str | None:
    """Returns the public suffix of ``host`` and the label before it. None if no rule of the list
    matches, or if ``host`` is itself a public suffix.

    ``host`` is a host name in ASCII and lower case. The list's own default, that an unlisted top
    level is a suffix, is not applied: names in an intranet have no registrable domain.
    """
    labels = host.split(".")
    suffix_at = _suffix_at(labels)
    return ".".join(labels[suffix_at - 1 :]) if suffix_at else None


def _suffix_at(labels: list[str]) -> int:
    """Returns the index of the first label of the longest public suffix; 0 if there is none, or
    if all labels are the suffix.
    """
    known = rules()
    for index in range(len(labels)):
        name, parent = ".".join(labels[index:]), ".".join(labels[index + 1 :])
        if f"!{name}" in known:
            return index + 1
        if name in known or f"*.{parent}" in known:
            return index
    return 0
