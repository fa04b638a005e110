"""From a captured picture to an account. Here a picture simply says which codes are where; that
real pixels are read is tried in the contract and end-to-end tests.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from kakomi import migration
from kakomi.account import NewAccount
from kakomi.errors import ScanPictureTooLarge, SessionFull
from kakomi.otp_key import Key
from kakomi.ports import Modules, Reading, Region, Step
from kakomi.qr_decode import SeriesPart
from support.fake_ports import FakePorts, TakenCapture, ask, say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from kakomi.bridge import Bridge
    from kakomi.ports import Capture

ACME = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP&issuer=ACME"
NEWER_ACME = "otpauth://totp/ACME:ann?secret=GEZDGNBVGY3TQOJQ&issuer=ACME"
BANK = "otpauth://totp/Bank:me?secret=GEZDGNBVGY3TQOJQAA&issuer=Bank"
MOTP = "motp://Odd:me?secret=0123456789abcdef"
MD5 = "otpauth://totp/Odd:me?secret=JBSWY3DPEHPK3PXP&algorithm=MD5"

UNREADABLE = "scan.picture_unreadable"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" + (1000).to_bytes(4, "big") + (500).to_bytes(4, "big")


@dataclass
class Wall:
    """A picture with codes of 100 pixels on it, each read where it is wholly seen."""

    codes: dict[tuple[int, int], bytes]
    width: int = 1000
    height: int = 500

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> Sequence[Reading]:
        assert decoder
        assert steps
        return [
            Reading(
                content=content,
                corners=(x, y, x + 100, y, x + 100, y + 100, x, y + 100),
            )
            for (x, y), content in self.codes.items()
            if region.x <= x
            and region.y <= y
            and x + 100 <= region.x + region.width
            and y + 100 <= region.y + region.height
        ]

    async def modules(self, steps: Sequence[Step], region: Region) -> Modules | None:
        assert steps
        assert region.width > 0
        return None

    async def photographed(
        self, steps: Sequence[Step], region: Region, share: float
    ) -> Sequence[Modules]:
        assert steps
        assert region.width * share > 0
        return []

    async def regions(self, region: Region, most: int) -> Sequence[Region]:
        assert region.width > 0
        assert most
        return []


def wall(*texts: str) -> Wall:
    return Wall({(20 + 200 * i, 100): text.encode() for i, text in enumerate(texts)})


def taking(shown: Any) -> Callable[[], Awaitable[Capture | None]]:
    async def capture() -> Capture | None:
        return TakenCapture(shown)

    return capture


def scan_page(bridge: Bridge, *texts: str) -> Any:
    return ask(bridge, "scan.page", capture=taking(wall(*texts)))


BOX = {"x": 0, "y": 0, "width": 150, "height": 250, "viewport_width": 1000, "viewport_height": 500}


def draw(bridge: Bridge, ports: FakePorts, *texts: str, box: dict[str, int] | None = None) -> Any:
    ask(bridge, "scan.region", capture=taking(wall(*texts)))
    assert ask(bridge, "scan.box", box or BOX, caller="overlay", tab_id=7) == {}
    return ports.session.values["outcome"]


def issuers(bridge: Bridge) -> list[str]:
    return [row["issuer"] for row in ask(bridge, "sheet.read")["rows"]]


def test_one_account_on_the_page_is_added_only_after_confirmation(
    bridge: Bridge, ports: FakePorts
) -> None:
    outcome = scan_page(bridge, ACME)
    assert (outcome["kind"], outcome["origin"]) == ("found", "https://console.example")
    [found] = outcome["found"]
    assert (found["state"], found["row"]["issuer"]) == ("new", "ACME")
    assert found["corners"][:2] == [0.02, 0.2]
    assert len(found["row"]["codes"][0]) == 6
    assert issuers(bridge) == []
    added = ask(bridge, "account.add", {"found": found["id"]})
    assert issuers(bridge) == ["ACME"]
    details = ask(bridge, "account.details", {"id": added["account_id"]})
    assert details["origin"] == "https://console.example"
    assert "found" not in ports.session.values
    gone = say(bridge, "account.add", {"found": found["id"]})
    assert gone["error"]["code"] == "scan.found_gone"


def test_several_are_listed_each_once_and_others_counted(bridge: Bridge) -> None:
    outcome = scan_page(bridge, ACME, BANK, ACME, "https://example.com", "WIFI:S:x;;")
    assert outcome["kind"] == "several"
    assert [f["row"]["issuer"] for f in outcome["found"]] == ["ACME", "Bank"]
    assert outcome["others"] == 2
    for found in outcome["found"]:
        ask(bridge, "account.add", {"found": found["id"]})
    assert issuers(bridge) == ["ACME", "Bank"]


@pytest.mark.parametrize(
    ("texts", "kind", "code"),
    [
        ((), "nothing", None),
        (("https://example.com",), "not_account", None),
        ((MD5,), "unusable", "algorithm.unsupported"),
        (("otpauth-migration://offline?data=%21",), "unusable", "migration.malformed"),
    ],
)
def test_a_text_that_is_no_account_is_described(
    bridge: Bridge, texts: tuple[str, ...], kind: str, code: str | None
) -> None:
    outcome = scan_page(bridge, *texts)
    assert outcome["kind"] == kind
    assert (outcome["error"] or {}).get("code") == code


def test_a_transfer_code_gives_all_its_accounts(bridge: Bridge) -> None:
    accounts = tuple(NewAccount(key=Key(secret=bytes([i])), issuer=f"N{i}") for i in (1, 2, 3))
    text = migration.format(migration.Transfer(accounts=accounts))
    outcome = scan_page(bridge, text)
    assert [f["row"]["issuer"] for f in outcome["found"]] == ["N1", "N2", "N3"]


def test_all_found_accounts_are_added_in_one_save_and_removed_by_one_undo(
    bridge: Bridge, ports: FakePorts
) -> None:
    ask(bridge, "account.add", {"uri": BANK})
    before = ports.generation
    found = scan_page(bridge, ACME, BANK, MOTP)["found"]
    done = ask(bridge, "account.add_all", {"found": [each["id"] for each in found]})
    assert (len(done["added"]), done["known"]) == (1, 1)
    assert ports.generation == before + 1
    assert issuers(bridge) == ["Bank", "ACME"]
    assert list(ports.session.values["found"]) == [found[2]["id"]]  # it waits for its PIN
    details = ask(bridge, "account.details", {"id": done["added"][0]})
    assert details["origin"] == "https://console.example"
    ask(bridge, "import.undo", {"undo": done["undo"]})
    assert issuers(bridge) == ["Bank"]


def test_if_one_of_several_has_expired_none_is_added(bridge: Bridge) -> None:
    [found] = scan_page(bridge, ACME)["found"]
    refused = say(bridge, "account.add_all", {"found": [found["id"], "nobody"]})
    assert refused["error"]["code"] == "scan.found_gone"
    assert issuers(bridge) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ACME, "found"),
        (f"  {ACME}\n\n{BANK}\n", "several"),
        ("https://example.com", "not_account"),
        (" \n", "nothing"),
        (f"{ACME}\nnotes", "file"),
        ("JBSW Y3DP EHPK 3PXP", "setup_key"),
        (MD5, "unusable"),
    ],
)
def test_a_pasted_text_is_added_only_after_confirmation(
    bridge: Bridge, text: str, kind: str
) -> None:
    outcome = ask(bridge, "scan.paste", {"text": text})
    assert (outcome["kind"], outcome["via"], outcome["origin"]) == (kind, "text", "")
    assert issuers(bridge) == []
    for found in outcome["found"]:
        ask(bridge, "account.add", {"found": found["id"]})
    assert len(issuers(bridge)) == len(outcome["found"])


def test_a_pasted_picture_is_read(bridge: Bridge, ports: FakePorts) -> None:
    ports.pictures.by_data[PNG] = wall(ACME, "https://example.com")
    outcome = ask(bridge, "scan.paste", {"data_base64": base64.b64encode(PNG).decode()})
    assert (outcome["kind"], outcome["via"], outcome["others"]) == ("found", "image", 1)
    assert outcome["other_corners"][0][:2] == [0.22, 0.2]


def test_a_frame_without_a_code_changes_nothing(bridge: Bridge, ports: FakePorts) -> None:
    held = scan_page(bridge, ACME, BANK)["found"]
    ports.pictures.by_data[PNG] = wall()
    outcome = ask(bridge, "scan.frame", {"data_base64": base64.b64encode(PNG).decode()})
    assert (outcome["kind"], outcome["via"]) == ("nothing", "camera")
    ask(bridge, "account.add", {"found": held[0]["id"]})
    ports.pictures.by_data[PNG] = wall(BANK)
    outcome = ask(bridge, "scan.frame", {"data_base64": base64.b64encode(PNG).decode()})
    assert outcome["kind"] == "found"
    assert issuers(bridge) == ["ACME"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({}, "request.malformed"),
        ({"text": ACME, "data_base64": ""}, "request.malformed"),
        ({"data_base64": "!"}, "request.malformed"),
        ({"data_base64": ""}, "scan.picture_unreadable"),
        ({"data_base64": base64.b64encode(b"<svg onload='x()'/>").decode()}, UNREADABLE),
        ({"data_base64": base64.b64encode(PNG[:-1] + b"\xff").decode()}, UNREADABLE),
    ],
)
def test_a_malformed_paste_is_refused(bridge: Bridge, args: dict[str, str], code: str) -> None:
    assert say(bridge, "scan.paste", args)["error"]["code"] == code


def test_a_refused_capture_is_reported(bridge: Bridge) -> None:
    for command in ("scan.page", "scan.region"):
        assert say(bridge, command)["error"]["code"] == "scan.refused"


def test_an_overlay_is_removed_if_its_capture_can_not_be_stored(
    bridge: Bridge, ports: FakePorts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise SessionFull("session")

    monkeypatch.setattr(type(ports.capture_host), "save", full)
    assert "error" in say(bridge, "scan.region", capture=taking(wall(ACME)))
    assert ports.capture_host.calls == [("show_overlay", 7, ""), ("hide_overlay", 7)]


def test_a_box_around_a_new_account_adds_it_at_once(bridge: Bridge, ports: FakePorts) -> None:
    outcome = draw(bridge, ports, ACME)
    assert (outcome["kind"], outcome["via"]) == ("added", "region")
    [row] = ask(bridge, "sheet.read")["rows"]
    assert row["id"] == outcome["account_id"]
    assert ports.capture_host.kept is None
    assert ("open_popup", 1) in ports.capture_host.calls


def test_the_box_chooses_among_several(bridge: Bridge, ports: FakePorts) -> None:
    outcome = draw(bridge, ports, BANK, ACME, box={**BOX, "x": 200})
    assert outcome["kind"] == "added"
    assert issuers(bridge) == ["ACME"]


def test_a_box_on_a_page_of_another_zoom_reads_the_same_place(
    bridge: Bridge, ports: FakePorts
) -> None:
    half = {"x": 100, "width": 75, "y": 0, "height": 125}
    box = {**half, "viewport_width": 500, "viewport_height": 250}
    assert draw(bridge, ports, BANK, ACME, box=box)["kind"] == "added"
    assert issuers(bridge) == ["ACME"]


def test_a_saved_account_is_reported_and_a_namesake_is_asked_about(
    bridge: Bridge, ports: FakePorts
) -> None:
    first = draw(bridge, ports, ACME)["account_id"]
    again = draw(bridge, ports, ACME)
    assert (again["kind"], again["account_id"]) == ("known", first)
    namesake = draw(bridge, ports, NEWER_ACME)
    assert namesake["kind"] == "found"
    [found] = namesake["found"]
    assert (found["state"], found["account_id"]) == ("namesake", first)
    ask(bridge, "account.add", {"found": found["id"], "replaces": first})
    assert issuers(bridge) == ["ACME"]
    assert "outcome" not in ports.session.values


def test_a_full_disk_during_a_region_scan_is_the_result(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "account.add", {"uri": BANK})
    ports.primary.full = True
    outcome = draw(bridge, ports, ACME)
    assert (outcome["kind"], outcome["error"]["code"]) == ("failed", "vault.full")
    assert issuers(bridge) == ["Bank"]


def test_an_internal_error_during_a_region_scan_is_the_result(
    bridge: Bridge, ports: FakePorts
) -> None:
    ask(bridge, "scan.region", capture=taking(None))
    failed = say(bridge, "scan.box", BOX, caller="overlay", tab_id=7)
    assert failed["error"]["code"] == "kakomi.failed"
    assert ports.session.values["outcome"]["error"]["code"] == "kakomi.failed"
    assert ("open_popup", 1) in ports.capture_host.calls


def test_a_capture_that_cannot_be_decoded_is_the_result(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "scan.region", capture=taking(ScanPictureTooLarge("picture")))
    ask(bridge, "scan.box", BOX, caller="overlay", tab_id=7)
    assert ports.session.values["outcome"]["error"]["code"] == "scan.picture_too_large"


def test_only_the_tab_of_the_overlay_may_send_the_box(bridge: Bridge) -> None:
    ask(bridge, "scan.region", capture=taking(wall(ACME)))
    stranger = say(bridge, "scan.box", BOX, caller="overlay", tab_id=8)
    assert stranger["error"]["code"] == "request.forbidden"
    assert issuers(bridge) == []
    ask(bridge, "scan.box", BOX, caller="overlay", tab_id=7)
    assert issuers(bridge) == ["ACME"]


def test_where_no_overlay_can_be_shown_the_capture_page_opens(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.capture_host.covers = False
    shown = ask(bridge, "scan.region", {"note": "nothing"}, capture=taking(wall(ACME)))
    assert shown == {"shown": "capture_page"}
    assert ("open_capture_page", 1) in ports.capture_host.calls
    ask(bridge, "scan.box", BOX, caller="page", tab_id=9)
    assert ("leave_capture_page", 9, 7) in ports.capture_host.calls
    assert issuers(bridge) == ["ACME"]


def test_a_box_without_its_capture_says_so(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "scan.box", BOX, caller="overlay", tab_id=7)
    assert ports.session.values["outcome"]["error"]["code"] == "scan.no_capture"
    assert ("open_popup", None) in ports.capture_host.calls


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e400])
@pytest.mark.parametrize("side", ["x", "width", "viewport_width"])
def test_numbers_that_are_not_finite_are_refused(bridge: Bridge, number: float, side: str) -> None:
    ask(bridge, "scan.region", capture=taking(wall(ACME)))
    refused = say(bridge, "scan.box", {**BOX, side: number}, caller="overlay", tab_id=7)
    assert refused["error"]["code"] == "request.malformed"


@pytest.mark.parametrize("number", [1e308, -1e308, 1e-320])
@pytest.mark.parametrize("side", ["x", "width", "viewport_width"])
def test_very_large_numbers_cause_no_fault(
    bridge: Bridge, ports: FakePorts, number: float, side: str
) -> None:
    ask(bridge, "scan.region", capture=taking(wall(ACME)))
    args = {**BOX, side: number}
    code = say(bridge, "scan.box", args, caller="overlay", tab_id=7).get("error", {}).get("code")
    assert code == ("request.malformed" if side == "viewport_width" and number < 0 else None)
    assert ports.session.values.get("outcome", {"error": None})["error"] is None


@pytest.mark.parametrize("box", [{"x": -900, "width": 100_000}, {"x": 5_000}, {"width": 0}])
def test_a_box_beyond_the_picture_is_cut_to_it(
    bridge: Bridge, ports: FakePorts, box: dict[str, int]
) -> None:
    assert draw(bridge, ports, ACME, box={**BOX, **box})["kind"] in ("added", "found")


def test_a_code_beside_the_box_is_added_only_after_confirmation(
    bridge: Bridge, ports: FakePorts
) -> None:
    outcome = draw(bridge, ports, ACME, box={**BOX, "x": 700})
    assert (outcome["kind"], outcome["via"]) == ("found", "region")
    assert issuers(bridge) == []


def test_without_a_code_the_page_is_searched_for_candidates(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.page.outside, ports.page.tiny = 2, 1
    outcome = scan_page(bridge)
    assert (outcome["kind"], outcome["nearby"]) == ("nothing", {"outside": 2, "tiny": 1})
    assert ports.page.calls == [("read_sources", 7, None), ("read_links", 7), ("measure", 7)]


def test_after_a_code_the_page_is_not_searched(bridge: Bridge, ports: FakePorts) -> None:
    scan_page(bridge, ACME)
    assert ports.page.calls == []
    scan_page(bridge, "https://example.com")
    assert ports.page.calls == [("read_links", 7)], "the code may stand beside a setup link"


@pytest.mark.parametrize(
    ("how", "asked"),
    [
        ("scroll", ["scroll", "capture", "restore"]),
        ("zoom", ["enlarge", "capture", "restore"]),
    ],
)
def test_enlarging_scans_the_page_again(
    bridge: Bridge, ports: FakePorts, how: str, asked: list[str]
) -> None:
    ports.page.later = TakenCapture(wall(ACME))
    outcome = ask(bridge, "scan.enlarged", {"tab_id": 7, "how": how})
    assert (outcome["kind"], outcome["via"]) == ("found", "page")
    assert [reported[0] for reported in ports.page.calls] == asked
    assert issuers(bridge) == []


def test_zooming_without_success_is_not_offered_again(bridge: Bridge, ports: FakePorts) -> None:
    ports.page.later = TakenCapture(wall())
    ports.page.tiny = 1
    outcome = ask(bridge, "scan.enlarged", {"tab_id": 7, "how": "zoom"})
    assert outcome["nearby"] == {"outside": 0, "tiny": 0}


def test_the_zoom_is_restored_after_a_failed_capture(bridge: Bridge, ports: FakePorts) -> None:
    refused = say(bridge, "scan.enlarged", {"tab_id": 7, "how": "zoom"})
    assert refused["error"]["code"] == "scan.refused"
    assert ("restore", 7) in ports.page.calls


def test_the_pages_own_picture_is_read_last_and_added_only_after_confirmation(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.pictures.by_data[PNG] = wall(ACME)
    ports.page.pictures = [b"", b"<svg/>", PNG]
    outcome = scan_page(bridge)
    assert (outcome["kind"], outcome["via"]) == ("found", "source")
    outcome = draw(bridge, ports)
    assert (outcome["kind"], outcome["via"]) == ("found", "source")
    assert ports.page.calls[-1] == ("read_sources", 7, (0.0, 0.0, 150.0, 250.0))
    assert issuers(bridge) == []
    ask(bridge, "account.add", {"found": outcome["found"][0]["id"]})
    assert issuers(bridge) == ["ACME"]


def test_a_link_on_a_page_without_a_code_is_added_only_after_confirmation(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.page.links = [ACME]
    outcome = scan_page(bridge)
    assert (outcome["kind"], outcome["via"]) == ("found", "link")
    assert issuers(bridge) == []
    ask(bridge, "account.add", {"found": outcome["found"][0]["id"]})
    assert issuers(bridge) == ["ACME"]


def test_a_link_beside_a_code_that_is_no_account_is_offered(
    bridge: Bridge, ports: FakePorts
) -> None:
    store = "https://apps.example.com/app/id123"
    assert ask(bridge, "scan.page", capture=taking(wall(store)))["kind"] == "not_account"
    ports.page.links = ["otpauth://totp/Acme:me"]
    assert ask(bridge, "scan.page", capture=taking(wall(store)))["kind"] == "not_account"
    ports.page.links = [ACME]
    outcome = ask(bridge, "scan.page", capture=taking(wall(store)))
    assert (outcome["kind"], outcome["via"]) == ("found", "link")
    outcome = ask(bridge, "scan.page", capture=taking(wall(BANK)))
    assert [found["row"]["issuer"] for found in outcome["found"]] == ["Bank"]


def test_an_unusable_link_on_a_page_says_why(bridge: Bridge, ports: FakePorts) -> None:
    ports.page.links = ["otpauth://totp/Acme:me"]
    outcome = scan_page(bridge)
    assert (outcome["kind"], outcome["via"]) == ("unusable", "link")
    assert outcome["error"]["code"] == "secret.missing"


def test_the_pages_pictures_are_read_only_if_the_box_has_no_code(
    bridge: Bridge, ports: FakePorts
) -> None:
    draw(bridge, ports, ACME)
    assert ports.page.calls == []
    draw(bridge, ports)
    assert ports.page.calls != []


def test_a_box_on_the_capture_page_does_not_search_the_page(
    bridge: Bridge, ports: FakePorts
) -> None:
    ask(bridge, "scan.region", capture=taking(wall()))
    ask(bridge, "scan.box", BOX, caller="page", tab_id=9)
    assert ports.session.values["outcome"]["kind"] == "nothing"
    assert ports.page.calls == []


@pytest.mark.parametrize(
    ("reason", "code"), [("resized", "scan.moved"), ("covered", "scan.covered")]
)
def test_a_cancel_by_the_page_is_reported(
    bridge: Bridge, ports: FakePorts, reason: str, code: str
) -> None:
    ask(bridge, "scan.region", capture=taking(wall(ACME)))
    ask(bridge, "scan.cancel", {"reason": reason}, caller="overlay", tab_id=7)
    assert ports.session.values["outcome"]["error"]["code"] == code
    assert ports.capture_host.kept is None


def test_a_cancel_by_the_user_gives_no_result(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "scan.region", capture=taking(wall(ACME)))
    ask(bridge, "scan.cancel", {"reason": "escape"}, caller="overlay", tab_id=7)
    assert "outcome" not in ports.session.values
    assert ports.capture_host.kept is None


def test_dismissing_removes_the_results(bridge: Bridge, ports: FakePorts) -> None:
    scan_page(bridge, ACME)
    ask(bridge, "scan.dismiss")
    assert "found" not in ports.session.values


def test_a_page_that_does_not_answer_is_asked_once_and_the_outcome_says_so(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.page.unresponsive = True
    outcome = scan_page(bridge)
    assert (outcome["kind"], outcome["page_unresponsive"]) == ("nothing", True)
    assert outcome["nearby"] is None
    assert ports.page.calls == [("read_sources", 7, None)]


def test_a_page_that_does_not_answer_is_read_as_it_was_captured(
    bridge: Bridge, ports: FakePorts
) -> None:
    ports.page.unresponsive = True
    assert scan_page(bridge, ACME)["kind"] == "found"
    assert draw(bridge, ports)["page_unresponsive"]


@pytest.mark.parametrize("how", ["scroll", "zoom"])
def test_a_page_that_neither_scrolls_nor_zooms_is_captured_as_it_is(
    bridge: Bridge, ports: FakePorts, how: str
) -> None:
    ports.page.unresponsive = True
    ports.page.later = TakenCapture(wall())
    outcome = ask(bridge, "scan.enlarged", {"tab_id": 7, "how": how})
    assert (outcome["kind"], outcome["page_unresponsive"]) == ("nothing", True)
    assert ("restore", 7) in ports.page.calls


@pytest.mark.parametrize(
    ("text", "content", "vendor"),
    [
        ("https://apps.example.com/app/id123", "web_link", ""),
        ("com.rsa.securid://ctf?ctfData=200123456789", "vendor_app", "RSA SecurID"),
        ("phonefactor://activate_account?code=1", "vendor_app", "Microsoft Authenticator"),
        ("Q7dK2mXw9LpZ3nVb-YXBpLTFhMmIuZHVvc2VjdXJpdHkuY29t", "vendor_app", "Duo Mobile"),
        ("FIDO:/123", "passkey", ""),
        ("some words.", "text", ""),
    ],
)
def test_a_text_without_an_account_says_what_it_is(
    bridge: Bridge, text: str, content: str, vendor: str
) -> None:
    outcome = ask(bridge, "scan.paste", {"text": text})
    assert outcome["found"] == []
    assert (outcome["non_account"]["content"], outcome["non_account"]["vendor"]) == (
        content,
        vendor,
    )
    assert outcome["non_account"]["shown"] == text


def test_one_code_of_a_series_is_reported_as_a_part(bridge: Bridge) -> None:
    class Half(Wall):
        async def read(
            self, decoder: str, steps: Sequence[Step], region: Region
        ) -> Sequence[Reading]:
            readings = await Wall.read(self, decoder, steps, region)
            return [replace(reading, part=SeriesPart(1, 3, 9)) for reading in readings]

    capture = taking(Half({(20, 100): ACME.encode()[:30]}))
    outcome = ask(bridge, "scan.page", capture=capture)
    assert (outcome["kind"], outcome["found"]) == ("unusable", [])
    assert (outcome["error"]["code"], outcome["error"]["where"]) == ("scan.part_of_series", "2/3")


class SeriesWall(Wall):
    """A page whose code is one of a series of two."""

    index = 0

    async def read(self, decoder: str, steps: Sequence[Step], region: Region) -> Sequence[Reading]:
        readings = await Wall.read(self, decoder, steps, region)
        return [replace(reading, part=SeriesPart(self.index, 2, 9)) for reading in readings]


def scan_part(bridge: Bridge, index: int) -> Any:
    pieces = ACME.encode()[:30], ACME.encode()[30:]
    wall = SeriesWall({(20, 100): pieces[index]})
    wall.index = index
    return ask(bridge, "scan.page", capture=taking(wall))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_codes_of_a_series_are_joined_over_several_scans(
    bridge: Bridge, order: tuple[int, int]
) -> None:
    first = scan_part(bridge, order[0])
    assert first["error"]["where"] == f"{order[0] + 1}/2"
    assert scan_part(bridge, order[0])["error"]["where"] == f"{order[0] + 1}/2", "the same again"
    joined = scan_part(bridge, order[1])
    assert joined["error"] is None
    assert [found["row"]["issuer"] for found in joined["found"]] == ["ACME"]
    assert scan_part(bridge, order[1])["error"]["where"] == f"{order[1] + 1}/2", "nothing is left"


def test_the_parts_of_a_series_are_forgotten(bridge: Bridge, ports: FakePorts) -> None:
    scan_part(bridge, 0)
    ports.clock.unix_ms += 600_000
    assert scan_part(bridge, 1)["error"]["where"] == "2/2"
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery staple"})
    ask(bridge, "vault.lock")
    assert "series" not in ports.session.values


PICTURES = [PNG + b"first", PNG + b"second"]


def picture_of_part(ports: FakePorts, index: int) -> dict[str, str]:
    wall = SeriesWall({(20, 100): (ACME.encode()[:30], ACME.encode()[30:])[index]})
    wall.index = index
    ports.pictures.by_data[PICTURES[index]] = wall
    return {"name": "x.png", "data_base64": base64.b64encode(PICTURES[index]).decode()}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_codes_of_a_series_are_joined_over_the_pictures_of_an_import(
    bridge: Bridge, ports: FakePorts, order: tuple[int, int]
) -> None:
    refused = say(bridge, "scan.image", picture_of_part(ports, order[0]))["error"]
    assert (refused["code"], refused["where"]) == ("scan.part_of_series", f"{order[0] + 1}/2")
    shown = ask(bridge, "scan.image", picture_of_part(ports, order[1]))
    assert shown["completes_series_of"] == 2
    assert [account["issuer"] for account in shown["accounts"]] == ["ACME"]
    assert ports.session.values.get("series") is None


@pytest.mark.parametrize(
    ("text", "content", "vendor"),
    [
        ("https://apps.example.com/app/id123", "web_link", ""),
        ("com.rsa.securid://ctf?ctfData=2000", "vendor_app", "RSA SecurID"),
        ("hello", "text", ""),
    ],
)
def test_a_picture_of_an_import_says_what_its_code_is_for(
    bridge: Bridge, ports: FakePorts, text: str, content: str, vendor: str
) -> None:
    ports.pictures.by_data[PNG] = Wall({(20, 100): text.encode()})
    args = {"name": "x.png", "data_base64": base64.b64encode(PNG).decode()}
    shown = ask(bridge, "scan.image", args)["non_account"]
    assert shown == {"content": content, "vendor": vendor, "shown": text}
    ports.pictures.by_data[PNG] = Wall({(20, 100): ACME.encode()})
    assert ask(bridge, "scan.image", args)["non_account"] is None
