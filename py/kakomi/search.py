"""Finds accounts by typed words: the rule of the popup, the Accounts page and the command line.

Every word must be in the account's searched text: its issuer, name, groups, note or sites. Both are
folded by ``fold``, which ``extension/ui/match.js`` does alike: ``tests/vectors/search.json`` holds
both to the same results, and JavaScript takes ``LETTERS`` from here.

A note is as secret as a key, so searched texts are never stored outside the vault. A page asks for
them when the user begins to type, and keeps them in memory.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kakomi.account import Account, NewAccount
    from kakomi.account_details import AccountDetails

# Letters that have no decomposition, and signs that are typed in several ways.
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
# Accents, the points of Hebrew and of Arabic. The marks of kana (U+3099, U+309A) are none of them.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u200b-\u200f\u2060\ufeff\u00ad]")
_LETTERS = str.maketrans(LETTERS)
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def fold(text: str) -> str:
    """Return the text without differences of case, accents, width, and kana."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", plain))
    return plain.translate(_LETTERS).translate(_KATAKANA)


def text_of(account: Account | NewAccount, details: AccountDetails) -> str:
    """Return the folded text in which the account's words are searched."""
    sites = (each.origin for each in details.sites if each.belongs)
    return fold("\n".join((account.issuer, account.name, *details.groups, *sites, details.note)))


def is_found(words: str, text: str) -> bool:
    """Return whether every word is in the folded text."""
    return all(word in text for word in fold(words).split())
