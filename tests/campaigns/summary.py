"""The counts of a campaign, and every fault it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST_SHOWN = 20


@dataclass(slots=True)
class Summary:
    """``counts`` in the order they were first counted; ``faults``: a line for each thing that must
    never happen.
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, what: str, by: int = 1) -> None:
        """Adds ``by`` to a count."""
        self.counts[what] += by

    def check(self, holds: bool, fault: str) -> bool:
        """Records a fault unless ``holds``. Returns ``holds``."""
        if not holds:
            self.faults.append(fault)
        return holds

    def lines(self) -> list[str]:
        """Returns the summary as lines of text."""
        counted = [f"{number:>8}  {what}" for what, number in self.counts.items()]
        shown = [f"FAULT  {fault}" for fault in self.faults[:MOST_SHOWN]]
        return [*counted, f"{len(self.faults):>8}  faults", *shown]
