"""What the last exchange left behind, in the primary store.

It holds no secret and no name. If it is lost, the next exchange makes a new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from kakomi.errors import VaultDamaged, VaultFull, VaultNotSaved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kakomi.environment import Environment
    from kakomi.messages.sync import SyncProblemName

KEY = "sync.record"  # in the primary store
DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``is_folder``: the area is in a folder. ``generation``: of the vault whose content was
    written. ``digest``: of all texts then; empty if there was no exchange. ``read_at_unix``: when
    they were last read. ``incomplete``: how many exchanges in a row found parts missing.
    ``local_accounts``: the ids of the accounts that had no room; ``local_details``: the number of
    accounts whose details had none. ``removed_by_other``: another machine removed this one.
    """

    area_id: str = ""
    is_folder: bool = False
    generation: int = 0
    digest: str = ""
    exchanged_at_unix: int = 0
    read_at_unix: int = 0
    written_at_unix_ms: int = 0
    incomplete: int = 0
    problem: str = ""
    problem_since_unix: int = 0
    local_accounts: tuple[str, ...] = ()
    local_details: int = 0
    removed_by_other: bool = False

    def is_settled(self, generation: int, texts: Mapping[str, str], now_unix: int) -> bool:
        """Whether an exchange would change nothing. Once a day one is made anyway, so that the
        others see that this machine is in use.
        """
        return (
            not self.problem
            and self.generation == generation
            and self.digest == digest(texts)
            and 0 <= now_unix - self.exchanged_at_unix < DAY_S
        )

    def with_problem(self, name: SyncProblemName, now_unix: int) -> Record:
        """Returns the record with a problem. One that lasts keeps its beginning."""
        since = self.problem_since_unix if self.problem else now_unix
        return replace(self, problem=name, problem_since_unix=min(since, now_unix))

    def has_lasted(self, now_unix: int) -> bool:
        """Whether there has been a problem for a day."""
        return bool(self.problem) and now_unix - self.problem_since_unix >= DAY_S


def digest(texts: Mapping[str, str]) -> str:
    """Returns a digest of the area's items, or of the sync files."""
    text = json.dumps(sorted(texts.items()))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


_TYPES = {each.name: type(each.default) for each in fields(Record)}


async def load(environment: Environment) -> Record:
    """Returns the record; an empty one if there is none that can be read."""
    with contextlib.suppress(VaultDamaged, ValueError, RecursionError):
        found = json.loads(await environment.primary.read(KEY) or "{}")
        if isinstance(found, dict) and isinstance(ids := found.pop("local_accounts", []), list):
            known: dict[str, Any] = {
                name: value for name, value in found.items() if type(value) is _TYPES.get(name)
            }
            return Record(**known, local_accounts=tuple(map(str, ids)))
    return Record()


async def save(environment: Environment, record: Record) -> None:
    """Stores the record. If it can't be stored, the next exchange does more than it needs to."""
    with contextlib.suppress(VaultFull, VaultNotSaved):
        await environment.primary.write(KEY, json.dumps(asdict(record)))
