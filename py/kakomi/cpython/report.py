"""What the command line prints: accounts, codes, and what was left out of a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kakomi import migration, otp, otpauth
from kakomi.cpython.words import of_error, of_thing, words
from kakomi.errors import KakomiError
from kakomi.otp_key import Kind
from kakomi.vault import slots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.account import Account, NewAccount
    from kakomi.formats import ImportDraft, LeftOut
    from kakomi.otp_key import Key
    from kakomi.vault.slots import Slot

# The exit codes.
DONE, FAILED, USAGE_ERROR, PARTLY = 0, 1, 2, 3
_UNLOCK_METHODS = {
    slots.Kind.PASSPHRASE: "passphrase",
    slots.Kind.PASSKEY: "passkey",
    slots.Kind.RECOVERY: "recovery key",
    slots.Kind.DEVICE: "key on the computer",
}


def print_line(text: str) -> None:
    """Write a line to the standard output."""
    sys.stdout.write(text + "\n")


def print_error(text: str) -> None:
    """Write a line to the standard error output."""
    sys.stderr.write(text + "\n")


def title(new_account: NewAccount | Account) -> str:
    """Returns the account's issuer and name."""
    names = [name for name in (new_account.issuer, new_account.name) if name]
    return " · ".join(names) or words("(no name)")


def print_omissions(draft: ImportDraft) -> int:
    """Prints what was not imported from a file. Returns the exit code."""
    for error in draft.refused:
        print_error(words("not imported: {why}", why=of_error(error)))
    for left in draft.left_out:
        print_left_out(left)
    for parts in draft.parts:
        if parts.missing:
            missing = ", ".join(str(index + 1) for index in parts.missing)
            template = "transfer of {size} QR codes, missing: {missing}"
            print_error(words(template, size=parts.size, missing=missing))
    return PARTLY if draft.refused or any(parts.missing for parts in draft.parts) else DONE


def print_left_out(left: LeftOut) -> None:
    """Print what Kakomi does not import or export, and how many of it."""
    what = of_thing(left.what)
    template = "not included: {what}, {count} × [{where}]"
    print_error(words(template, what=what, count=left.count, where=left.where))


def code_text(new_account: NewAccount, now_unix: int) -> str:
    """Returns the current code, and the seconds for which it is valid or its counter."""
    key = new_account.key
    if key.needs_pin:
        return words("needs a PIN")
    if key.kind is Kind.HOTP:
        counter = words("(counter {counter})", counter=new_account.counter)
        return f"{otp.hotp(key, new_account.counter)}  {counter}"
    left_s = key.period_s - now_unix % key.period_s
    return f"{otp.totp(key, now_unix)}  {words('({left} s)', left=left_s)}"


def key_text(key: Key) -> str:
    """Returns the kind and the parameters of a key, without its secret."""
    kind, algorithm = key.kind.value, key.algorithm.value
    template = "{kind} {algorithm} {digits} digits"
    what = words(template, kind=kind, algorithm=algorithm, digits=key.digits)
    return what if key.kind is Kind.HOTP else f"{what} {words('{period} s', period=key.period_s)}"


def qr_text(text: str) -> str:
    """Returns the issuer and name of a code's accounts, without secrets."""
    try:
        if migration.is_transfer(text):
            transfer = migration.parse(text)
            who = ", ".join(title(account) for account in transfer.accounts)
            number, size = transfer.batch_index + 1, max(1, transfer.batch_size)
            return words("transfer {number} of {size}: {who}", number=number, size=size, who=who)
        return words("account: {who}", who=title(otpauth.parse(text)))
    except KakomiError as error:
        return words("not an account: {why}", why=of_error(error))


def unlock_methods(slots: Sequence[Slot]) -> str:
    """Returns the names of the factors that open a file."""
    return ", ".join(words(_UNLOCK_METHODS[slot.kind]) for slot in slots) or words(
        "nothing (not encrypted)"
    )
