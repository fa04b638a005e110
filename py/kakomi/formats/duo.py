"""Duo Mobile's accounts.json, from a rooted phone.

    [{"accountType": "OtpAccount", "name", "otpGenerator": {"otpSecret", "counter"}}]

An account with a counter is HOTP. Accounts for Duo's push messages have no secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


def sniff(file: File) -> Match:
    """Returns SURE by the members of the first entry."""
    first = json_view.first_of(file.json)
    is_authys = json_view.has_members(first, "originalName") or json_view.has_members(
        first, "digits"
    )
    return Match.sure(
        (json_view.has_members(first, "accountType") and not is_authys)
        or json_view.has_members(first, "otpGenerator")
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns the accounts that have a secret."""
    builder = ImportBuilder(FORMAT.id)
    async for entry in paced(Node(file.json, "accounts")):
        with builder.entry(entry.where):
            if entry.at("otpGenerator").value is None:
                builder.leave_out("push_account", entry.where)
                continue
            generator = entry.at("otpGenerator")
            counted = generator.at("counter").value is not None
            account = new_account(
                generator.at("otpSecret").text(),
                kind=Kind.HOTP if counted else Kind.TOTP,
                counter=generator.at("counter").integer(0),
                name=entry.at("name").text(""),
            )
            builder.add(account)
            if entry.at("logoUri").value:
                builder.leave_out("icon_picture", entry.where)
    return builder.draft()


FORMAT = Format(id="duo", title="Duo", extensions=("json",), sniff=sniff, read=read)
