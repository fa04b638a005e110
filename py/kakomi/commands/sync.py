"""sync.*: one list of accounts on all of a person's computers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kakomi import policy
from kakomi.commands import (
    policy_state,
    sync_exchange,
    sync_folder,
    sync_record,
    sync_status,
    sync_step,
)
from kakomi.commands.command import PAGE, WORKER, command
from kakomi.commands.context import Context
from kakomi.commands.vault import confirm
from kakomi.errors import (
    RequestMalformed,
    SlotMissing,
    SyncAreaExists,
    SyncAreaMissing,
    SyncError,
    SyncIncomplete,
    SyncKeyWrong,
    SyncMachineMissing,
    SyncNameInvalid,
    SyncOff,
    SyncPreviewExpired,
    VaultDamaged,
    VaultKeyWrong,
    VaultLocked,
)
from kakomi.messages.common import Empty
from kakomi.messages.sync import (
    SyncEnterKeyRequest,
    SyncExchangeRequest,
    SyncFactor,
    SyncPreviewReply,
    SyncPreviewRequest,
    SyncRemoveMachineRequest,
    SyncRenameRequest,
    SyncStatus,
    SyncStatusRequest,
    SyncTurnOffRequest,
    SyncTurnOnRequest,
)
from kakomi.sync import area as areas
from kakomi.sync import exchange, folder, joining, sealed_items
from kakomi.vault import canonical, key_wrapping, recovery, slots
from kakomi.vault.factors import KEY_BYTES, Passphrase, RecoveryKey
from kakomi.vault.sync_state import MAX_NAME_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kakomi.messages.sync import SyncWayName
    from kakomi.sync.area import Area
    from kakomi.sync.sealed_items import Head
    from kakomi.vault.sync_state import SyncState
    from kakomi.vault.vault import Vault

PREVIEW_KEY = "sync.preview"
_MACHINE_BYTES = 4


@command("sync.status", callers={PAGE})
async def status(args: SyncStatusRequest, context: Context) -> SyncStatus:
    """Returns how sync stands. Never raises VaultLocked."""
    return await sync_status.status(context, args.get("way"))


@command("sync.tick", callers={WORKER})
async def tick(_args: Empty, context: Context) -> Empty:
    """Exchange, if the vault is open. The worker sends this after a change here, when something
    arrives from another computer, when the browser or the popup starts, and once a day. While the
    user is busy with the popup, the exchange is put off by a second.
    """
    wait_ms = context.activity.wait_ms()
    if wait_ms:
        context.environment.sync_store.schedule(wait_ms)
        return {}
    try:
        await sync_exchange.run(context)
    except VaultLocked:
        return {}  # ``vault.unlock`` schedules the next one
    return {}


@command("sync.exchange", callers={PAGE})
async def exchange_now(args: SyncExchangeRequest, context: Context) -> SyncStatus:
    """Exchange now. Raises PolicyForbids, SyncOff."""
    await _check_policy(_switched_on((await context.vault()).sync).way, context)
    await sync_exchange.run(context, rewrites=args.get("rewrites", False), is_asked=True)
    return await sync_status.status(context)


@command("sync.preview", callers={PAGE})
async def preview(args: SyncPreviewRequest, context: Context) -> SyncPreviewReply:
    """Open the area that another computer wrote, and count what joining will do. Nothing changes.

    Raises PolicyForbids, SyncAreaMissing, SyncKeyWrong, RecoveryKeyMistyped, SyncIncomplete,
    SyncDamaged, SyncNewer, SyncUnavailable, SyncFolderError.
    """
    way = args.get("way", "browser")
    await _check_policy(way, context)
    vault = await context.vault()
    items = _items(way, await sync_exchange.read(way, context))
    head = _head(items)
    key = await _area_key(head, args, context)
    area = await _complete_area(items, head, key, context)
    counts = joining.preview(vault, area.replica)
    preview_id = context.environment.entropy.token()
    await context.environment.session.set(
        {PREVIEW_KEY: {"id": preview_id, "key": canonical.base64_text(key)}}
    )
    machines = area.manifest.machines.values()
    return {
        "id": preview_id,
        "here": counts.here,
        "there": counts.there,
        "same": counts.same,
        "coming": counts.coming,
        "going": counts.going,
        "namesakes": counts.namesakes,
        "machines": sorted(machine.name for machine in machines if not machine.retired),
    }


@command("sync.turn_on", callers={PAGE})
async def turn_on(args: SyncTurnOnRequest, context: Context) -> SyncStatus:
    """Begin to sync, as the first computer or with those whose area was looked at.

    Raises PolicyForbids, SyncNameInvalid, SyncAreaExists, SyncPreviewExpired, PassphraseTooWeak,
    PolicyPassphrase, VaultKeyWrong, UnlockThrottled, and what ``sync.preview`` raises.
    """
    way = args.get("way", "browser")
    await _check_policy(way, context)
    name = _name(args["name"])
    vault = await context.vault()
    texts = await sync_exchange.read(way, context)
    if "preview_id" in args:
        await _join(args["preview_id"], way, _items(way, texts), name, context)
    elif vault.sync is None or args.get("replaces", False):
        await _begin(args, way, texts, name, context)
    await sync_record.save(context.environment, sync_record.Record())
    await sync_exchange.run(context, is_asked=True)
    return await sync_status.status(context)


def _items(way: SyncWayName, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Returns the items to join: the browser's, or those of the newest file that can be read."""
    if way == "browser":
        return texts
    files, refused = folder.read_all(texts)
    if not files and refused:
        raise next(iter(refused.values()))
    return files[0].items if files else {}


async def _join(
    preview_id: str, way: SyncWayName, items: Mapping[str, str], name: str, context: Context
) -> None:
    key = await _previewed_key(preview_id, context)
    area = await _complete_area(items, _head(items), key, context)
    machine = context.environment.entropy.octets(_MACHINE_BYTES).hex()
    now_unix_ms = context.environment.clock.now_unix_ms()

    def step(before: Vault) -> tuple[Vault, None]:
        after = joining.joined(
            before, area, key=key, machine=machine, name=name, now_unix_ms=now_unix_ms, way=way
        )
        return after, None

    await context.change(step)
    await context.environment.session.remove([PREVIEW_KEY])


async def _previewed_key(preview_id: str, context: Context) -> bytes:
    match await context.environment.session.get(PREVIEW_KEY):
        case {"id": str(known), "key": str(text)} if known == preview_id:
            try:
                return canonical.b64_bytes(text, KEY_BYTES, KEY_BYTES, "key")
            except VaultDamaged:
                pass
    raise SyncPreviewExpired("args.preview_id")


async def _begin(
    args: SyncTurnOnRequest,
    way: SyncWayName,
    texts: Mapping[str, str],
    name: str,
    context: Context,
) -> None:
    environment = context.environment
    there = sync_folder.named_as_ours(texts) if way == "folder" else sorted(texts)
    if there and not args.get("replaces", False):
        raise SyncAreaExists("args")
    factor = await _checked_factor(args, context)
    key, area_id = environment.entropy.octets(KEY_BYTES), environment.entropy.token()
    slot = await context.store.sync_slots.make(factor, key, area_id)
    machine = environment.entropy.octets(_MACHINE_BYTES).hex()
    now_unix_ms = environment.clock.now_unix_ms()
    await _delete(there, way, context)

    def step(before: Vault) -> tuple[Vault, None]:
        after = joining.begun(
            before,
            area_id=area_id,
            key=key,
            slots=(slot,),
            machine=machine,
            name=name,
            now_unix_ms=now_unix_ms,
            way=way,
        )
        return after, None

    await context.change(step, backs_up=False)


async def _delete(names: Sequence[str], way: SyncWayName, context: Context) -> None:
    """Deletes items of the browser's area, or files of the folder. Raises SyncError."""
    if way == "folder":
        await sync_folder.remove(names, context.environment.sync_folder)
    else:
        await context.environment.sync_store.write({}, names)


async def _checked_factor(args: SyncTurnOnRequest, context: Context) -> Passphrase | RecoveryKey:
    """Returns the factor that is to open the area: one of the vault's, or a new passphrase."""
    factor = _factor(args)
    header = await context.store.header()
    kind = key_wrapping.opened_by(factor)
    if slots.of_kind(header.slots if header else (), kind):
        if isinstance(factor, Passphrase):
            await confirm({"passphrase": factor.typed}, context)
        else:
            await confirm({"recovery_key": args.get("recovery_key", "")}, context)
    elif isinstance(factor, Passphrase):
        factor.check_new()
        rules = (await policy_state.load(context.environment)).policy
        policy_state.check_passphrase(rules, factor.typed, args.get("strength"))
    else:
        raise SlotMissing("args.recovery_key")
    return factor


@command("sync.enter_key", callers={PAGE})
async def enter_key(args: SyncEnterKeyRequest, context: Context) -> SyncStatus:
    """Take over the keys that another computer renewed. Raises PolicyForbids, SyncOff,
    SyncKeyWrong, RecoveryKeyMistyped, SyncAreaMissing, SyncNewer, SyncDamaged, SyncUnavailable.
    """
    state = _switched_on((await context.vault()).sync)
    await _check_policy(state.way, context)
    head = sync_exchange.renewed_head(state, await sync_exchange.read(state.way, context))
    if head is not None:
        await sync_exchange.rekey(head, await _area_key(head, args, context), context)
    await sync_exchange.run(context, is_asked=True)
    return await sync_status.status(context)


@command("sync.rename", callers={PAGE})
async def rename(args: SyncRenameRequest, context: Context) -> SyncStatus:
    """Rename this computer. Raises PolicyForbids, SyncOff, SyncNameInvalid."""
    await _check_own_policy(context)
    name = _name(args["name"])
    now_unix_ms = context.environment.clock.now_unix_ms()

    def step(before: Vault) -> tuple[Vault, None]:
        state = _switched_on(before.sync)
        renamed = exchange.with_machine(state, state.machine, now_unix_ms, name=name)
        return replace(before, sync=renamed), None

    await context.change(step, backs_up=False)
    return await sync_status.status(context)


@command("sync.remove_machine", callers={PAGE})
async def remove_machine(args: SyncRemoveMachineRequest, context: Context) -> SyncStatus:
    """Remove another computer. Nothing waits for it any more, and it turns its sync off when it
    reads this. Raises PolicyForbids, SyncOff, SyncMachineMissing.
    """
    await _check_own_policy(context)
    now_unix_ms = context.environment.clock.now_unix_ms()

    def step(before: Vault) -> tuple[Vault, None]:
        state = _switched_on(before.sync)
        if args["id"] == state.machine or args["id"] not in state.machines:
            raise SyncMachineMissing("args.id")
        retired = exchange.with_machine(state, args["id"], now_unix_ms, retired=True)
        return replace(before, sync=retired), None

    await context.change(step, backs_up=False)
    return await sync_status.status(context)


@command("sync.turn_off", callers={PAGE})
async def turn_off(args: SyncTurnOffRequest, context: Context) -> SyncStatus:
    """Stop to sync. The accounts stay on this computer. With ``wipes``, what all computers wrote is
    deleted; else the others are told that this computer is off, if that can be written.

    Raises PolicyForbids if the policy requires sync, and with ``wipes`` SyncUnavailable,
    SyncTooOften, SyncFolderError.
    """
    rules = (await policy_state.load(context.environment)).policy
    policy_state.require(rules.sync != "required", "Sync")
    state = (await context.vault()).sync
    if args["wipes"]:
        way = state.way if state else "browser"
        texts = await sync_exchange.read(way, context)
        ours = sync_folder.of_area(texts, state.area_id) if state else []
        await _delete(ours if way == "folder" else sorted(texts), way, context)
    elif state is not None:
        await _announce_turned_off(context)
    await sync_step.turn_off(context)
    await sync_record.save(context.environment, sync_record.Record())
    if state is not None and state.way == "folder":
        await context.environment.sync_folder.forget()
    return await sync_status.status(context)


async def _announce_turned_off(context: Context) -> None:
    """Writes that this computer is off, with its last changes. Not worth an error."""
    now_unix_ms = context.environment.clock.now_unix_ms()

    def step(before: Vault) -> tuple[Vault, None]:
        if before.sync is None:
            return before, None
        me = before.sync.machine
        retired = exchange.with_machine(before.sync, me, now_unix_ms, retired=True)
        return replace(before, sync=retired), None

    try:
        await context.change(step, backs_up=False)
        await sync_exchange.run(context, is_asked=True)
    except SyncError:
        return


async def _check_policy(way: SyncWayName, context: Context) -> None:
    """Raises PolicyForbids if the policy does not allow that way."""
    rules = (await policy_state.load(context.environment)).policy
    policy_state.require(policy.may_sync(rules, way), "Sync")


async def _check_own_policy(context: Context) -> None:
    """Raises SyncOff, and PolicyForbids if the policy does not allow the way that is on."""
    await _check_policy(_switched_on((await context.vault()).sync).way, context)


def _switched_on(state: SyncState | None) -> SyncState:
    """Returns the state of a vault that is synchronised. Raises SyncOff."""
    if state is None:
        raise SyncOff("vault")
    return state


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable():
        raise SyncNameInvalid("args.name")
    return name


def _head(items: Mapping[str, str]) -> Head:
    head = areas.head_of(items)
    if head is None:
        raise SyncAreaMissing("args")
    return head


def _factor(args: SyncFactor | SyncTurnOnRequest) -> Passphrase | RecoveryKey:
    """Returns the factor of the request. Raises RecoveryKeyMistyped, RequestMalformed."""
    match args.get("passphrase"), args.get("recovery_key"):
        case str(passphrase), None:
            return Passphrase(passphrase)
        case None, str(typed):
            return recovery.parse(typed)
    raise RequestMalformed("args")


async def _area_key(head: Head, args: SyncFactor, context: Context) -> bytes:
    """Returns the area's key. Raises SyncKeyWrong, RecoveryKeyMistyped."""
    factor = _factor(args)
    try:
        return await sealed_items.unwrap(head, factor, context.environment.crypto)
    except (VaultKeyWrong, SlotMissing):
        raise SyncKeyWrong("args") from None


async def _complete_area(
    items: Mapping[str, str], head: Head, key: bytes, context: Context
) -> Area:
    """Returns the area. Raises SyncPreviewExpired for another key, SyncIncomplete, SyncDamaged."""
    try:
        area = await areas.opened(items, head, key, context.environment.crypto)
    except VaultKeyWrong:
        raise SyncPreviewExpired("args.preview_id") from None
    if not area.is_complete:
        raise SyncIncomplete("args")
    return area
