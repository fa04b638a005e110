"""2FAuth's export.

{"app": "2fauth_v5.1.1", "schema": 1, "datetime", "data": [{"otp_type", "account", "service",
  "secret", "digits", "algorithm", "period", "counter", "icon", "icon_file", "legacy_uri"}]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.account import Kind
from kakomi.errors import FileNewer
from kakomi.formats.support import json_view
from kakomi.formats.support.account_builder import kind_of, new_account
from kakomi.formats.support.import_builder import Draft, ImportBuilder
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File

NAME = "2fauth"

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAMTOTP": Kind.STEAM}


def sniff(file: File) -> Match:
    """By the app's name in it."""
    if not json_view.has(file.json, "app", "data"):
        return Match.NO
    app = Node(file.json).at("app").value
    return Match.sure(isinstance(app, str) and app.startswith("2fauth"))


async def read(file: File, _opening: DecryptContext) -> Draft:
    """The accounts."""
    export = Node(file.json)
    if export.at("schema").whole(1) > 1:
        raise FileNewer("schema")
    gathering = ImportBuilder(NAME)
    for entry in export.at("data"):
        with gathering.one(entry.where):
            account = new_account(
                entry.at("secret").text(),
                kind=kind_of(entry.at("otp_type").text(), _KINDS),
                algorithm=entry.at("algorithm").text(""),
                digits=entry.at("digits").whole(6),
                period_s=entry.at("period").whole(30),
                counter=entry.at("counter").whole(0),
                issuer=entry.at("service").text(""),
                name=entry.at("account").text(""),
            )
            gathering.add(account)
            if entry.at("icon_file").value:
                gathering.leave_out("icon_picture", entry.where)
    return gathering.draft()
