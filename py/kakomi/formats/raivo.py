"""Raivo OTP's export: a JSON list whose values are all strings. It comes in a ZIP that WinZip's AES
encrypts with the master password.

    [{"kind", "issuer", "account", "secret", "algorithm", "digits", "timer", "counter", "pinned"}]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import new_account, parse_kind
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.otp_key import Kind
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM}


def sniff(file: File) -> Match:
    """Returns SURE by the members of the first entry."""
    first = json_view.first_of(file.json)
    return Match.sure(json_view.has_members(first, "secret", "kind", "account", "timer"))


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all accounts."""
    builder = ImportBuilder(FORMAT.id)
    async for entry in paced(Node(file.json, "entries")):
        with builder.entry(entry.where):
            account = new_account(
                entry.at("secret").text(),
                kind=parse_kind(entry.at("kind").text(), _KINDS),
                algorithm=entry.at("algorithm").text(""),
                digits=entry.at("digits").integer(6),
                period_s=entry.at("timer").integer(30),
                counter=entry.at("counter").integer(0),
                issuer=entry.at("issuer").text(""),
                name=entry.at("account").text(""),
            )
            builder.add(
                account, icon=entry.at("iconValue").text(""), pinned=entry.at("pinned").flag()
            )
    return builder.draft()


FORMAT = Format(id="raivo", title="Raivo OTP", extensions=("json",), sniff=sniff, read=read)
