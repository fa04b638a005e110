from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from typing import Any

from kakomi import migration, otp, otpauth
from kakomi.account import NewAccount
from kakomi.bridge import Bridge
from kakomi.commands import undo
from kakomi.cpython.crypto import CPythonCrypto
from kakomi.migration import Transfer
from kakomi.otp_key import Key, Kind
from kakomi.secret_encoding import decode_secret
from kakomi.vault.vault import Vault
from support import sample_files
from support.fake_ports import NOW_UNIX, FakePorts, ask, say

URIS = [
    "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME",
    "otpauth://hotp/Bank:me?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&counter=7",
    "otpauth://totp/%E5%9B%B2%E3%81%BF:ken?secret=GEZDGNBVGY3TQOJQGEZD&algorithm=SHA256&digits=8",
]
NEWER_ACME = "otpauth://totp/ACME:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBV&issuer=ACME"


def file(text: str, name: str = "codes.txt") -> dict[str, object]:
    return {"name": name, "data_base64": base64.b64encode(text.encode()).decode()}


def read(bridge: Bridge, *uris: str, **more: object) -> Any:
    return ask(bridge, "import.read", {**file("\n".join(uris)), **more})


def rows(bridge: Bridge) -> list[Any]:
    return list(ask(bridge, "sheet.read")["rows"])


def test_a_preview_shows_every_account_and_changes_nothing(
    bridge: Bridge, ports: FakePorts
) -> None:
    preview = read(bridge, *URIS)
    assert [a["issuer"] for a in preview["accounts"]] == ["ACME", "Bank", "囲み"]
    assert [a["kind"] for a in preview["accounts"]] == ["totp", "hotp", "totp"]
    assert preview["accounts"][0]["secret_base32"] == "JBSWY3DPEHPK3PXP"
    assert preview["accounts"][1]["counter"] == 7
    assert {a["state"] for a in preview["accounts"]} == {"new"}
    assert ports.primary.texts == {}


def test_confirming_adds_all_in_order_in_one_save(bridge: Bridge, ports: FakePorts) -> None:
    preview = read(bridge, *URIS)
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"]})
    assert (confirmed["added"], confirmed["known"]) == (3, 0)
    assert ports.generation == 1
    assert [r["issuer"] for r in rows(bridge)] == ["ACME", "Bank", "囲み"]


def test_the_same_file_twice_adds_nothing(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "import.confirm", {"id": read(bridge, *URIS)["id"]})
    generation = ports.generation
    again = read(bridge, *URIS)
    assert {a["state"] for a in again["accounts"]} == {"known"}
    confirmed = ask(bridge, "import.confirm", {"id": again["id"]})
    assert (confirmed["added"], confirmed["known"]) == (0, 3)
    assert ports.generation == generation


def test_an_account_twice_in_one_file_is_added_once(bridge: Bridge) -> None:
    preview = read(bridge, URIS[0], URIS[0])
    assert [a["question"] for a in preview["accounts"]] == ["new", "listed"]
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"]})
    assert (confirmed["added"], confirmed["known"]) == (1, 0)


def test_an_account_in_two_files_is_new_in_the_second_once_the_first_is_removed(
    bridge: Bridge,
) -> None:
    first = read(bridge, URIS[0])
    second = read(bridge, *URIS[:2], joins=first["id"])
    assert [a["question"] for a in second["accounts"]] == ["listed", "new"]
    left = ask(bridge, "import.leave", {"id": first["id"], "first_index": 0})
    [changed] = left["changed"]
    assert (changed["index"], changed["account"]["question"]) == (1, "new")
    assert changed["account"]["choices"] == ["add", "skip"]
    confirmed = ask(bridge, "import.confirm", {"id": first["id"], "take": [1, 2]})
    assert (confirmed["added"], confirmed["known"]) == (2, 0)


def test_a_listed_account_gets_the_question_of_the_entry_that_was_removed(bridge: Bridge) -> None:
    renamed = URIS[0].replace("ann", "eva")
    ask(bridge, "import.confirm", {"id": read(bridge, renamed)["id"]})
    first = read(bridge, URIS[0])
    [asked] = first["accounts"]
    assert asked["question"] not in ("new", "known", "listed")
    second = read(bridge, URIS[0], joins=first["id"])
    assert [a["question"] for a in second["accounts"]] == ["listed"]
    left = ask(bridge, "import.leave", {"id": first["id"], "first_index": 0})
    assert [each["account"] for each in left["changed"]] == [asked]


def test_a_listed_account_is_left_out_with_its_first_entry(bridge: Bridge) -> None:
    preview = read(bridge, URIS[0], URIS[0], URIS[1])
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"], "take": [1, 2]})
    assert [r["issuer"] for r in rows(bridge)] == ["Bank"]
    assert (confirmed["added"], confirmed["known"]) == (1, 0)


def _bitwarden(*notes: str) -> dict[str, object]:
    items = [
        {
            "type": 1,
            "name": "ACME",
            "notes": note,
            "login": {
                "username": "ann",
                "totp": URIS[0],
                "uris": [{"uri": "https://acme.example"}],
            },
        }
        for note in notes
    ]
    text = json.dumps({"encrypted": False, "folders": [], "items": items})
    return file(text, "bitwarden.json")


def test_a_saved_account_gets_the_note_of_a_file_and_undo_removes_it(bridge: Bridge) -> None:
    account_id = ask(bridge, "account.add", {"uri": URIS[0]})["account_id"]
    ask(bridge, "account.edit", {"id": account_id, "groups": ["Work"]})
    before = ask(bridge, "account.details", {"id": account_id})
    preview = ask(bridge, "import.read", _bitwarden("of the file"))
    [shown] = preview["accounts"]
    assert (shown["question"], shown["gains"], shown["differs"]) == ("details", ["note"], [])
    done = ask(bridge, "import.confirm", {"id": preview["id"]})
    assert (done["added"], done["known"], done["completed"]) == (0, 1, 1)
    after = ask(bridge, "account.details", {"id": account_id})
    assert (after["note"], after["groups"]) == ("of the file", ["Work"])
    ask(bridge, "import.undo", {"undo": done["undo"]})
    assert ask(bridge, "account.details", {"id": account_id}) == before


def test_a_note_that_differs_is_said_and_never_overwritten(bridge: Bridge) -> None:
    account_id = ask(bridge, "account.add", {"uri": URIS[0]})["account_id"]
    own = {"id": account_id, "note": "my own", "sites": ["https://acme.example"]}
    ask(bridge, "account.edit", own)
    preview = ask(bridge, "import.read", _bitwarden("of the file"))
    [shown] = preview["accounts"]
    assert (shown["question"], shown["gains"], shown["differs"]) == ("known", [], ["note"])
    done = ask(bridge, "import.confirm", {"id": preview["id"]})
    assert done["completed"] == 0
    assert ask(bridge, "account.details", {"id": account_id})["note"] == "my own"


def test_a_listed_account_fills_in_what_its_first_entry_lacks(bridge: Bridge) -> None:
    preview = ask(bridge, "import.read", _bitwarden("", "of the second"))
    assert [a["question"] for a in preview["accounts"]] == ["new", "listed"]
    assert preview["accounts"][1]["gains"] == ["note"]
    ask(bridge, "import.confirm", {"id": preview["id"]})
    [row] = rows(bridge)
    assert ask(bridge, "account.details", {"id": row["id"]})["note"] == "of the second"


def test_chosen_accounts_are_added_in_the_requested_order(bridge: Bridge) -> None:
    preview = read(bridge, *URIS)
    ask(bridge, "import.confirm", {"id": preview["id"], "take": [2, 0, 2, 99, -1]})
    assert [r["issuer"] for r in rows(bridge)] == ["囲み", "ACME"]


def test_codes_of_two_transfers_are_kept_apart(bridge: Bridge) -> None:
    codes = [
        migration.format(
            Transfer(accounts=(otpauth.parse(URIS[0]),), batch_size=2, batch_id=batch_id)
        )
        for batch_id in (-5, 7)
    ]
    parts = read(bridge, *codes)["parts"]
    assert [(p["batch_id"], p["of"], p["missing"]) for p in parts] == [(-5, 2, [1]), (7, 2, [1])]


def _part(index: int, *uris: str) -> str:
    accounts = tuple(map(otpauth.parse, uris))
    return migration.format(
        Transfer(accounts=accounts, batch_size=3, batch_index=index, batch_id=7)
    )


def test_the_parts_of_a_transfer_in_several_files_are_joined(bridge: Bridge) -> None:
    last = read(bridge, _part(2, URIS[2]))
    assert [t["missing"] for t in last["transfers"]] == [[0, 1]]
    first = read(bridge, _part(0, URIS[0]), joins=last["id"])
    assert [(t["of"], t["have"], t["missing"]) for t in first["transfers"]] == [(3, [0, 2], [1])]
    assert first["parts"][0]["have"] == [0]
    left = ask(bridge, "import.leave", {"id": last["id"], "first_index": last["first_index"]})
    assert [t["have"] for t in left["transfers"]] == [[0]]
    gone = say(bridge, "import.leave", {"id": "other", "first_index": 0})
    assert gone["error"]["code"] == "import.gone"


def test_the_accounts_of_a_transfer_are_added_in_the_order_of_its_parts(bridge: Bridge) -> None:
    last = read(bridge, _part(2, URIS[2]))
    read(bridge, NEWER_ACME, joins=last["id"])
    read(bridge, _part(0, URIS[0]), joins=last["id"])
    ask(bridge, "import.confirm", {"id": last["id"]})
    uris = [URIS[0], URIS[2], NEWER_ACME]
    assert [r["codes"][:1] for r in rows(bridge)] == [
        ask(bridge, "otp.preview", {"uri": uri})["row"]["codes"][:1] for uri in uris
    ]


def test_a_namesake_is_added_or_replaces_the_saved_account(bridge: Bridge) -> None:
    older = ask(bridge, "account.add", {"uri": URIS[0]})["account_id"]
    preview = read(bridge, NEWER_ACME)
    assert preview["accounts"][0]["state"] == "namesake"
    assert preview["accounts"][0]["account_id"] == older
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"], "replace": [0]})
    assert confirmed["replaced"] == 1
    assert [r["id"] for r in rows(bridge)] != [older]
    ask(bridge, "import.undo", {"undo": confirmed["undo"]})
    assert [r["id"] for r in rows(bridge)] == [older]


def test_one_undo_reverts_the_import_in_one_save(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "account.add", {"uri": NEWER_ACME})
    before = rows(bridge)
    confirmed = ask(bridge, "import.confirm", {"id": read(bridge, *URIS)["id"]})
    generation = ports.generation
    ask(bridge, "import.undo", {"undo": confirmed["undo"]})
    assert rows(bridge) == before
    assert ports.generation == generation + 1
    assert ask(bridge, "vault.status")["removed"] == 0
    again = say(bridge, "import.undo", {"undo": confirmed["undo"]})
    assert again["error"]["code"] == "import.gone"


def test_only_the_latest_import_can_be_confirmed_and_only_once(bridge: Bridge) -> None:
    first, second = read(bridge, URIS[0]), read(bridge, URIS[1])
    gone = say(bridge, "import.confirm", {"id": first["id"]})
    assert gone["error"]["code"] == "import.gone"
    ask(bridge, "import.confirm", {"id": second["id"]})
    gone = say(bridge, "import.confirm", {"id": second["id"]})
    assert gone["error"]["code"] == "import.gone"


def test_a_restarted_worker_still_has_the_import(bridge: Bridge, ports: FakePorts) -> None:
    preview = read(bridge, *URIS)
    ask(Bridge(ports.environment()), "import.confirm", {"id": preview["id"]})
    assert len(rows(bridge)) == 3


def test_refused_entries_are_listed_with_their_place(bridge: Bridge) -> None:
    preview = read(bridge, URIS[0], "otpauth://totp/x?secret=A0B1&issuer=X", URIS[1])
    assert len(preview["accounts"]) == 2
    [refused] = preview["refused"]
    assert refused["code"] == "secret.invalid"
    assert "A0B1" not in json.dumps(refused)


def test_a_missing_pin_can_be_given_with_the_confirmation(bridge: Bridge) -> None:
    uri = "motp://Work:me?secret=0123456789abcdef"
    preview = read(bridge, uri)
    assert preview["accounts"][0]["waits_for_pin"]
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"]})
    assert (confirmed["added"], confirmed["waiting"]) == (0, 1)
    preview = read(bridge, uri)
    pins = [{"index": 0, "pin": "1234"}]
    assert ask(bridge, "import.confirm", {"id": preview["id"], "pins": pins})["added"] == 1
    assert rows(bridge)[0]["kind"] == "motp"


def test_unreadable_files_are_refused(bridge: Bridge) -> None:
    assert "error" in say(bridge, "import.read", file("nothing of the kind"))
    reply = say(bridge, "import.read", {"name": "x", "data_base64": "?"})
    assert reply["error"]["code"] == "request.malformed"


def test_files_that_are_read_together_are_confirmed_in_one_save(
    bridge: Bridge, ports: FakePorts
) -> None:
    first = read(bridge, URIS[0])
    rest = {**file("\n".join(URIS[1:])), "joins": first["id"]}
    second = ask(bridge, "import.read", rest)
    assert (second["id"], second["first_index"]) == (first["id"], 1)
    assert [a["issuer"] for a in second["accounts"]] == ["Bank", "囲み"]
    confirmed = ask(bridge, "import.confirm", {"id": first["id"], "take": [0, 2]})
    assert (confirmed["added"], ports.generation) == (2, 1)
    assert [r["issuer"] for r in rows(bridge)] == ["ACME", "囲み"]
    ask(bridge, "import.undo", {"undo": confirmed["undo"]})
    assert rows(bridge) == []


def test_an_expired_import_cannot_be_joined(bridge: Bridge) -> None:
    reply = say(bridge, "import.read", {**file(URIS[0]), "joins": "gone"})
    assert reply["error"]["code"] == "import.gone"


def test_the_same_account_in_two_files_is_added_once(bridge: Bridge) -> None:
    first = read(bridge, URIS[0])
    ask(bridge, "import.read", {**file(URIS[0]), "joins": first["id"]})
    confirmed = ask(bridge, "import.confirm", {"id": first["id"]})
    assert (confirmed["added"], confirmed["known"]) == (1, 0)


def test_a_backup_is_read_before_a_lost_vault_is_reset(ports: FakePorts) -> None:
    ask(Bridge(ports.environment()), "account.add", {"uri": URIS[1]})
    ports.primary.texts.clear()
    ports.mirror.texts.clear()
    bridge = Bridge(ports.environment())
    preview = read(bridge, URIS[0])
    assert preview["accounts"][0]["state"] == "new"
    reply = say(bridge, "import.confirm", {"id": preview["id"]})
    assert reply["error"]["code"] == "vault.lost"
    ask(bridge, "vault.reset")
    assert ask(bridge, "import.confirm", {"id": preview["id"]})["added"] == 1


class Endless(CPythonCrypto):
    """Makes no key before the day is over; ``ended``: whether it was let stop."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.ended = False

    async def argon2(self, *_args: Any, **_more: Any) -> bytes:
        self.begun.set()
        try:
            await asyncio.sleep(86_400)
        finally:
            self.ended = True
        return b""


async def reply_to(bridge: Bridge, command: str, args: dict[str, object]) -> Any:
    async def nothing() -> None:
        return None

    request = {"command": command, "args": args, "caller": "page", "tab_id": None}
    return json.loads(await bridge.act(json.dumps(request), nothing))


SEALED: dict[str, object] = {
    "name": "vault.json",
    "data_base64": base64.b64encode(sample_files.bitwarden_sealed([])).decode(),
    "password": sample_files.PASSWORD,
    "reading": "this one",
}


def test_stopping_a_reading_leaves_the_others_running(ports: FakePorts) -> None:
    ports.crypto = crypto = Endless()
    bridge = Bridge(ports.environment())

    async def course() -> Any:
        reading = asyncio.ensure_future(reply_to(bridge, "import.read", SEALED))
        await crypto.begun.wait()
        assert await reply_to(bridge, "import.stop", {"reading": "another"}) == {"ok": {}}
        assert (await reply_to(bridge, "sheet.read", {}))["ok"]["rows"] == []
        assert not reading.done()
        assert await reply_to(bridge, "import.stop", {"reading": "this one"}) == {"ok": {}}
        return await asyncio.wait_for(reading, 5)

    error = asyncio.run(course())["error"]
    assert (error["code"], error["can_retry"]) == ("import.stopped", True)
    assert crypto.ended
    assert ports.primary.texts == {}


def test_a_reading_that_is_stopped_before_its_start_is_answered(bridge: Bridge) -> None:
    async def course() -> Any:
        reading = asyncio.ensure_future(reply_to(bridge, "import.read", SEALED))
        await asyncio.sleep(0)
        await reply_to(bridge, "import.stop", {"reading": "this one"})
        return await asyncio.wait_for(reading, 5)

    assert asyncio.run(course())["error"]["code"] == "import.stopped"


def test_a_reading_with_a_name_gives_the_same_preview(bridge: Bridge) -> None:
    preview = ask(bridge, "import.read", SEALED)
    assert (preview["format"], preview["encrypted"]) == ("bitwarden", True)
    assert ask(bridge, "import.stop", {"reading": "this one"}) == {}


NAMED_TWICE = (URIS[0], URIS[0].replace("ACME", "Local"))


def test_one_key_under_two_names_in_one_file_is_two_accounts(bridge: Bridge) -> None:
    preview = read(bridge, *NAMED_TWICE)
    assert [a["state"] for a in preview["accounts"]] == ["new", "new"]
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"], "take": [0, 1]})
    assert (confirmed["added"], confirmed["known"]) == (2, 0)
    assert [row["issuer"] for row in rows(bridge)] == ["ACME", "Local"]


def test_a_saved_key_under_another_name_is_offered(bridge: Bridge) -> None:
    ask(bridge, "import.confirm", {"id": read(bridge, NAMED_TWICE[0])["id"]})
    preview = read(bridge, NAMED_TWICE[1])
    [account] = preview["accounts"]
    assert (account["state"], account["saved"]["row"]["issuer"]) == ("second", "ACME")
    assert account["row"]["codes"][0] == account["saved"]["row"]["codes"][0]
    assert ask(bridge, "import.confirm", {"id": preview["id"]})["known"] == 1
    preview = read(bridge, NAMED_TWICE[1])
    confirmed = ask(bridge, "import.confirm", {"id": preview["id"], "take": [0], "second": [0]})
    assert confirmed["added"] == 1
    assert [row["issuer"] for row in rows(bridge)] == ["ACME", "Local"]


def test_a_name_of_a_key_in_an_earlier_file_of_the_import_is_offered(bridge: Bridge) -> None:
    first = read(bridge, NAMED_TWICE[0])
    more = ask(bridge, "import.read", {**file(NAMED_TWICE[1]), "joins": first["id"]})
    assert [(a["state"], a["saved"]) for a in more["accounts"]] == [("second", None)]


def test_a_higher_counter_in_a_file_is_offered_and_can_be_undone(bridge: Bridge) -> None:
    ask(bridge, "import.confirm", {"id": read(bridge, URIS[1])["id"]})
    [row] = rows(bridge)
    preview = read(bridge, URIS[1].replace("counter=7", "counter=70"))
    assert preview["accounts"][0]["state"] == "ahead"
    done = ask(bridge, "import.confirm", {"id": preview["id"], "take": [0], "counters": [0]})
    assert (done["added"], done["counted"], done["known"]) == (0, 1, 0)
    assert [r["counter"] for r in rows(bridge)] == [70]
    ask(bridge, "import.undo", {"undo": done["undo"]})
    assert rows(bridge) == [row]


def test_undoing_a_raised_counter_keeps_it_if_a_code_was_made_since(bridge: Bridge) -> None:
    ask(bridge, "import.confirm", {"id": read(bridge, URIS[1])["id"]})
    preview = read(bridge, URIS[1].replace("counter=7", "counter=70"))
    done = ask(bridge, "import.confirm", {"id": preview["id"], "take": [0], "counters": [0]})
    ask(bridge, "account.use", {"id": rows(bridge)[0]["id"]})
    ask(bridge, "import.undo", {"undo": done["undo"]})
    assert rows(bridge)[0]["counter"] == 71


def test_an_undo_skips_accounts_that_were_deleted_since() -> None:
    held, gone = (
        NewAccount(key=Key(kind=Kind.HOTP, secret=name.encode()), name=name, counter=7).account(
            id=name, added_at_unix=NOW_UNIX
        )
        for name in ("held", "gone")
    )
    raised = undo.Undo(
        added=["gone"],
        replaced=["gone"],
        counters=[("gone", 4, 7), ("held", 4, 7)],
        sites=[("gone", ["https://site.example"])],
        keys=[(gone, 7)],
        icons=[gone],
    )
    before = Vault(vault_id="vault-1", accounts=(held,))
    [after] = undo.undone(before, raised, NOW_UNIX).accounts
    assert after == replace(held, counter=4)


def test_a_namesake_is_shown_with_both_codes(bridge: Bridge) -> None:
    ask(bridge, "import.confirm", {"id": read(bridge, URIS[0])["id"]})
    other = URIS[0].replace("JBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLU")
    [account] = read(bridge, other)["accounts"]
    assert account["state"] == "namesake"
    assert account["row"]["codes"][0] != account["saved"]["row"]["codes"][0]
    assert account["saved"]["added_at_unix"] > 0


BOTH = "A2B3C4D5E6F7A2B3"  # base32, and hexadecimal


def test_a_key_that_is_base32_and_hexadecimal_is_asked_about(bridge: Bridge) -> None:
    preview = read(bridge, f"otpauth://totp/ACME:ann?secret={BOTH}&issuer=ACME", URIS[0])
    [both, only] = preview["accounts"]
    assert (only["row"], only["hexadecimal"]) == (None, None)
    hexadecimal = Key(secret=bytes.fromhex(BOTH))
    assert both["hexadecimal"]["codes"][0] == otp.totp(hexadecimal, NOW_UNIX)
    assert both["row"]["codes"][0] == otp.totp(Key(secret=decode_secret(BOTH)), NOW_UNIX)
    ask(bridge, "import.confirm", {"id": preview["id"], "take": [0], "hexadecimal": [0, 1, 7]})
    assert rows(bridge)[0]["codes"][0] == otp.totp(hexadecimal, NOW_UNIX)


def test_a_typed_or_scanned_key_that_is_both_is_asked_about(bridge: Bridge) -> None:
    hexadecimal = Key(secret=bytes.fromhex(BOTH))
    typed = ask(bridge, "otp.preview", {"secret_base32": BOTH, "issuer": "ACME"})
    assert typed["hexadecimal"]["row"]["codes"][0] == otp.totp(hexadecimal, NOW_UNIX)
    assert ask(bridge, "otp.preview", {"secret_base32": "JBSWY3DPEHPK3PXP"})["hexadecimal"] is None
    uri = f"otpauth://totp/ACME:ann?secret={BOTH}&issuer=ACME"
    [found] = ask(bridge, "scan.paste", {"text": uri})["found"]
    assert found["hexadecimal"]["codes"] != found["row"]["codes"]
    ask(bridge, "account.add", {"found": found["id"], "hexadecimal": True})
    assert rows(bridge)[0]["codes"][0] == otp.totp(hexadecimal, NOW_UNIX)


def test_a_hexadecimal_key_is_read_alike_on_every_way_in(bridge: Bridge) -> None:
    written = "3132333435363738393031323334353637383930"
    expected = otp.totp(Key(secret=b"12345678901234567890"), NOW_UNIX)
    typed = ask(bridge, "otp.preview", {"secret_base32": written})
    uri = f"otpauth://totp/ACME:ann?secret={written}"
    [pasted] = ask(bridge, "scan.paste", {"text": uri})["found"]
    ask(bridge, "import.confirm", {"id": read(bridge, uri)["id"]})
    for row in (typed["row"], pasted["row"], rows(bridge)[0]):
        assert row["codes"][0] == expected


def test_an_undo_does_not_set_a_raised_counter_back_after_a_code(bridge: Bridge) -> None:
    read_uri = URIS[1]
    ask(bridge, "import.confirm", {"id": read(bridge, read_uri)["id"]})
    preview = read(bridge, read_uri.replace("counter=7", "counter=70"))
    done = ask(bridge, "import.confirm", {"id": preview["id"], "counters": [0]})
    ask(bridge, "account.use", {"id": rows(bridge)[0]["id"]})
    ask(bridge, "import.undo", {"undo": done["undo"]})
    assert [row["counter"] for row in rows(bridge)] == [71]


def test_an_undo_that_another_program_changed_is_gone_and_changes_nothing(
    bridge: Bridge, ports: FakePorts
) -> None:
    done = ask(bridge, "import.confirm", {"id": read(bridge, *URIS)["id"]})
    stored = dict(ports.session.values["import.undo"])
    lists = ("counters", "sites", "filled", "marks", "keys", "icons")
    for changed in (
        *({**stored, name: wrong} for name in lists for wrong in (None, 1, [1], ["x"], [[1]])),
        *({k: v for k, v in stored.items() if k != name} for name in stored),
        [],
    ):
        ports.session.values["import.undo"] = changed
        reply = say(bridge, "import.undo", {"undo": done["undo"]})
        assert reply["error"]["code"] == "import.gone", changed
    assert len(rows(bridge)) == 3
