"""Joins the QR codes of a series ("structured append") that are read in several scans.

The parts of one series at a time are kept in session storage. A part of another series replaces
them.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from kakomi import text_encoding
from kakomi.qr_decode import SeriesPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.ports import SessionStore

KEY = "series"
LIFETIME_S = 600


async def add(
    session: SessionStore, parts: Mapping[SeriesPart, bytes], now_unix: int
) -> str | None:
    """Stores the parts of the first series among ``parts``. Returns the text of that series if all
    its parts were read by now, else None.
    """
    first = next(iter(parts))
    known = {**await _load(session, now_unix), **parts}
    series = [SeriesPart(index, first.size, first.parity) for index in range(first.size)]
    read = {part: known[part] for part in series if part in known}
    if len(read) == first.size:
        await session.remove([KEY])
        return text_encoding.decode(b"".join(read.values())).replace("\r\n", "\n")
    contents = {str(part.index): base64.b64encode(data).decode() for part, data in read.items()}
    stored = {"size": first.size, "parity": first.parity, "parts": contents, "at_unix": now_unix}
    await session.set({KEY: stored})
    return None


async def _load(session: SessionStore, now_unix: int) -> dict[SeriesPart, bytes]:
    match await session.get(KEY):
        case {"size": int(size), "parity": int(parity), "parts": dict(parts), "at_unix": int(at)}:
            if not 0 <= now_unix - at < LIFETIME_S:
                return {}
            try:
                return {
                    SeriesPart(int(index), size, parity): base64.b64decode(data)
                    for index, data in parts.items()
                }
            except (binascii.Error, ValueError):
                return {}
    return {}
