"""The letters on the tile of an account that has no icon."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NOT_LETTER = re.compile(r"[\W_]")
_NOT_WORD = re.compile(r"[\W_]+")


def of_title(title: str) -> str:
    """Returns the first letter of a title, or an empty text if it has none."""
    return _as_shown(_letters(_folded(title))[:1])


def of_list(titles: Iterable[str]) -> dict[str, str]:
    """Returns the monogram of each title: its first letter, or two letters if another title begins
    with the same letter. Two titles get the same two letters only if no other pair is free.
    """
    alike: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for title in titles:
        folded = _folded(title)
        first = _letters(folded)[:1]
        alike[first].setdefault(folded, []).append(title)
    found: dict[str, str] = {}
    for first, group in alike.items():
        short = _distinct(group) if first and len(group) > 1 else dict.fromkeys(group, first)
        for folded, same in group.items():
            found.update(dict.fromkeys(same, _as_shown(short[folded])))
    return found


def _distinct(titles: Iterable[str]) -> Mapping[str, str]:
    """Returns two letters for each title. Titles choose in alphabetical order."""
    taken: set[str] = set()
    found = {}
    for title in sorted(titles):
        free = (each for each in _candidates(title) if each not in taken)
        found[title] = next(free, "") or next(_candidates(title))
        taken.add(found[title])
    return found


def _candidates(title: str) -> Iterator[str]:
    """Yields the initials of the first two words, then the first letter with each later one."""
    letters = _letters(title)
    words = [word for word in _NOT_WORD.split(title) if word]
    if len(words) > 1:
        yield words[0][0] + words[1][0]
    for later in letters[1:]:
        yield letters[0] + later
    if len(letters) == 1:
        yield letters


def _folded(title: str) -> str:
    return unicodedata.normalize("NFKC", title).casefold()


def _letters(text: str) -> str:
    return _NOT_LETTER.sub("", text)


def _as_shown(letters: str) -> str:
    """Returns the letters with the first one as a capital: "Gi"."""
    return letters[:1].upper() + letters[1:]
