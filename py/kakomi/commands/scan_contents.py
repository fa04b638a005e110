"""The contents of the codes of one scan: accounts, parts of transfers, and what is no account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kakomi import migration, otpauth, vendor_enrolment
from kakomi.commands import frame_origin, transfer_session
from kakomi.commands.frame_origin import SeenOn
from kakomi.errors import KakomiError, KindPush, UriSchemeUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.account import NewAccount
    from kakomi.commands.transfer_session import TransferSession
    from kakomi.migration import Transfer
    from kakomi.otp_key import Key
    from kakomi.ports import PageFrame, Picture
    from kakomi.qr_decode import SeriesPart
    from kakomi.scan import ScanResult
    from kakomi.vendor_enrolment import NonAccount


_Identity = tuple["Key", str, str]  # one key under two names is two accounts
Corners = tuple[float, ...]  # alternating x and y, as shares of the picture's width and height


@dataclass(slots=True)
class ScanContents:
    """The contents of the codes of one scan.

    ``accounts``: each account with the corners of its code. ``parts``: codes of transfers in
    several codes. ``others``: the corners of codes that are no account. ``unread``: the corners of
    codes that were detected and not decoded. ``error``: why a code's account can't be used.
    ``frames``: the page's frames of other origins; None if the page did not answer. ``frame_of``:
    the value for ``SeenOn.frame_of`` if it is known already. ``non_account``: what a code that is
    no account is for. ``series``: the codes of an incomplete series, with their bytes.
    """

    accounts: dict[_Identity, tuple[NewAccount, Corners]] = field(default_factory=dict)
    parts: list[tuple[str, Transfer]] = field(default_factory=list)
    others: list[Corners] = field(default_factory=list)
    unread: list[Corners] = field(default_factory=list)
    error: KakomiError | None = None
    page_unresponsive: bool = False
    frames: Sequence[PageFrame] | None = ()
    frame_of: str = ""
    non_account: NonAccount | None = None
    series: Mapping[SeriesPart, bytes] = field(default_factory=dict, repr=False)

    def seen_on(self, corners: Corners, page_origin: str) -> SeenOn:
        """Returns where the code with these corners was seen."""
        if self.frame_of:
            return SeenOn(origin=page_origin, frame_of=self.frame_of)
        return frame_origin.seen_on(corners, page_origin, self.frames)

    def all_seen_on(self, page_origin: str) -> SeenOn:
        """Returns where all accounts were seen."""
        seen = [self.seen_on(corners, page_origin) for _, corners in self.accounts.values()]
        return frame_origin.common(seen, page_origin)

    def add(self, new_account: NewAccount, corners: Corners = ()) -> None:
        """Add an account, unless it was added before."""
        identity = (new_account.key, new_account.issuer, new_account.name)
        self.accounts.setdefault(identity, (new_account, corners))

    @property
    def has_account(self) -> bool:
        """Whether the codes hold an account or a part of a transfer."""
        return bool(self.accounts or self.parts)

    def read(self, text: str, corners: Corners = ()) -> None:
        """Add the content of one decoded or pasted text."""
        try:
            if migration.is_transfer(text):
                self._read_transfer(text, migration.parse(text), corners)
            else:
                self.add(otpauth.parse(text), corners)
        except UriSchemeUnknown:
            self.others.append(corners)
            self.non_account = self.non_account or vendor_enrolment.describe(text)
        except KindPush as error:
            self.error = error
            self.non_account = vendor_enrolment.describe(text)
        except KakomiError as error:
            self.error = error

    def _read_transfer(self, text: str, transfer: Transfer, corners: Corners) -> None:
        if transfer_session.is_part(transfer):
            self.parts.append((text, transfer))
            return
        for new_account in transfer.accounts:
            self.add(new_account, corners)
        self.error = next(iter(transfer.refused), self.error)

    def add_transfer(self, transfer: TransferSession) -> None:
        """Add the accounts of a transfer."""
        for new_account in transfer.accounts:
            self.add(new_account)
        self.error = next(iter(transfer.refused), self.error)


def classify(scanned: ScanResult, picture: Picture) -> ScanContents:
    """Returns the contents of the codes in a picture."""
    width, height = picture.width, picture.height
    read = ScanContents()
    for text in scanned.texts:
        read.read(text.text, _shares(text.corners, width, height))
    if not read.has_account:
        read.series = scanned.parts
    for part in scanned.unread:
        left, top, right, bottom = part.x, part.y, part.x + part.width, part.y + part.height
        corners = (left, top, right, top, right, bottom, left, bottom)
        read.unread.append(_shares(corners, width, height))
    return read


def _shares(corners: Sequence[float], width: int, height: int) -> Corners:
    return tuple(round(c / (height if i % 2 else width), 5) for i, c in enumerate(corners))
