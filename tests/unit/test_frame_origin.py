"""Which origin is stored for a code that was seen in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kakomi.commands.frame_origin import SeenOn, common, seen_on
from kakomi.ports import PageFrame
from support.fake_ports import FakePorts, TakenCapture, ask
from unit.test_scan_commands import ACME, BANK, wall

if TYPE_CHECKING:
    from kakomi.bridge import Bridge

PAGE = "https://shop.example"
BANK_ORIGIN = "https://bank.example"
CODE = (0.2, 0.2, 0.4, 0.2, 0.4, 0.4, 0.2, 0.4)


def frame(
    box: tuple[float, float, float, float],
    origin: str = BANK_ORIGIN,
    hits: tuple[bool, ...] = (True,) * 100,
) -> PageFrame:
    return PageFrame(box=box, origin=origin, hits=hits)


@pytest.mark.parametrize(
    ("frames", "seen"),
    [
        ((), SeenOn(origin=PAGE)),
        ((frame((0.1, 0.1, 0.5, 0.5)),), SeenOn(origin=BANK_ORIGIN, frame_of=PAGE)),
        ((frame((0.2, 0.2, 0.2, 0.2)),), SeenOn(origin=BANK_ORIGIN, frame_of=PAGE)),
        ((frame((0.5, 0.1, 0.5, 0.5)),), SeenOn(origin=PAGE)),
        ((frame((0.3, 0.1, 0.5, 0.5)),), SeenOn(origin=PAGE)),  # the code is half outside
        ((frame((0.1, 0.1, 0.5, 0.5), hits=(False,) * 100),), SeenOn(origin=PAGE)),
        ((frame((0.1, 0.1, 0.5, 0.5), origin=""),), SeenOn(origin="", frame_of=PAGE)),
        (
            (
                frame((0.0, 0.0, 1.0, 1.0), origin="https://outer.example"),
                frame((0.1, 0.1, 0.4, 0.4)),
            ),
            SeenOn(origin=BANK_ORIGIN, frame_of=PAGE),
        ),
        (None, SeenOn(origin="", frame_of=PAGE)),
    ],
    ids=[
        "no frame",
        "inside",
        "fills the frame",
        "beside",
        "across an edge",
        "frame covered by the page",
        "unknown content",
        "innermost of two",
        "page did not answer",
    ],
)
def test_the_frame_that_shows_the_code_decides(
    frames: tuple[PageFrame, ...] | None, seen: SeenOn
) -> None:
    assert seen_on(CODE, PAGE, frames) == seen


def test_a_code_in_a_dialog_over_a_frame_has_the_pages_origin() -> None:
    # The dialog covers the left half of a frame that fills the window; the code is in the dialog.
    hits = tuple(k % 10 >= 5 for k in range(100))
    whole_window = frame((0.0, 0.0, 1.0, 1.0), hits=hits)
    assert seen_on(CODE, PAGE, [whole_window]) == SeenOn(origin=PAGE)
    right = tuple(c + 0.5 if i % 2 == 0 else c for i, c in enumerate(CODE))
    assert seen_on(right, PAGE, [whole_window]) == SeenOn(origin=BANK_ORIGIN, frame_of=PAGE)


def test_a_code_smaller_than_the_grid_takes_the_nearest_point() -> None:
    tiny = (0.51, 0.51, 0.52, 0.51, 0.52, 0.52, 0.51, 0.52)
    hits = tuple(k == 55 for k in range(100))  # the cell from 0.5 to 0.6
    assert seen_on(tiny, PAGE, [frame((0.0, 0.0, 1.0, 1.0), hits=hits)]).origin == BANK_ORIGIN


def test_codes_of_several_origins_have_no_common_one() -> None:
    page, bank = SeenOn(origin=PAGE), SeenOn(origin=BANK_ORIGIN, frame_of=PAGE)
    assert common([bank, bank], PAGE) == bank
    assert common([page, bank], PAGE) == SeenOn(origin="", frame_of=PAGE)
    assert common([], PAGE) == page


def scan(bridge: Bridge, frames: tuple[PageFrame, ...] | None, *texts: str) -> Any:
    taken = TakenCapture(wall(*texts), origin=PAGE, page_frames=frames)

    async def capture() -> TakenCapture:
        return taken

    return ask(bridge, "scan.page", {}, capture=capture)


def stored_origin(bridge: Bridge, found: dict[str, Any]) -> str:
    added = ask(bridge, "account.add", {"found": found["id"]})
    details = ask(bridge, "account.details", {"id": added["account_id"]})
    return str(details["origin"])


def test_the_frames_origin_is_reported_and_stored(bridge: Bridge) -> None:
    outcome = scan(bridge, (frame((0.0, 0.0, 1.0, 1.0)),), ACME)
    assert (outcome["origin"], outcome["frame_of"]) == (BANK_ORIGIN, PAGE)
    assert stored_origin(bridge, outcome["found"][0]) == BANK_ORIGIN


def test_each_of_several_accounts_has_its_own_origin(bridge: Bridge) -> None:
    first = scan(bridge, (), ACME, BANK)["found"]
    xs, ys = first[0]["corners"][::2], first[0]["corners"][1::2]
    box = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    outcome = scan(bridge, (frame(box),), ACME, BANK)
    assert (outcome["origin"], outcome["frame_of"]) == ("", PAGE)
    origins = [stored_origin(bridge, found) for found in outcome["found"]]
    assert origins == [BANK_ORIGIN, PAGE]


def test_a_page_that_did_not_answer_leaves_the_origin_unknown(bridge: Bridge) -> None:
    outcome = scan(bridge, None, ACME)
    assert (outcome["origin"], outcome["frame_of"]) == ("", PAGE)
    assert stored_origin(bridge, outcome["found"][0]) == ""


def test_a_link_in_a_frame_has_the_frames_origin(bridge: Bridge, ports: FakePorts) -> None:
    args = {"tab_id": 7, "window_id": 1, "url": ACME, "origin": BANK_ORIGIN, "page_origin": PAGE}
    ask(bridge, "scan.link", args, caller="worker")
    outcome = ports.session.values["outcome"]
    assert (outcome["origin"], outcome["frame_of"]) == (BANK_ORIGIN, PAGE)


def test_the_origin_outlasts_the_wait_for_the_unlock(bridge: Bridge, ports: FakePorts) -> None:
    ask(bridge, "vault.protect", {"passphrase": "correct horse battery"})
    ask(bridge, "vault.lock")
    args = {"tab_id": 7, "window_id": 1, "url": ACME, "origin": BANK_ORIGIN, "page_origin": PAGE}
    ask(bridge, "scan.link", args, caller="worker")
    ask(bridge, "vault.unlock", {"passphrase": "correct horse battery"})
    outcome = ports.session.values["outcome"]
    assert (outcome["origin"], outcome["frame_of"]) == (BANK_ORIGIN, PAGE)
