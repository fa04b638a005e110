"""What the build decides by itself: whether to work, what it writes, what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

import pytest
from workshop import chromium, doors, places, shapes, steps, vendor
from workshop.steps import WorkshopError

if TYPE_CHECKING:
    from pathlib import Path


class Inner(TypedDict):
    """What is inside."""

    name: str


class Outer(TypedDict):
    """What holds it,
    in two lines.
    """

    kind: Literal["a", "b"]
    inner: list[Inner]
    maybe: NotRequired[int | None]
    by_name: dict[str, float]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "CACHE", tmp_path / "cache")
    return tmp_path


def test_a_step_is_done_once_for_the_same_inputs(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, made = cache / "source", cache / "made"
    source.write_text("1")

    def once() -> bool:
        return steps.step(
            "a step", lambda: made.write_text("made"), inputs=[source], outputs=[made]
        )

    assert once()
    assert capsys.readouterr().out.startswith("a step … ")
    assert not once()
    assert capsys.readouterr().out == ""
    source.write_text("2")
    assert once()
    made.unlink()
    assert once()


def test_a_step_that_broke_off_is_done_again(cache: Path) -> None:
    made = cache / "made"

    def half() -> None:
        made.write_text("half")
        raise WorkshopError("no")

    for _ in range(2):
        with pytest.raises(WorkshopError):
            steps.step("a step", half, inputs=[], outputs=[made])
    assert steps.step("a step", lambda: made.write_text("whole"), inputs=[], outputs=[made])
    assert made.read_text() == "whole"


def test_what_a_failed_program_said_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkshopError, match="it did not work"):
        steps.run("sh", "-c", "echo why; exit 3", why="it did not work")
    assert "why" in capsys.readouterr().out
    with pytest.raises(WorkshopError, match="no-such-program-here"):
        steps.run("no-such-program-here", why="it did not work")


def test_a_vendored_place_must_be_there_once() -> None:
    assert vendor.replaced("a b a", "b", "c", "x.js") == "a c a"
    for old in ("a", "z"):
        with pytest.raises(WorkshopError, match=r"x\.js"):
            vendor.replaced("a b a", old, "c", "x.js")


def test_shapes_become_types() -> None:
    named: dict[str, object] = {}
    assert shapes.interface(Outer, named) == [
        "/** What holds it, in two lines. */",
        "export interface Outer {",
        '  kind: "a" | "b";',
        "  inner: Array<Inner>;",
        "  maybe?: number | null;",
        "  by_name: Record<string, number>;",
        "}",
    ]
    assert named == {"Inner": Inner}


def test_every_command_and_shape_is_declared() -> None:
    from kakomi.commands import COMMANDS

    text = shapes.declarations()
    for name in COMMANDS:
        assert f'"{name}": {{ args: ' in text
    assert text == shapes.declarations()


def test_a_chromium_that_is_named_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WorkshopError, match="--chromium names /no/such/thing"):
        chromium.find(["--chromium", "/no/such/thing"])
    with pytest.raises(WorkshopError, match="--chromium names nothing"):
        chromium.find(["--chromium"])
    monkeypatch.setenv("KAKOMI_CHROMIUM", "/bin/true")
    with pytest.raises(WorkshopError, match="KAKOMI_CHROMIUM names /bin/true"):
        chromium.find([])


def test_an_unknown_word_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert doors.enter(["biuld"]) == 2
    assert "build · run · test" in capsys.readouterr().out


def test_lock_files_name_no_address() -> None:
    locks = [*places.WORKSHOP.glob("*.lock"), places.NODE_LOCK]
    assert len(locks) == 4
    for lock in locks:
        text = lock.read_text("utf-8")
        assert "resolved" not in text, lock
        if lock.suffix == ".lock":
            assert "://" not in text, lock
