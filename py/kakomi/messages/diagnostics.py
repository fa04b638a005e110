"""diagnostics.*"""

from typing import TypedDict


class DiagnosticsReadReply(TypedDict):
    """Facts for an error report, by name: versions, counts, states. No secret and no name."""

    facts: dict[str, str]
