"""2FAuth's export.

{"app": "2fauth_v5.1.1", "schema": 1, "datetime", "data": [{"otp_type", "account", "service",
  "secret", "digits", "algorithm", "period", "counter", "icon", "icon_file", "legacy_uri"}]}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi.errors import FileNewer
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

_KINDS = {"TOTP": Kind.TOTP, "HOTP": Kind.HOTP, "STEAMTOTP": Kind.STEAM}


def sniff(file: File) -> Match:
    """Returns SURE by the name of the app in the file."""
    if not json_view.has_members(file.json, "app", "data"):
        return Match.NO
    app = Node(file.json).at("app").value
    return Match.sure(isinstance(app, str) and app.startswith("2fauth"))


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all accounts."""
    export = Node(file.json)
    if export.at("schema").integer(1) > 1:
        raise FileNewer("schema")
    builder = ImportBuilder(FORMAT.id)
    async for entry in paced(export.at("data")):
        with builder.entry(entry.where):
            account = new_account(
                entry.at("secret").text(),
                kind=parse_kind(entry.at("otp_type").text(), _KINDS),
                algorithm=entry.at("algorithm").text(""),
                digits=entry.at("digits").integer(6),
                period_s=entry.at("period").integer(30),
                counter=entry.at("counter").integer(0),
                issuer=entry.at("service").text(""),
                name=entry.at("account").text(""),
            )
            icon = entry.at("icon_file").value
            builder.add(account, picture=builder.picture(str(icon), entry.where) if icon else b"")
    return builder.draft()


FORMAT = Format(id="2fauth", title="2FAuth", extensions=("json",), sniff=sniff, read=read)
