from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from kakomi.bridge import Bridge
from kakomi.commands.kept_on_lock import KEPT_ON_LOCK
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.errors import (
    BackupFolderError,
    BackupFolderFull,
    BackupFolderGone,
    BackupFolderNotWritten,
    BackupFolderReadOnly,
)
from kakomi.vault.slots import Cost
from kakomi.vault.store import VaultStore
from support.fake_ports import FakePorts, ask, recovery_key, say

URIS = [
    "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME",
    "otpauth://hotp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&counter=7",
    "otpauth://totp/Steam:me?secret=GEZDGNBVGY3TQOJQGEZD&issuer=Steam",
    "otpauth://totp/%E5%9B%B2%E3%81%BF:ken?secret=GEZDGNBVGY3TQOJQGE&algorithm=SHA512&digits=8&period=60",
]
PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
DAY_MS = 86_400_000


def woken(ports: FakePorts) -> Bridge:
    return Bridge(ports.environment(), VaultStore(ports.environment(), KEPT_ON_LOCK, CHEAP))


@pytest.fixture
def bridge(ports: FakePorts) -> Bridge:
    bridge = woken(ports)
    for uri in URIS:
        ask(bridge, "account.add", {"uri": uri})
    ask(bridge, "vault.decline_protection", {})
    return bridge


def rows(bridge: Bridge) -> list[Any]:
    """What matters of them, wherever they are."""
    kept = ("issuer", "name", "kind", "algorithm", "digits", "period_s", "counter", "codes")
    return [[row[name] for name in kept] for row in ask(bridge, "sheet.read")["rows"]]


def reminder(bridge: Bridge) -> Any:
    return ask(bridge, "sheet.read")["reminder"]


def into(bridge: Bridge, exported: Any, **more: object) -> Any:
    file = exported["files"][0]
    asked = {"name": file["name"], "data_base64": file["data_base64"], **more}
    preview = ask(bridge, "import.read", asked)
    return ask(bridge, "import.confirm", {"id": preview["id"]})


def test_an_encrypted_backup_opens_elsewhere_by_its_passphrase(bridge: Bridge) -> None:
    account_id = ask(bridge, "sheet.read")["rows"][0]["id"]
    codes = [{"code": "1111-2222", "used": True}, {"code": "3333-4444", "used": False}]
    beside = {"note": "a note", "emergency_note": "ring them", "recovery_codes": codes}
    ask(bridge, "account.edit", {"id": account_id, **beside})
    exported = ask(bridge, "backup.export", {"format": "kakomi", "passphrase": PASSPHRASE})
    assert exported["files"][0]["name"] == "kakomi-2027-01-15.json"
    text = base64.b64decode(exported["files"][0]["data_base64"]).decode()
    assert "ACME" not in text

    other = woken(FakePorts())
    file = {"name": "x", "data_base64": exported["files"][0]["data_base64"]}
    assert say(other, "import.read", file)["error"]["code"] == "password.needed"
    wrong = say(other, "import.read", {**file, "password": "wrong one, this"})
    assert wrong["error"]["code"] == "password.wrong"
    assert into(other, exported, password=PASSPHRASE)["added"] == 4
    assert rows(other) == rows(bridge)
    restored = ask(other, "account.details", {"id": ask(other, "sheet.read")["rows"][0]["id"]})
    assert {name: restored[name] for name in beside} == beside
    assert into(other, exported, password=PASSPHRASE)["added"] == 0, "twice adds nothing"


def test_a_device_key_alone_makes_no_backup(bridge: Bridge) -> None:
    assert say(bridge, "backup.export", {"format": "kakomi"})["error"]["code"] == "slot.needed"
    refused = say(bridge, "backup.set_automatic", {"on": True, "keep": 5})
    assert refused["error"]["code"] == "slot.needed"


def test_the_vaults_own_factors_open_its_backup(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    key = recovery_key(bridge)
    exported = ask(bridge, "backup.export", {"format": "kakomi"})
    for password in (PASSPHRASE, key, key.lower()):
        assert into(woken(FakePorts()), exported, password=password)["added"] == 4


def test_trashed_accounts_are_in_an_encrypted_backup_and_stay_trashed(bridge: Bridge) -> None:
    ask(bridge, "account.remove", {"id": ask(bridge, "sheet.read")["rows"][0]["id"]})
    exported = ask(bridge, "backup.export", {"format": "kakomi", "passphrase": PASSPHRASE})
    other = woken(FakePorts())
    into(other, exported, password=PASSPHRASE)
    assert len(rows(other)) == 3
    assert len(ask(other, "account.removed")["accounts"]) == 1


@pytest.mark.parametrize("format_", ["otpauth", "aegis", "2fas", "bitwarden", "google", "paper"])
def test_an_export_for_another_app_is_read_back(bridge: Bridge, format_: str) -> None:
    exported = ask(bridge, "backup.export", {"format": format_})
    assert len(exported["paper"]) == (len(ask(bridge, "sheet.read")["rows"]) * (format_ == "paper"))
    refused = {error["where"] for error in exported["refused"]}
    other = woken(FakePorts())
    into(other, exported)
    assert len(rows(other)) == len(URIS) - len({where.split(".")[0] for where in refused})
    assert all(row in rows(bridge) for row in rows(other))
    if format_ == "google":
        assert exported["texts"][0].startswith("otpauth-migration://")
        assert len(refused) >= 2, "Steam's letters and a minute's period can't be said there"


def test_only_the_chosen_accounts_are_exported(bridge: Bridge) -> None:
    chosen = ask(bridge, "sheet.read")["rows"][1]["id"]
    exported = ask(bridge, "backup.export", {"format": "otpauth", "ids": [chosen]})
    assert len(exported["texts"] or exported["files"]) == 1
    other = woken(FakePorts())
    assert into(other, exported)["added"] == 1
    assert ask(bridge, "backup.status")["last_at_unix"] is None, "a part is no backup"


def test_an_unencrypted_export_needs_the_confirmation(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    refused = say(bridge, "backup.export", {"format": "otpauth"})["error"]["code"]
    assert refused == "vault.ask_again"
    wrong = {"format": "otpauth", "again": {"passphrase": "not this one"}}
    codes = [say(bridge, "backup.export", wrong)["error"]["code"] for _ in range(4)]
    assert codes == ["vault.key_wrong"] * 3 + ["vault.too_soon"]


def test_a_backup_under_another_passphrase_needs_the_confirmation_too(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    other = {"format": "kakomi", "passphrase": "a passphrase of the asker's own"}
    assert say(bridge, "backup.export", other)["error"]["code"] == "vault.ask_again"
    wrong = {**other, "again": {"passphrase": "not this one"}}
    assert say(bridge, "backup.export", wrong)["error"]["code"] == "vault.key_wrong"
    assert ask(bridge, "backup.status")["last_at_unix"] is None
    right = {**other, "again": {"passphrase": PASSPHRASE}}
    exported = ask(bridge, "backup.export", right)
    assert into(woken(FakePorts()), exported, password=other["passphrase"])["added"] == 4


def test_a_backup_that_the_vaults_own_factors_open_needs_no_confirmation(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    assert "files" in ask(bridge, "backup.export", {"format": "kakomi"})


def test_a_confirmed_export_is_made(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    right = {"format": "otpauth", "again": {"passphrase": PASSPHRASE}}
    exported = ask(bridge, "backup.export", right)
    assert b"JBSWY3DPEHPK3PXP" in base64.b64decode(exported["files"][0]["data_base64"])


class Careless(CPythonCrypto):
    """Loses a byte of what it seals, some of the time: bad memory, say."""

    async def gcm_seal(self, key: bytes, nonce: bytes, plaintext: bytes, header: bytes) -> bytes:
        sealed = await super().gcm_seal(key, nonce, plaintext, header)
        return sealed if len(plaintext) < 100 else b"?" + sealed[1:]


def test_a_backup_that_does_not_read_back_is_not_returned(bridge: Bridge, ports: FakePorts) -> None:
    before = ask(bridge, "backup.status")
    ports.crypto = Careless()
    careless = woken(ports)
    asked = {"format": "kakomi", "passphrase": PASSPHRASE}
    assert say(careless, "backup.export", asked)["error"]["code"] == "vault.not_saved"
    assert ask(bridge, "backup.status") == before


def test_the_reminder_appears_after_three_new_accounts_and_ends_with_a_backup(
    ports: FakePorts,
) -> None:
    bridge = woken(ports)
    ask(bridge, "vault.decline_protection", {})
    for uri in URIS[:2]:
        ask(bridge, "account.add", {"uri": uri})
    assert reminder(bridge) is None
    ask(bridge, "account.add", {"uri": URIS[2]})
    assert reminder(bridge) == {
        "kind": "backup",
        "accounts": 3,
        "backup_error": None,
        "capacity": None,
    }
    assert ports.session.values["sheet"]["reminder"] == reminder(bridge), "the popup finds it there"
    ask(bridge, "backup.export", {"format": "kakomi", "passphrase": PASSPHRASE})
    assert reminder(bridge) is None
    assert ask(bridge, "backup.status")["accounts_since"] == 0
    ports.clock.pass_ms(60_000)
    ask(bridge, "account.add", {"uri": URIS[3]})
    assert ask(bridge, "backup.status")["accounts_since"] == 1
    assert reminder(bridge) is None


def test_a_snoozed_reminder_returns_with_three_more_accounts(ports: FakePorts) -> None:
    bridge = woken(ports)
    ask(bridge, "vault.decline_protection", {})
    for uri in URIS[:3]:
        ask(bridge, "account.add", {"uri": uri})
    ports.clock.pass_ms(1_000)
    ask(bridge, "backup.snooze")
    assert reminder(bridge) is None
    assert ports.session.values["sheet"]["reminder"] is None
    ports.browser_restarts()
    bridge = woken(ports)
    ports.clock.pass_ms(400 * DAY_MS)
    assert reminder(bridge) is None
    for letter in "ABC":
        assert reminder(bridge) is None
        ask(bridge, "account.add", {"uri": URIS[0].replace("PXP", f"PX{letter}")})
    assert reminder(bridge) == {
        "kind": "backup",
        "accounts": 6,
        "backup_error": None,
        "capacity": None,
    }
    ports.clock.unix_ms -= 500 * DAY_MS
    assert reminder(bridge) is not None, "put off at a time that has not come"


def test_with_automatic_backups_there_is_no_reminder(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    assert reminder(bridge) is not None
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 3})
    assert reminder(bridge) is None


@pytest.mark.parametrize("broken", ["first", "second"])
def test_a_broken_store_is_reported_every_week(ports: FakePorts, broken: str) -> None:
    bridge = woken(ports)
    ask(bridge, "account.add", {"uri": URIS[0]})
    assert not ask(bridge, "backup.status")["is_single_copy"]
    ports.primary.dead, ports.mirror.broken = broken == "first", broken == "second"
    bridge = woken(ports)
    assert reminder(bridge) == {
        "kind": "store",
        "accounts": 1,
        "backup_error": None,
        "capacity": None,
    }
    assert ask(bridge, "backup.status")["is_single_copy"]
    ask(bridge, "backup.snooze")
    kept = broken == "second"
    assert (reminder(bridge) is None) == kept, "in a dead store it can't be noted"
    ports.clock.pass_ms(7 * DAY_MS)
    assert reminder(bridge) is not None
    ports.primary.dead = ports.mirror.broken = False
    assert reminder(woken(ports)) is None, "whole again"


def test_the_setting_of_automatic_backups_is_saved(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 3})
    assert ask(woken(ports), "backup.status")["automatic"] == {"on": True, "keep": 3}
    error = say(bridge, "backup.set_automatic", {"on": True, "keep": 0})["error"]
    assert error["where"] == "args.keep"


def test_a_damaged_or_newer_backup_is_reported(bridge: Bridge) -> None:
    exported = ask(bridge, "backup.export", {"format": "kakomi", "passphrase": PASSPHRASE})
    text = base64.b64decode(exported["files"][0]["data_base64"]).decode()
    spoilt = text.replace('"generation":', '"generation":1', 1)
    content = {"name": "x", "data_base64": base64.b64encode(spoilt.encode()).decode()}
    error = say(bridge, "import.read", {**content, "password": PASSPHRASE})["error"]
    assert error["code"] == "file.malformed"
    assert PASSPHRASE not in json.dumps(error)


def test_a_preview_has_the_code_or_the_place_of_the_error(bridge: Bridge) -> None:
    typed = {"issuer": "ACME", "name": "ann", "secret_base32": "jbsw y3dp-ehpk 3pxp"}
    looked = ask(bridge, "otp.preview", typed)
    expected = ask(bridge, "sheet.read")["rows"][0]["codes"][0]
    assert looked["row"]["codes"][0] == expected
    assert ask(bridge, "account.add", {"uri": looked["uri"]})["state"] == "known"
    error = say(bridge, "otp.preview", {"secret_base32": "JBSW0"})["error"]
    assert (error["code"], error["where"]) == ("secret.invalid", "secret[4]")
    assert say(bridge, "otp.preview", {"secret_base32": " "})["error"]["code"] == "secret.missing"


def test_each_change_makes_a_backup_and_the_latest_are_kept(
    bridge: Bridge, ports: FakePorts
) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 2})
    account_id = ask(bridge, "sheet.read")["rows"][0]["id"]
    for name in ("one", "two", "three"):
        ports.clock.pass_ms(1_000)
        ask(bridge, "account.edit", {"id": account_id, "name": name})
    assert len(ports.downloads.files) == 2
    newest = ports.downloads.files[max(ports.downloads.files)]
    other = woken(FakePorts())
    data = base64.b64encode(newest.encode()).decode()
    exported = {"files": [{"name": "x", "data_base64": data}]}
    assert into(other, exported, password=PASSPHRASE)["added"] == 4
    assert rows(other)[0][1] == "three"
    status = ask(bridge, "backup.status")
    assert (reminder(bridge), status["backup_error"]) == (None, None)
    assert status["last_at_unix"] == ports.clock.unix_ms // 1000


def test_a_failed_automatic_backup_is_reported_and_fails_no_change(
    bridge: Bridge, ports: FakePorts
) -> None:
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    ask(bridge, "backup.set_automatic", {"on": True, "keep": 2})
    ports.downloads.closed = True
    account_id = ask(bridge, "sheet.read")["rows"][0]["id"]
    ask(bridge, "account.edit", {"id": account_id, "name": "kept"})
    assert ask(bridge, "sheet.read")["rows"][0]["name"] == "kept"
    assert ask(bridge, "backup.status")["backup_error"]["code"] == "backup.not_written"
    said = ports.session.values["sheet"]["reminder"]
    assert (said["kind"], said["backup_error"]["code"]) == ("backup_failed", "backup.not_written")
    ports.downloads.closed = False
    ask(bridge, "account.edit", {"id": account_id, "name": "again"})
    assert ask(bridge, "backup.status")["backup_error"] is None
    assert reminder(bridge) is None


def with_automatic_backups(bridge: Bridge, keep: int = 2) -> Any:
    """Returns a function that changes an account a second later."""
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    ask(bridge, "backup.set_automatic", {"on": True, "keep": keep})
    account_id = ask(bridge, "sheet.read")["rows"][0]["id"]
    return lambda name: ask(bridge, "account.edit", {"id": account_id, "name": name})


def test_backups_are_saved_in_the_chosen_folder_and_only_its_own_old_ones_are_deleted(
    bridge: Bridge, ports: FakePorts
) -> None:
    edit = with_automatic_backups(bridge)
    before = dict(ports.downloads.files)
    others = {"kakomi-2027-01-15T08-00-00Z-aaaaaaaa.json": "of another computer", "a.jpg": ""}
    folder = ports.backup_folder
    folder.name, folder.files = "Stick", dict(others)
    ask(bridge, "backup.use_folder")
    assert len(folder.files) == len(others) + 1, "a backup is saved when the folder is chosen"
    for name in ("one", "two", "three"):
        ports.clock.pass_ms(1_000)
        edit(name)
    ours = {name: text for name, text in folder.files.items() if name not in others}
    assert len(ours) == 2
    assert {name: folder.files[name] for name in others} == others
    assert ports.downloads.files == before
    data = base64.b64encode(ours[max(ours)].encode()).decode()
    other = woken(FakePorts())
    into(other, {"files": [{"name": "x", "data_base64": data}]}, password=PASSPHRASE)
    assert rows(other)[0][1] == "three"
    status = ask(bridge, "backup.status")
    assert status["folder"] == {"name": "Stick", "may_write": True}
    assert (status["backup_error"], reminder(bridge)) == (None, None)


@pytest.mark.parametrize(
    ("may_write", "error", "code"),
    [
        (False, None, "backup.folder_asks"),
        (True, BackupFolderGone("folder"), "backup.folder_gone"),
        (True, BackupFolderFull("folder"), "backup.folder_full"),
        (True, BackupFolderReadOnly("folder"), "backup.folder_read_only"),
        (True, BackupFolderNotWritten("folder"), "backup.folder_not_written"),
    ],
)
def test_a_backup_that_the_folder_refuses_is_saved_in_the_download_folder(
    bridge: Bridge,
    ports: FakePorts,
    may_write: bool,
    error: BackupFolderError | None,
    code: str,
) -> None:
    edit = with_automatic_backups(bridge)
    ports.backup_folder.name = "Stick"
    for name in ("one", "two"):
        ports.clock.pass_ms(1_000)
        edit(name)
    old = dict(ports.backup_folder.files)
    downloads = set(ports.downloads.files)
    assert len(old) == 2
    ports.backup_folder.may_write, ports.backup_folder.error = may_write, error
    ports.clock.pass_ms(1_000)
    edit("kept")
    assert ask(bridge, "sheet.read")["rows"][0]["name"] == "kept"
    assert ports.backup_folder.files == old, "nothing is deleted"
    assert set(ports.downloads.files) - downloads
    said = ports.session.values["sheet"]["reminder"]
    assert (said["kind"], said["backup_error"]["code"]) == ("folder", code)
    assert say(bridge, "backup.use_folder")["error"]["code"] == code
    assert ports.session.values["sheet"]["reminder"] == said
    ports.downloads.closed = True
    edit("again")
    assert ports.session.values["sheet"]["reminder"]["kind"] == "backup_failed", (
        "it is saved nowhere"
    )

    ports.backup_folder.may_write, ports.backup_folder.error = True, None
    ask(bridge, "backup.use_folder")
    assert ports.session.values["sheet"]["reminder"] is None
    assert ask(bridge, "backup.status")["backup_error"] is None


def test_old_backups_that_another_program_holds_do_not_fail_the_backup(
    bridge: Bridge, ports: FakePorts
) -> None:
    edit = with_automatic_backups(bridge, keep=1)
    ports.backup_folder.name, ports.backup_folder.is_held = "Stick", True
    for name in ("one", "two"):
        ports.clock.pass_ms(1_000)
        edit(name)
    assert len(ports.backup_folder.files) == 2
    assert ask(bridge, "backup.status")["backup_error"] is None
    ports.backup_folder.is_held = False
    ports.clock.pass_ms(1_000)
    edit("three")
    assert len(ports.backup_folder.files) == 1


def test_a_forgotten_folder_keeps_its_files_and_the_download_folder_is_used(
    bridge: Bridge, ports: FakePorts
) -> None:
    edit = with_automatic_backups(bridge)
    ports.backup_folder.name, ports.backup_folder.may_write = "Stick", False
    edit("one")
    assert reminder(bridge)["kind"] == "folder"
    ask(bridge, "backup.forget_folder")
    assert ports.session.values["sheet"]["reminder"] is None
    status = ask(bridge, "backup.status")
    assert (status["folder"], status["backup_error"]) == (None, None)
    error = say(bridge, "backup.use_folder")["error"]
    assert error["code"] == "backup.folder_gone"


def test_no_folder_is_used_without_a_key_that_opens_the_backup_elsewhere(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.backup_folder.name = "Stick"
    assert say(bridge, "backup.use_folder")["error"]["code"] == "slot.needed"
    assert ports.backup_folder.files == {}


def test_protection_is_offered_after_the_third_account_until_it_is_answered_once(
    ports: FakePorts,
) -> None:
    bridge = woken(ports)
    for uri in URIS[:2]:
        ask(bridge, "account.add", {"uri": uri})
    assert reminder(bridge) is None
    ask(bridge, "account.add", {"uri": URIS[2]})
    assert reminder(bridge)["kind"] == "backup"
    ask(bridge, "backup.snooze", {})
    assert reminder(bridge)["kind"] == "protect"
    ask(bridge, "vault.decline_protection", {})
    assert reminder(bridge) is None
    assert ports.session.values["sheet"]["reminder"] is None
    assert reminder(woken(ports)) is None


def test_a_vault_with_a_passphrase_is_offered_none(ports: FakePorts) -> None:
    bridge = woken(ports)
    ask(bridge, "vault.protect", {"passphrase": PASSPHRASE})
    for uri in URIS[:3]:
        ask(bridge, "account.add", {"uri": uri})
    ask(bridge, "backup.snooze", {})
    assert reminder(bridge) is None
