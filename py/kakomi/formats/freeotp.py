"""FreeOTP 1's tokens.xml, Android's preferences, from a rooted phone or an adb backup.

    <map><string name="ISSUER:LABEL">{"algo", "counter", "secret": [SIGNED BYTES], …}</string> …

The app counts up before it makes a code, as FreeOTP+ does. Its first versions kept each token as
an account URI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import otpauth
from kakomi.formats.freeotp_plus import add, signed_bytes
from kakomi.formats.ground import markup, tree
from kakomi.formats.ground.draft import Draft, Gathering
from kakomi.formats.ground.match import Match
from kakomi.formats.ground.tree import Node

if TYPE_CHECKING:
    from kakomi.formats.ground.file import File
    from kakomi.formats.ground.opening import Opening

NAME = "freeotp"


def sniff(file: File) -> Match:
    """By the list of tokens, or a token's look."""
    if file.xml is None or file.xml.name != "map":
        return Match.NO
    strings = list(file.xml.named("string"))
    listed = any(string.attributes.get("name") == "tokenOrder" for string in strings)
    return Match.sure(listed or any('"issuerExt"' in string.text for string in strings[:20]))


async def read(file: File, _opening: Opening) -> Draft:
    """The tokens, as they stand in the file."""
    gathering = Gathering(NAME)
    strings = markup.preferences(file.xml) if file.xml is not None else {}
    tokens = [text for name, text in strings.items() if name != "tokenOrder"]
    for index, text in enumerate(tokens):
        where = f"tokens[{index}]"
        with gathering.one(where):
            if text.startswith("otpauth:"):
                gathering.add(otpauth.parse(text))
                continue
            token = Node(tree.parsed(text, where), where)
            add(gathering, token, signed_bytes(token.at("secret")), counted_from=1)
    return gathering.draft()
