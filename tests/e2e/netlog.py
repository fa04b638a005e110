"""Whom a browser asked over the network, from the log it keeps itself (``--log-net-log``).

Everything that leaves the browser passes its network service, and that is what writes the log:
pages, workers, frames, the extension, the browser's own errands. Files of the extension do not pass
there, so that its own loading leaves no trace.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOPBACK = "127.0.0.1"
NOBODY = "not an origin"  # what the log calls the browser itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request: ``by`` the origin that began it, ``what`` "main frame", "other", …"""

    by: str
    what: str
    url: str

    @property
    def browsers_own(self) -> bool:
        """Whether the browser made it by itself, for no script and no page."""
        return self.by == NOBODY and self.what == "other"

    @property
    def stays_here(self) -> bool:
        """Whether it went to this machine."""
        return urlsplit(self.url).hostname == LOOPBACK


class Netlog:
    """A log. If the browser was killed, it ends in the middle; the events before are read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _lines(self) -> Iterator[str]:
        with self._path.open(encoding="utf-8", errors="replace") as lines:
            yield from lines

    @cached_property
    def askings(self) -> list[Asking]:
        """Returns every request for a URL."""
        found = []
        for line in self._lines():
            if '"url":' not in line:
                continue
            params = _params(line)
            if "url" in params and "initiator" in params:
                found.append(
                    Asking(
                        by=params["initiator"],
                        what=params.get("request_type", ""),
                        url=params["url"],
                    )
                )
        return found

    @property
    def outward(self) -> list[Asking]:
        """Returns the requests to other machines that the browser did not make by itself."""
        return [a for a in self.askings if not a.browsers_own and not a.stays_here]


def _params(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line.rstrip().removesuffix(","))
    except ValueError:
        return {}  # the head, the foot, or where a kill cut it
    params = event.get("params", {}) if isinstance(event, dict) else {}
    return params if isinstance(params, dict) else {}
