"""Duo Mobile's accounts.json, from a rooted phone.

    [{"accountType": "OtpAccount", "name", "otpGenerator": {"otpSecret", "counter"}}]

With a counter it is HOTP. Accounts of Duo's own kind, which ask by push, hold nothing to take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

NAME = "duo"


def sniff(file: File) -> Match:
    """By its first entry's members."""
    first = file.json[0] if isinstance(file.json, list) and file.json else None
    is_authys = json_view.has(first, "originalName") or json_view.has(first, "digits")
    return Match.sure(
        (json_view.has(first, "accountType") and not is_authys)
        or json_view.has(first, "otpGenerator")
    )


async def read(file: File, _opening: DecryptContext) -> Draft:
    """The accounts that have a secret."""
    gathering = ImportBuilder(NAME)
    for entry in Node(file.json, "accounts"):
        with gathering.one(entry.where):
            if entry.at("otpGenerator").value is None:
                gathering.leave_out("push_account", entry.where)
                continue
            generator = entry.at("otpGenerator")
            counted = generator.at("counter").value is not None
            account = new_account(
                generator.at("otpSecret").text(),
                kind=Kind.HOTP if counted else Kind.TOTP,
                counter=generator.at("counter").whole(0),
                name=entry.at("name").text(""),
            )
            gathering.add(account)
            if entry.at("logoUri").value:
                gathering.leave_out("icon_picture", entry.where)
    return gathering.draft()
