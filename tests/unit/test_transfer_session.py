"""A transfer in several codes: collected in any order, across worker restarts, and cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from kakomi import migration
from kakomi.account import NewAccount
from kakomi.bridge import Bridge
from kakomi.commands import transfer_session
from kakomi.migration import Transfer
from kakomi.otp_key import Key
from support.fake_ports import FakePorts, ask, say

if TYPE_CHECKING:
    from collections.abc import Sequence


def account(number: int) -> NewAccount:
    return NewAccount(key=Key(secret=number.to_bytes(2, "big")), issuer=f"N{number}")


def codes(size: int, batch_id: int = 77, first: int = 0, each: int = 2) -> list[str]:
    """The codes of a transfer, ``each`` accounts in every one."""
    return [
        migration.format(
            Transfer(
                accounts=tuple(account(first + index * each + i) for i in range(each)),
                batch_size=size,
                batch_index=index,
                batch_id=batch_id,
            )
        )
        for index in range(size)
    ]


def read(bridge: Bridge, *texts: str) -> Any:
    return ask(bridge, "scan.paste", {"text": "\n".join(texts)})


def issuers(outcome: Any) -> list[str]:
    return [found["row"]["issuer"] for found in outcome["found"]]


def test_codes_are_collected_in_any_order(bridge: Bridge, ports: FakePorts) -> None:
    first, second, third = codes(3)
    outcome = read(bridge, third)
    assert outcome["kind"] == "gathering"
    assert outcome["transfer"] == {
        "of": 3,
        "have": [2],
        "missing": [0, 1],
        "accounts": 2,
        "event": "begun",
    }
    assert ports.session.values["transfer"] == outcome["transfer"]
    bridge = Bridge(ports.environment())  # the worker died
    assert read(bridge, first)["transfer"]["missing"] == [1]
    outcome = read(bridge, second)
    assert outcome["kind"] == "several"
    assert issuers(outcome) == ["N0", "N1", "N2", "N3", "N4", "N5"]
    before = ports.generation
    done = ask(bridge, "account.add_all", {"found": [f["id"] for f in outcome["found"]]})
    assert len(done["added"]) == 6
    assert ports.generation == before + 1
    assert "transfer" not in ports.session.values
    assert "transfer.held" not in ports.session.values


def test_nothing_is_stored_before_it_is_added(bridge: Bridge, ports: FakePorts) -> None:
    for code in codes(2):
        read(bridge, code)
    assert ports.generation == 0
    assert not any("N0" in text for text in ports.primary.texts.values())


def test_a_picture_of_all_codes_completes_the_transfer(bridge: Bridge) -> None:
    outcome = read(bridge, *reversed(codes(3)))
    assert outcome["kind"] == "several"
    assert issuers(outcome) == ["N0", "N1", "N2", "N3", "N4", "N5"]


def test_a_code_that_was_read_before_is_recognised(bridge: Bridge) -> None:
    first, *_ = codes(3)
    read(bridge, first)
    again = read(bridge, first)
    assert (again["kind"], again["transfer"]["event"]) == ("gathering", "again")
    assert again["transfer"]["have"] == [0]


def test_a_code_of_another_transfer_waits_for_an_answer(bridge: Bridge, ports: FakePorts) -> None:
    first, second, _ = codes(3)
    read(bridge, first, second)
    outcome = read(bridge, codes(2, batch_id=5, first=50)[0])
    assert (outcome["kind"], outcome["transfer"]["event"]) == ("gathering", "other")
    assert outcome["transfer"]["have"] == [0, 1]
    begun = ask(bridge, "transfer.switch")
    assert (begun["kind"], begun["transfer"]["event"]) == ("gathering", "begun")
    assert (begun["transfer"]["of"], begun["transfer"]["have"]) == (2, [0])
    assert say(bridge, "transfer.switch")["error"]["code"] == "migration.gone"
    assert ports.session.values["transfer"]["of"] == 2


def test_continuing_the_first_transfer_removes_the_other(bridge: Bridge) -> None:
    first, second, third = codes(3)
    read(bridge, first, second)
    read(bridge, codes(2, batch_id=5, first=50)[0])
    assert read(bridge, third)["kind"] == "several"
    assert say(bridge, "transfer.switch")["error"]["code"] == "migration.gone"


def test_a_different_code_with_the_same_index_is_of_another_transfer(bridge: Bridge) -> None:
    read(bridge, codes(3)[0])
    outcome = read(bridge, codes(3, first=90)[0])
    assert outcome["transfer"]["event"] == "other"


def test_a_cancelled_transfer_leaves_nothing(bridge: Bridge, ports: FakePorts) -> None:
    read(bridge, codes(3)[0])
    ask(bridge, "transfer.cancel")
    assert not {"transfer", "transfer.held", "found"} & ports.session.values.keys()
    assert say(bridge, "transfer.show")["error"]["code"] == "migration.gone"
    ask(bridge, "transfer.cancel")


def test_dismissing_the_list_keeps_the_transfer(bridge: Bridge) -> None:
    read(bridge, *codes(2))
    ask(bridge, "scan.dismiss")
    shown = ask(bridge, "transfer.show")
    assert (shown["kind"], shown["transfer"]["missing"]) == ("gathering", [])
    assert len(ask(bridge, "transfer.accept")["found"]) == 4


def test_an_incomplete_transfer_can_be_added(bridge: Bridge, ports: FakePorts) -> None:
    read(bridge, codes(3)[1])
    outcome = ask(bridge, "transfer.accept")
    assert issuers(outcome) == ["N2", "N3"]
    ask(bridge, "account.add_all", {"found": [f["id"] for f in outcome["found"]]})
    assert "transfer" not in ports.session.values


def test_another_account_does_not_affect_the_transfer(bridge: Bridge, ports: FakePorts) -> None:
    read(bridge, *codes(2))
    other = read(bridge, "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME")
    assert other["kind"] == "found"
    assert other["transfer"]["event"] == ""
    ask(bridge, "account.add", {"found": other["found"][0]["id"]})
    assert len(ask(bridge, "transfer.accept")["found"]) == 4
    assert "transfer" in ports.session.values


def test_an_account_beside_a_part_is_shown_with_it(bridge: Bridge) -> None:
    acme = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
    outcome = read(bridge, codes(3)[0], acme)
    assert (outcome["kind"], outcome["transfer"]["event"]) == ("found", "begun")


def test_a_lock_removes_the_transfer_and_no_code_is_collected(
    bridge: Bridge, ports: FakePorts
) -> None:
    first, second, _ = codes(3)
    read(bridge, first)
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery"})
    ask(bridge, "vault.lock")
    assert not {"transfer", "transfer.held"} & ports.session.values.keys()
    assert say(bridge, "scan.paste", {"text": second})["error"]["code"] == "vault.locked"
    assert "transfer" not in ports.session.values


def test_a_transfer_that_is_too_large_is_refused(bridge: Bridge, ports: FakePorts) -> None:
    padding = "=" * 60_000  # passed over by the reader, and still to be held
    texts = [f"{code}&x={padding}" for code in codes(40, each=1)]
    refused = say(bridge, "scan.paste", {"text": "\n".join(texts)})
    assert refused["error"] == {
        "code": "migration.too_large",
        "message": "The transfer is too large.",
        "where": "parts",
        "can_retry": False,
        "retry_after_ms": None,
    }
    assert "transfer" not in ports.session.values


@given(st.permutations(range(5)), st.lists(st.integers(0, 4), max_size=4))
def test_any_order_with_any_repetition_gives_the_same(
    order: Sequence[int], repeated: list[int]
) -> None:
    texts = codes(5)
    gathered = None
    for index in [*order[:3], *repeated, *order]:
        gathered = transfer_session.add_part(
            gathered, [(texts[index], migration.parse(texts[index]))], ""
        )
    assert gathered is not None
    assert gathered.missing == []
    assert [a.issuer for a in gathered.accounts] == [f"N{i}" for i in range(10)]
