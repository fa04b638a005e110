"""Reads mutated account links, transfer codes and picture headers."""

from __future__ import annotations

import time
import traceback
from typing import TYPE_CHECKING

from kakomi import migration, otpauth, picture_header
from kakomi.errors import KakomiError
from kakomi.secret_encoding import encode_secret
from support import hostile_files

from fuzzing.run import TOO_SLOW_S, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from kakomi.account import NewAccount


def _link(chance: hostile_files.Chance) -> None:
    new_account = otpauth.parse(chance.link())
    _is_kept_whole(new_account)


def _transfer(chance: hostile_files.Chance) -> None:
    transfer = migration.parse(chance.transfer())
    for new_account in transfer.accounts:
        _is_kept_whole(new_account)
    again = migration.parse(migration.format(transfer))
    if again.accounts != transfer.accounts:
        raise AssertionError("written and read again it is another transfer")


def _picture(chance: hostile_files.Chance) -> None:
    header = picture_header.header(chance.picture())
    if not 0 < header.width * header.height <= picture_header.MAX_PIXELS:
        raise AssertionError("a size over the cap")


def _is_kept_whole(new_account: NewAccount) -> None:
    """Asserts that the account is the same after it was written and read again."""
    if otpauth.parse(otpauth.format(new_account)) != new_account:
        raise AssertionError("written and read again it is another account")


INPUTS: dict[str, Callable[[hostile_files.Chance], None]] = {
    "links": _link,
    "transfers": _transfer,
    "pictures": _picture,
}


def run_input(name: str, runs: int, seed: int) -> Report:
    """Reads ``runs`` mutated inputs of that name."""
    report = Report()
    for number in range(runs):
        chance = hostile_files.Chance(seed * 1_000_003 + number)
        reported = f"{name}, run {number} of seed {seed}"
        report.runs += 1
        began = time.process_time()
        try:
            INPUTS[name](chance)
        except KakomiError as error:
            report.refusals += 1
            said = f"{error} {error.where}".upper()
            if any(secret in said for secret in _SECRETS):
                report.crashes.append(f"{reported}: an error tells a secret")
        except Exception:
            report.crashes.append(f"{reported}: {traceback.format_exc(limit=-3)}")
        else:
            report.drafts += 1
        took = time.process_time() - began
        report.slowest_s = max(report.slowest_s, took)
        if took > TOO_SLOW_S:
            report.crashes.append(f"{reported}: {took:.1f} s")
    return report


_SECRETS = (hostile_files.SECRET, encode_secret(b"0123456789"))
