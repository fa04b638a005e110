"""Searches accounts by typed words, for the popup, the Accounts page and the command line.

Every word must be in the account's searchable text: its issuer, name, groups, note or sites. Words
and text are folded by ``fold``. ``extension/ui/match.js`` folds in the same way with the table
``LETTERS`` of this module; ``tests/vectors/search.json`` tests both.

A note is as secret as a key, so searchable texts are never stored outside the vault. A page
requests them when the user begins to type, and keeps them in memory.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount
    from kakomi.account_details import AccountDetails

# Letters that have no decomposition, and punctuation with several code points.
LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ɨ": "i",
    "ə": "e",
    "ĸ": "k",
    "ς": "σ",
    "ƀ": "b",
    "ɓ": "b",
    "ƙ": "k",
    "ɗ": "d",
    "ƒ": "f",
    "ȷ": "j",
    "ʉ": "u",
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "`": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "ヽ": "ゝ",
    "ヾ": "ゞ",
}
# Accents, and the vowel points of Hebrew and Arabic. The marks of kana (U+3099, U+309A) are kept.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u200b-\u200f\u2060\ufeff\u00ad]")
_LETTERS = str.maketrans(LETTERS)
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def fold(text: str) -> str:
    """Returns the text without differences of case, accents, width, and kana."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", plain))
    return plain.translate(_LETTERS).translate(_KATAKANA)


def text_of(account: Account | NewAccount, details: AccountDetails) -> str:
    """Returns the account's searchable text, folded."""
    sites = (each.origin for each in details.sites if each.belongs)
    return fold("\n".join((account.issuer, account.name, *details.groups, *sites, details.note)))


def is_found(words: str, text: str) -> bool:
    """Returns whether every word is in the folded text."""
    return all(word in text for word in fold(words).split())
