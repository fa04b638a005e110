"""Pictures and links that the context menu was opened on: scanned, shown, added only when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kakomi.errors import ScanPictureTooLarge
from kakomi.ports import ContextMenuTarget
from support.fake_ports import FakePorts, TakenCapture, ask, say
from unit.test_scan_commands import ACME, BANK, PNG, issuers, taking, wall

if TYPE_CHECKING:
    from kakomi.bridge import Bridge

POINTED = {"tab_id": 7, "window_id": 1, "frame_id": 0, "address": "https://console.example/qr.png"}
ORIGINS = {"origin": "https://console.example", "page_origin": "https://console.example"}
FIRST = (0.02, 0.2, 0.1, 0.2)  # where the first code hangs


def point(bridge: Bridge, ports: FakePorts, *seen: str, itself: str | None = None, box: Any) -> Any:
    if itself is not None:
        ports.pictures.by_data[PNG] = wall(itself)
    ports.page.pointed = ContextMenuTarget(box=box, picture=PNG if itself is not None else b"")
    capture = taking(wall(*seen))
    assert ask(bridge, "scan.context_menu", POINTED, caller="worker", capture=capture) == {}
    assert ports.capture_host.calls[-1] == ("open_popup", 1)
    return ports.session.values["outcome"]


def test_the_capture_is_read_first(bridge: Bridge, ports: FakePorts) -> None:
    outcome = point(bridge, ports, ACME, BANK, itself=BANK, box=FIRST)
    assert (outcome["kind"], outcome["via"]) == ("found", "image")
    assert outcome["origin"] == "https://console.example"
    assert [found["row"]["issuer"] for found in outcome["found"]] == ["ACME"]
    assert issuers(bridge) == []


def test_without_a_code_in_the_capture_the_picture_itself_is_read(
    bridge: Bridge, ports: FakePorts
) -> None:
    outcome = point(bridge, ports, itself=BANK, box=FIRST)
    assert [found["row"]["issuer"] for found in outcome["found"]] == ["Bank"]


def test_a_code_beside_the_picture_is_ignored(bridge: Bridge, ports: FakePorts) -> None:
    outcome = point(bridge, ports, ACME, box=(0.7, 0.1, 0.2, 0.2))
    assert outcome["kind"] == "nothing"


def test_without_the_pictures_place_the_whole_capture_is_read(
    bridge: Bridge, ports: FakePorts
) -> None:
    outcome = point(bridge, ports, ACME, BANK, box=None)
    assert outcome["kind"] == "several"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1e308, -1e308])
def test_an_invalid_place_is_ignored(bridge: Bridge, ports: FakePorts, number: float) -> None:
    outcome = point(bridge, ports, ACME, itself=BANK, box=(number, 0.0, number, number))
    assert outcome["kind"] in ("found", "nothing")


def test_without_a_capture_the_picture_itself_is_read(bridge: Bridge, ports: FakePorts) -> None:
    ports.pictures.by_data[PNG] = wall(BANK)
    ports.page.pointed = ContextMenuTarget(box=FIRST, picture=PNG)
    ask(bridge, "scan.context_menu", POINTED, caller="worker")
    assert ports.session.values["outcome"]["kind"] == "found"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (ACME, "found"),
        ("https://example.com/?otpauth://totp/a?secret=AAAA", "not_account"),
        ("javascript:alert(1)", "not_account"),
        ("otpauth://totp/a?secret=0", "unusable"),
        ("otpauth-migration://offline?data=", "nothing"),
    ],
)
def test_a_link_is_added_only_after_confirmation(
    bridge: Bridge, ports: FakePorts, url: str, kind: str
) -> None:
    args = {"tab_id": 7, "window_id": 1, "url": url, **ORIGINS}
    assert ask(bridge, "scan.link", args, caller="worker") == {}
    outcome = ports.session.values["outcome"]
    assert (outcome["kind"], outcome["via"]) == (kind, "link")
    assert issuers(bridge) == []
    assert ports.capture_host.calls == [("open_popup", 1)]


def test_a_scan_of_a_locked_vault_opens_the_popup(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery"})
    ask(bridge, "vault.lock")
    args = {"tab_id": 7, "window_id": 1, "url": ACME, **ORIGINS}
    ask(bridge, "scan.link", args, caller="worker")
    assert "outcome" not in ports.session.values
    assert ports.capture_host.calls == [("clear",), ("open_popup", 1)]


def locked(bridge: Bridge) -> None:
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery"})
    ask(bridge, "vault.lock")


def unlock(bridge: Bridge) -> None:
    ask(bridge, "vault.unlock", {"passphrase": "correct horse battery"})


def test_a_scan_that_began_while_locked_is_shown_after_unlock(
    bridge: Bridge, ports: FakePorts
) -> None:
    locked(bridge)
    ports.page.pointed = ContextMenuTarget(box=None, picture=b"")
    ask(bridge, "scan.context_menu", POINTED, caller="worker", capture=taking(wall(ACME, BANK)))
    assert "outcome" not in ports.session.values
    unlock(bridge)
    outcome = ports.session.values["outcome"]
    assert (outcome["kind"], outcome["via"]) == ("several", "image")
    assert outcome["origin"] == "https://console.example"
    assert "waiting" not in ports.session.values
    assert issuers(bridge) == []
    ask(bridge, "account.add_all", {"found": [found["id"] for found in outcome["found"]]})
    assert issuers(bridge) == ["ACME", "Bank"]


def test_a_scan_that_waits_for_unlock_expires(bridge: Bridge, ports: FakePorts) -> None:
    locked(bridge)
    args = {"tab_id": 7, "window_id": 1, "url": ACME, **ORIGINS}
    ask(bridge, "scan.link", args, caller="worker")
    ports.clock.pass_ms(180_000)
    unlock(bridge)
    assert "outcome" not in ports.session.values
    assert "waiting" not in ports.session.values


def test_another_lock_removes_the_waiting_scan(bridge: Bridge, ports: FakePorts) -> None:
    locked(bridge)
    args = {"tab_id": 7, "window_id": 1, "url": ACME, **ORIGINS}
    ask(bridge, "scan.link", args, caller="worker")
    ask(bridge, "vault.lock")
    assert "waiting" not in ports.session.values


SEEN = {"tab_id": 7, "window_id": 1}


def test_the_menu_on_the_page_reads_the_whole_capture(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "scan.viewport", SEEN, caller="worker", capture=taking(wall(ACME, BANK)))
    outcome = ports.session.values["outcome"]
    assert (outcome["kind"], outcome["via"]) == ("several", "page")
    assert ports.capture_host.calls[-1] == ("open_popup", 1)
    assert issuers(bridge) == []


def test_without_a_code_the_popup_names_other_candidates(bridge: Bridge, ports: FakePorts) -> None:
    ports.page.outside, ports.page.tiny = 2, 1
    ask(bridge, "scan.viewport", SEEN, caller="worker", capture=taking(wall()))
    assert ports.session.values["outcome"]["kind"] == "nothing"
    assert ports.session.values["outcome"]["nearby"] == {"outside": 2, "tiny": 1}


def test_a_page_that_refuses_the_capture_is_reported(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "scan.viewport", SEEN, caller="worker")
    assert ports.session.values["outcome"]["error"]["code"] == "scan.refused"
    assert ports.capture_host.calls[-1] == ("open_popup", 1)


@pytest.mark.parametrize("command", ["scan.context_menu", "scan.link", "scan.viewport"])
@pytest.mark.parametrize("caller", ["page", "overlay", "stranger"])
def test_only_the_menu_may_send_the_command(bridge: Bridge, command: str, caller: str) -> None:
    args = POINTED if command == "scan.context_menu" else {}
    assert say(bridge, command, args, caller=caller)["error"]["code"] == "request.forbidden"


def test_a_capture_that_cannot_be_decoded_is_reported(bridge: Bridge, ports: FakePorts) -> None:
    async def broken() -> TakenCapture:
        return TakenCapture(ScanPictureTooLarge("picture"))

    ports.page.pointed = ContextMenuTarget(box=FIRST, picture=b"")
    ask(bridge, "scan.context_menu", POINTED, caller="worker", capture=broken)
    assert ports.session.values["outcome"]["error"]["code"] == "scan.picture_too_large"
