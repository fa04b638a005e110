"""What comes next for an account that was read: it may be added, or the user is asked first.

The pages show the questions. Which question is asked, and which answer is proposed, is decided
here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import in_hexadecimal
from kakomi.vault.bulk_add import Match

if TYPE_CHECKING:
    from kakomi.account import NewAccount
    from kakomi.messages.common import NextStep
    from kakomi.messages.import_ import ImportChoice, ImportQuestion

_STEP_OF_MATCH: dict[Match, NextStep] = {
    Match.NEW: "add",
    Match.SECOND: "second",
    Match.AHEAD: "ahead",
    Match.NAMESAKE: "namesake",
}
_QUESTION_OF_MATCH: dict[Match, ImportQuestion] = {
    Match.NEW: "new",
    Match.SECOND: "second",
    Match.AHEAD: "ahead",
    Match.NAMESAKE: "namesake",
}

# What the user may choose for an account of a file, the proposed choice first. A second account
# with a saved key is rarely wanted. A key with two readings is added only after the user chose one.
IMPORT_CHOICES: dict[ImportQuestion, tuple[ImportChoice, ...]] = {
    "new": ("add", "skip"),
    "known": (),
    "listed": (),
    "details": ("add", "skip"),
    "second": ("skip", "add"),
    "ahead": ("add", "skip"),
    "namesake": ("add", "replace", "skip"),
    "reading": ("skip", "add", "hexadecimal"),
}


def next_step(new_account: NewAccount, match: Match) -> NextStep:
    """Returns what comes next for a scanned account that compares so with the saved ones."""
    if match is Match.KNOWN:
        return "known"
    if new_account.key.needs_pin:
        return "pin"
    if in_hexadecimal(new_account) is not None:
        return "reading"
    return _STEP_OF_MATCH[match]


def import_question(
    new_account: NewAccount, match: Match, *, gives_details: bool, is_listed: bool
) -> ImportQuestion:
    """Returns what the preview of a file asks about an account. The PIN has a field of its own.

    ``gives_details``: the saved account would get details that it lacks. ``is_listed``: the import
    has the account already.
    """
    if is_listed:
        return "listed"
    if match is Match.KNOWN:
        return "details" if gives_details else "known"
    if in_hexadecimal(new_account) is not None:
        return "reading"
    return _QUESTION_OF_MATCH[match]
