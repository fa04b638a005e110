"""The record that describes one import or export format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.formats.support.decrypt_context import DecryptContext
    from kakomi.formats.support.export import ExportFile
    from kakomi.formats.support.file import File
    from kakomi.formats.support.import_builder import Entry, ImportDraft
    from kakomi.formats.support.match import Match


class Sniff(Protocol):
    """Decides from the bytes alone whether a file is in the format."""

    def __call__(self, file: File, /) -> Match:
        """Returns how well the file matches. Never raises."""
        ...


class FindFault(Protocol):
    """Decides whether a file that no format recognizes is a damaged file of this format."""

    def __call__(self, file: File, /) -> str:
        """Returns the path of the part that is missing, or an empty text. Never raises."""
        ...


class Read(Protocol):
    """Reads a file of the format."""

    async def __call__(self, file: File, context: DecryptContext, /) -> ImportDraft:
        """Returns every account in the file. Raises FileError.

        Raises FileUnknown if a closer look shows that the file is in another format.
        """
        ...


class Write(Protocol):
    """Writes accounts in the format."""

    def __call__(self, entries: Sequence[Entry], at_unix: int, /) -> ExportFile:
        """Returns the file. Entries that the format cannot represent are in ``refused``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format that Kakomi reads, writes or both.

    ``id`` is stable: messages and pages use it. ``title`` is the name that the app's maker uses.
    An empty title means that the name is a common noun, which each language has in its messages
    under ``options_format_<id>``. ``extensions`` are the usual file name extensions without the
    dot; they never decide how a file is read. ``find_fault`` recognizes damaged files by marks that
    ``sniff`` does not need. Such a file is refused as a damaged one of this format, and not
    searched as an unknown file.
    """

    id: str
    title: str
    extensions: tuple[str, ...]
    sniff: Sniff | None = None
    read: Read | None = None
    write: Write | None = None
    find_fault: FindFault | None = None

    @property
    def can_read(self) -> bool:
        """Whether files of this format can be imported."""
        return self.read is not None

    @property
    def can_write(self) -> bool:
        """Whether accounts can be exported in this format."""
        return self.write is not None
