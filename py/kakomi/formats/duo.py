"""Duo Mobile's accounts.json, from a rooted phone.

    [{"accountType": "OtpAccount", "name", "otpGenerator": {"otpSecret", "counter"}}]

With a counter it is HOTP. Accounts of Duo's own kind, which ask by push, hold nothing to take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.formats.ground import tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "duo"


def sniff(file: File) -> Match:
    """By its first entry's members."""
    first = file.json[0] if isinstance(file.json, list) and file.json else None
    is_authys = tree.has(first, "originalName") or tree.has(first, "digits")
    return Match.sure(
        (tree.has(first, "accountType") and not is_authys) or tree.has(first, "otpGenerator")
    )


async def read(file: File, _opening: Opening) -> Draft:
    """The accounts that have a secret."""
    gathering = Gathering(NAME)
    for entry in Node(file.json, "accounts"):
        with gathering.one(entry.where):
            if entry.at("otpGenerator").value is None:
                gathering.leave_out("push_account", entry.where)
                continue
            generator = entry.at("otpGenerator")
            counted = generator.at("counter").value is not None
            account = enrolment(
                generator.at("otpSecret").text(),
                kind=Kind.HOTP if counted else Kind.TOTP,
                counter=generator.at("counter").whole(0),
                name=entry.at("name").text(""),
            )
            gathering.add(account)
            if entry.at("logoUri").value:
                gathering.leave_out("icon_picture", entry.where)
    return gathering.draft()
