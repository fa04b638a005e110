"""FreeOTP 1's tokens.xml (Android preferences) from a rooted phone or an adb backup.

    <map><string name="ISSUER:LABEL">{"algo", "counter", "secret": [SIGNED BYTES], …}</string> …

The app increments the counter before it computes a code, like FreeOTP+. Its first versions stored
each token as an account URI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.formats.freeotp_plus import add, signed_bytes
from kakomi.formats.support import json_parser, xml
from kakomi.formats.support.format import Format
from kakomi.formats.support.import_builder import ImportBuilder, ImportDraft
from kakomi.formats.support.json_view import Node
from kakomi.formats.support.match import Match
from kakomi.pacing import paced

if TYPE_CHECKING:
    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.file import File


def sniff(file: File) -> Match:
    """Returns SURE by the list of tokens, or by the members of a token."""
    if file.xml is None or file.xml.name != "map":
        return Match.NO
    tokens = file.xml.children[:20]
    return Match.sure(
        file.xml.begins_with("tokenOrder") or any('"issuerExt"' in token.text for token in tokens)
    )


async def read(file: File, _context: DecryptContext) -> ImportDraft:
    """Returns all tokens, in the order of the file."""
    builder = ImportBuilder(FORMAT.id)
    strings = await xml.preferences(file.xml) if file.xml is not None else {}
    tokens = [text for name, text in strings.items() if name != "tokenOrder"]
    async for index, text in paced(enumerate(tokens)):
        where = f"tokens[{index}]"
        with builder.entry(where):
            if text.startswith("otpauth:"):
                builder.add(otpauth.parse(text))
                continue
            token = Node(await json_parser.parse(text, where), where)
            add(builder, token, signed_bytes(token.at("secret")), counted_from=1)
    return builder.draft()


FORMAT = Format(id="freeotp", title="FreeOTP", extensions=("xml",), sniff=sniff, read=read)
