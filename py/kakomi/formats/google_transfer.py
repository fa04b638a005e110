"""Writes a Google Authenticator transfer: codes with ten accounts each, like Google's app.

``otpauth_text`` reads transfers, ``kakomi.migration`` single codes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kakomi import migration
from kakomi.errors import AccountError
from kakomi.formats.support.export import ExportBuilder, ExportFile
from kakomi.formats.support.format import Format
from kakomi.migration import Transfer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.account import NewAccount
    from kakomi.formats.support.import_builder import Entry

ACCOUNTS_A_CODE = 10


def write(entries: Sequence[Entry], _at_unix: int) -> ExportFile:
    """Returns the codes, to be shown one after another. Accounts whose kind, digits or period
    Google's app does not support are refused.
    """
    builder = ExportBuilder()
    accounts = []
    for index, entry in enumerate(entries):
        with builder.entry(index):
            _code_of(entry.new_account)
            accounts.append(entry.new_account)
    groups = [
        tuple(accounts[start : start + ACCOUNTS_A_CODE])
        for start in range(0, len(accounts), ACCOUNTS_A_CODE)
    ]
    batch_id = _batch_id(accounts)
    codes = [
        migration.format(
            Transfer(
                accounts=group,
                version=1,
                batch_size=len(groups),
                batch_index=index,
                batch_id=batch_id,
            )
        )
        for index, group in enumerate(groups)
    ]
    builder.leave_out(entries, "note", "groups", "icon", "address", "recovery_codes", "pinned")
    return builder.codes(codes)


def _code_of(account: NewAccount) -> str:
    """Returns a code with only this account. Raises AccountError with the field's name."""
    try:
        return migration.format(Transfer(accounts=(account,)))
    except AccountError as error:
        raise error.at(error.where.rpartition(".")[2]) from error


def _batch_id(accounts: Sequence[NewAccount]) -> int:
    """Returns a positive 31-bit number that depends on the accounts and identifies the transfer."""
    hasher = hashlib.sha256()
    for account in accounts:
        hasher.update(_code_of(account).encode("ascii"))
    return int.from_bytes(hasher.digest()[:4], "big") >> 1


FORMAT = Format(id="google", title="Google Authenticator", extensions=("txt",), write=write)
