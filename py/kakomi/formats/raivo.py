"""Raivo OTP's export: a JSON list whose values are all strings (it lies in a ZIP, by WinZip's AES,
under the master password).

    [{"kind", "issuer", "account", "secret", "algorithm", "digits", "timer", "counter", "pinned"}]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.formats.ground import tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.making import enrolment, kind_of
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "raivo"

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAM": Kind.STEAM}


def sniff(file: File) -> Match:
    """By its first entry's members."""
    first = file.json[0] if isinstance(file.json, list) and file.json else None
    return Match.sure(tree.has(first, "secret", "kind", "account", "timer"))


async def read(file: File, _opening: Opening) -> Draft:
    """The accounts."""
    gathering = Gathering(NAME)
    for entry in Node(file.json, "entries"):
        with gathering.one(entry.where):
            account = enrolment(
                entry.at("secret").text(),
                kind=kind_of(entry.at("kind").text(), _KINDS),
                algorithm=entry.at("algorithm").text(""),
                digits=entry.at("digits").whole(6),
                period_s=entry.at("timer").whole(30),
                counter=entry.at("counter").whole(0),
                issuer=entry.at("issuer").text(""),
                name=entry.at("account").text(""),
            )
            gathering.add(
                account, icon=entry.at("iconValue").text(""), pinned=entry.at("pinned").flag()
            )
    return gathering.draft()
