"""import.undo, and what it needs to undo the last change, in session storage.

Only the last change can be undone: storing an undo replaces the one that was stored before.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kakomi import account, details_from_import
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import AccountError, ImportExpired, SessionFull
from kakomi.messages.common import Empty
from kakomi.messages.import_ import ImportUndoRequest
from kakomi.otp_key import Kind
from kakomi.vault import bulk_edit, trash, vault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.account import Account
    from kakomi.details_from_import import DetailName
    from kakomi.environment import Environment
    from kakomi.ports import SessionStore
    from kakomi.vault.bulk_edit import Marks
    from kakomi.vault.vault import Vault

KEY = "import.undo"
OFFERED_S = 12  # how long the pages offer to undo a change


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What a change did to the vault.

    ``added``: the ids of the accounts that it added. ``replaced``: the ids of the accounts that it
    moved to the trash. ``counters``: each account's id, and its counter before and after.
    ``sites``: each account's id, and the origins that it got. ``filled``: each account's id, and
    the fields that were empty before. ``marks``: the marks that accounts
    had before. ``keys``: the accounts as they were before their key or parameters were changed, and
    their counter after that. ``icons``: the accounts as they were before their icon or picture was
    changed. ``keep_added``: undoing moves the added accounts to the trash and does not
    delete them, because the QR code with their secret may be shown only once.
    """

    added: Sequence[str] = ()
    replaced: Sequence[str] = ()
    counters: Sequence[tuple[str, int, int]] = ()
    sites: Sequence[tuple[str, Sequence[str]]] = ()
    filled: Sequence[tuple[str, Sequence[DetailName]]] = ()
    marks: Sequence[Marks] = ()
    keys: Sequence[tuple[Account, int]] = ()
    icons: Sequence[Account] = ()
    keep_added: bool = False


async def save(environment: Environment, changed: Undo) -> str:
    """Store what is needed to undo the change. Returns the undo's id.

    If session storage is full, nothing is stored, and ``load`` raises ImportExpired. The change
    itself is saved already.
    """
    undo_id = environment.entropy.token()
    value = {
        "id": undo_id,
        "added": list(changed.added),
        "replaced": list(changed.replaced),
        "counters": [list(each) for each in changed.counters],
        "sites": [[account_id, list(origins)] for account_id, origins in changed.sites],
        "filled": [[account_id, list(names)] for account_id, names in changed.filled],
        "marks": [bulk_edit.to_json(each) for each in changed.marks],
        "keys": [[account.to_json(each), counter] for each, counter in changed.keys],
        "icons": [account.to_json(each) for each in changed.icons],
        "keep_added": changed.keep_added,
    }
    with contextlib.suppress(SessionFull):
        await environment.session.set({KEY: value})
    return undo_id


async def load(session: SessionStore, undo_id: str) -> Undo:
    """Returns what is needed to undo the change, and removes it. Raises ImportExpired."""
    stored: Any = await session.get(KEY)
    if not isinstance(stored, dict) or stored.get("id") != undo_id:
        raise ImportExpired("args.undo")
    await session.remove([KEY])
    with contextlib.suppress(LookupError, TypeError, ValueError, AccountError):
        return _from_session(stored)
    raise ImportExpired("args.undo")  # another program has changed the value


def _from_session(stored: Mapping[str, Any]) -> Undo:
    return Undo(
        added=list(map(str, stored["added"])),
        replaced=list(map(str, stored["replaced"])),
        counters=[(str(id_), int(old), int(new)) for id_, old, new in stored["counters"]],
        sites=[(str(id_), list(map(str, origins))) for id_, origins in stored["sites"]],
        filled=[(str(id_), _detail_names(names)) for id_, names in stored["filled"]],
        marks=[bulk_edit.from_json(each) for each in stored["marks"]],
        keys=[(account.from_json(each), int(counter)) for each, counter in stored["keys"]],
        icons=[account.from_json(each) for each in stored["icons"]],
        keep_added=stored["keep_added"] is True,
    )


def _detail_names(names: Sequence[object]) -> list[DetailName]:
    """Returns the names of fields. Raises ValueError for any other."""
    known = [name for name in details_from_import.NAMES if name in names]
    if len(known) != len(names):
        raise ValueError("names")
    return known


def undone(before: Vault, undo: Undo, now_unix: int) -> Vault:
    """Returns the vault without the change. Accounts that were deleted since are skipped. Fields
    that the change did not touch stay as they are now. A counter does not go back if a code was
    made since the change.
    """
    after = before
    there = {each.id for each in before.accounts}
    for account_id in filter(there.__contains__, undo.added):
        after = vault.remove(after, account_id, now_unix)
        if not undo.keep_added:
            after = trash.purge(after, account_id)
    for account_id in filter(there.__contains__, undo.replaced):
        after = vault.restore(after, account_id)
    for account_id, old, new in undo.counters:
        if account_id in there:
            counter = _counter(after.account(account_id).counter, old, new)
            after = vault.set_counter(after, account_id, counter)
    for account_id, origins in undo.sites:
        if account_id in there:
            now = after.account(account_id)
            kept = tuple(each for each in now.details.sites if each.origin not in origins)
            after = vault.put(after, replace(now, details=replace(now.details, sites=kept)))
    for account_id, names in undo.filled:
        if account_id in there:
            now = after.account(account_id)
            details = details_from_import.emptied(now.details, names)
            after = vault.put(after, replace(now, details=details))
    for each, new in undo.keys:
        if each.id in there:
            now = after.account(each.id)
            counts_on = each.key.kind is Kind.HOTP and now.key.secret == each.key.secret
            counter = _counter(now.counter, each.counter, new) if counts_on else each.counter
            after = vault.put(after, replace(now, key=each.key, counter=counter))
    for each in undo.icons:
        if each.id in there:
            now = after.account(each.id)
            shown = each.details
            details = replace(now.details, icon=shown.icon, picture=shown.picture)
            after = vault.put(after, replace(now, details=details))
    return bulk_edit.restored(after, undo.marks)


def _counter(now: int, old: int, new: int) -> int:
    """Returns the counter after an undo of the change from ``old`` to ``new``."""
    return old if now == new else max(old, now)


@command("import.undo", callers={PAGE})
async def take_back(args: ImportUndoRequest, context: Context) -> Empty:
    """Take back what the command did whose reply has this ``undo``, in one save. Raises
    ImportExpired.
    """
    undoing = await load(context.environment.session, args["undo"])
    now_unix = context.environment.now_unix()
    await context.change(lambda before: (undone(before, undoing, now_unix), None))
    return {}
