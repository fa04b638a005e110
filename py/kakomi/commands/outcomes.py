"""From what was read to how it ended: accounts told apart from other codes, looked up in the
vault, kept or held, and parts of a transfer gathered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from kakomi import migration, otpauth, sheet
from kakomi.commands import findings, gathering
from kakomi.commands.account import keep
from kakomi.commands.findings import Finding, Waiting
from kakomi.errors import KakomiError, UriScheme, VaultLocked
from kakomi.messages import failure
from kakomi.particulars import Particulars
from kakomi.vault.taking import Register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kakomi.account import Enrolment, Key
    from kakomi.commands.call import Call
    from kakomi.commands.gathering import Gathering
    from kakomi.messages import Ending, Found, Outcome, Via
    from kakomi.migration import Transfer
    from kakomi.ports import Picture
    from kakomi.scan import Sight

WAITS_S = 180  # for the vault to be opened
Corners = tuple[float, ...]  # x and y in turn, as shares of the picture's width and height


@dataclass(slots=True)
class Read:
    """What codes held: accounts with their corners, codes of a larger transfer, how many codes of
    other kinds and where, and what was wrong.
    """

    accounts: dict[Key, tuple[Enrolment, Corners]] = field(default_factory=dict)
    parts: list[tuple[str, Transfer]] = field(default_factory=list)
    others: list[Corners] = field(default_factory=list)
    unread: list[Corners] = field(default_factory=list)
    error: KakomiError | None = None

    def take(self, enrolment: Enrolment, corners: Corners = ()) -> None:
        """Once, though it be shown twice."""
        self.accounts.setdefault(enrolment.key, (enrolment, corners))

    @property
    def has_account(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.accounts or self.parts)

    def read(self, text: str, corners: Corners = ()) -> None:
        """One code's text, or one that was pasted."""
        try:
            if migration.recognises(text):
                self._read_transfer(text, migration.parse(text), corners)
            else:
                self.take(otpauth.parse(text), corners)
        except UriScheme:
            self.others.append(corners)
        except KakomiError as error:
            self.error = error

    def _read_transfer(self, text: str, transfer: Transfer, corners: Corners) -> None:
        if gathering.is_part(transfer):
            self.parts.append((text, transfer))
            return
        for enrolment in transfer.accounts:
            self.take(enrolment, corners)
        self.error = next(iter(transfer.refused), self.error)

    def take_all(self, gathered: Gathering) -> None:
        """The accounts of a transfer."""
        for enrolment in gathered.accounts:
            self.take(enrolment)
        self.error = next(iter(gathered.refused), self.error)


def sorted_out(sight: Sight, picture: Picture) -> Read:
    """What was read in a picture."""
    width, height = picture.width, picture.height
    read = Read()
    for text in sight.texts:
        read.read(text.text, _shares(text.corners, width, height))
    for part in sight.unread:
        left, top, right, bottom = part.x, part.y, part.x + part.width, part.y + part.height
        corners = (left, top, right, top, right, bottom, left, bottom)
        read.unread.append(_shares(corners, width, height))
    return read


def _shares(corners: Sequence[float], width: int, height: int) -> Corners:
    return tuple(round(c / (height if i % 2 else width), 5) for i, c in enumerate(corners))


def blank(call: Call, via: Via, origin: str, kind: Ending) -> Outcome:
    """An outcome with nothing found yet."""
    return {
        "at_unix": call.outside.now_unix(),
        "kind": kind,
        "via": via,
        "origin": origin,
        "found": [],
        "others": 0,
        "error": None,
        "account_id": None,
        "picture": "",
        "other_corners": [],
        "unread": [],
        "transfer": None,
        "around": None,
    }


async def tell_failure(call: Call, via: Via, origin: str, error: KakomiError) -> None:
    """Put up why nothing was read, for the popup that opens; that it is locked, it says itself."""
    outcome = blank(call, via, origin, "failed")
    outcome["error"] = failure(error)
    told = None if isinstance(error, VaultLocked) else outcome
    await findings.hold(call.outside.board, {}, told)


def _kind(read: Read, gathered: Gathering | None) -> Ending:
    if read.accounts:
        return "found" if len(read.accounts) == 1 else "several"
    if gathered is not None and gathered.news:
        return "gathering"
    if read.error is not None:
        return "unusable"
    return "not_account" if read.others else "nothing"


def asks_for_a_picture(outcome: Outcome) -> bool:
    """Whether there is more than one place to tell from another, or one where nothing was read."""
    corners = [*(found["corners"] for found in outcome["found"]), *outcome["other_corners"]]
    return bool(outcome["unread"]) or len({tuple(each) for each in corners if each}) > 1


async def finish(
    call: Call, via: Via, origin: str, read: Read, *, at_once: bool = False, posted: bool = False
) -> Outcome:
    """Look who is known, keep what was meant (``at_once``: a new account that is alone), hold the
    rest; ``posted``: for the popup that opens on it. Raises VaultError, MigrationTooLarge; after
    VaultLocked, what was posted waits for ``go_on``.
    """
    try:
        return await _finished(call, via, origin, read, at_once=at_once, posted=posted)
    except VaultLocked:
        if posted:
            await _wait(call, via, origin, read)
        raise


async def _wait(call: Call, via: Via, origin: str, read: Read) -> None:
    accounts = [otpauth.format(enrolment) for enrolment, _ in read.accounts.values()]
    texts = (*accounts, *(text for text, _ in read.parts))
    at_unix = call.outside.now_unix()
    waiting = Waiting(via=via, origin=origin, texts=texts, at_unix=at_unix)
    await findings.wait(call.outside.board, waiting)


async def go_on(call: Call) -> None:
    """The vault was opened: what was read for it shortly before is shown, and kept when asked."""
    waiting = await findings.waited(call.outside.board)
    if waiting is None or not 0 <= call.outside.now_unix() - waiting.at_unix < WAITS_S:
        return
    read = Read()
    for text in waiting.texts:
        read.read(text)
    try:
        await finish(call, cast("Via", waiting.via), waiting.origin, read, posted=True)
    except KakomiError as error:
        await tell_failure(call, cast("Via", waiting.via), waiting.origin, error)


async def _finished(
    call: Call, via: Via, origin: str, read: Read, *, at_once: bool, posted: bool
) -> Outcome:
    gathered = await _gather(call, read, origin)
    outcome = blank(call, via, origin, _kind(read, gathered))
    outcome["others"] = len(read.others)
    outcome["other_corners"] = [list(corners) for corners in read.others if corners]
    outcome["unread"] = [list(corners) for corners in read.unread]
    outcome["error"] = failure(read.error) if read.error else None
    outcome["transfer"] = gathered.shown() if gathered else None
    held = await _look_up(call, outcome, read)
    if outcome["kind"] == "found":
        held = await _decide(call, outcome, held, at_once=at_once)
    await findings.hold(call.outside.board, held, outcome if posted else None)
    return outcome


async def _gather(call: Call, read: Read, origin: str) -> Gathering | None:
    """The transfer after this scan; complete, its accounts are among those read."""
    board = call.outside.board
    before = await gathering.held(board)
    if before is None and not read.parts:
        return None
    await call.vault()  # locked, nothing is gathered
    after = gathering.joined(before, read.parts, origin)
    if after is not None and read.parts and not after.missing:
        after = replace(after, ready=True)
        read.take_all(after)
    if after is not None:
        await gathering.hold(board, after)
    return after


async def _look_up(call: Call, outcome: Outcome, read: Read) -> dict[str, Finding]:
    """Each account as it is shown, and as it is held."""
    if not read.accounts:
        return {}
    register = Register((await call.vault()).present)
    now_unix = call.outside.now_unix()
    steps = sheet.candidate_steps(len(read.accounts))
    held: dict[str, Finding] = {}
    for enrolment, corners in read.accounts.values():
        known, namesake = register.same(enrolment), register.namesake(enrolment)
        there = known or namesake
        found_id = call.outside.entropy.token()
        found: Found = {
            "id": found_id,
            "row": sheet.candidate(enrolment, found_id, now_unix, steps),
            "state": "known" if known else "namesake" if namesake else "new",
            "account_id": there.id if there else None,
            "corners": list(corners),
        }
        outcome["found"].append(found)
        held[found_id] = Finding(enrolment=enrolment, origin=outcome["origin"])
    return held


async def _decide(
    call: Call, outcome: Outcome, held: dict[str, Finding], *, at_once: bool
) -> dict[str, Finding]:
    """One account alone: known, or kept at once if that was meant; gives what is left to decide."""
    [found] = outcome["found"]
    if found["state"] == "known":
        outcome["kind"], outcome["account_id"] = "known", found["account_id"]
        return {}
    if not at_once or found["state"] == "namesake":
        return held
    added = await keep(
        call, held[found["id"]].enrolment, beside=Particulars(origin=outcome["origin"])
    )
    outcome["kind"], outcome["account_id"] = added["state"], added["account_id"]
    return {}
