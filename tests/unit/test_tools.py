"""The build tools: when a task is done again, what is written, what is refused."""

from __future__ import annotations

import ast
import os
import pathlib
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

import pytest
from tools import (
    chromium,
    cli,
    environment,
    generate_types,
    node,
    paths,
    public_suffix_list,
    tasks,
    vendor,
)
from tools.tasks import BuildError

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
    monkeypatch.setattr(tasks, "CACHE", tmp_path / "cache")
    return tmp_path


def test_a_task_is_done_once_for_the_same_inputs(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, made = cache / "source", cache / "made"
    source.write_text("1")

    def once() -> bool:
        return tasks.task(
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


def test_an_interrupted_task_is_done_again(cache: Path) -> None:
    made = cache / "made"

    def half() -> None:
        made.write_text("half")
        raise BuildError("no")

    for _ in range(2):
        with pytest.raises(BuildError):
            tasks.task("a step", half, inputs=[], outputs=[made])
    assert tasks.task("a step", lambda: made.write_text("whole"), inputs=[], outputs=[made])
    assert made.read_text() == "whole"


def test_the_output_of_a_failed_program_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BuildError, match="it did not work"):
        tasks.run_program("sh", "-c", "echo why; exit 3", why="it did not work")
    assert "why" in capsys.readouterr().out
    with pytest.raises(BuildError, match="no-such-program-here"):
        tasks.run_program("no-such-program-here", why="it did not work")


def test_only_the_most_common_surnames_are_vendored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "MAX_SURNAMES", 2)
    text = 'a = decompress("AbC"); var lastnames = decompress("AsmithBithsAjones"); b("AcAd")'
    kept = 'a = decompress("AbC"); var lastnames = decompress("AsmithBiths"); b("AcAd")'
    assert vendor.with_fewer_surnames(text) == kept
    for other in (text.replace("lastnames", "names"), kept):
        with pytest.raises(BuildError, match="surnames"):
            vendor.with_fewer_surnames(other)


def test_a_patched_passage_must_be_there_once() -> None:
    patch = {"file": "x.js", "change": [{"reason": "why", "old": "b", "new": "c"}]}
    assert vendor.patched("a b a", patch) == "a c a"
    for text in ("b b", "a"):
        with pytest.raises(BuildError, match=r"x\.js has [02] of 'b'.*why"):
            vendor.patched(text, patch)


def test_each_patch_says_where_it_belongs_and_why() -> None:
    patches = [tomllib.loads(file.read_text("utf-8")) for file in vendor.patch_files()]
    assert len(patches) >= 4
    for patch in patches:
        assert len(patch["upstream"]) > 20
        assert "://" not in patch["upstream"]
        assert all(len(change["reason"]) > 20 for change in patch["change"])


def test_shapes_become_types() -> None:
    named: dict[str, object] = {}
    assert generate_types.interface(Outer, named) == [
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
    from kakomi.commands import all_commands

    text = generate_types.declarations()
    for name in all_commands():
        assert f'"{name}": {{ args: ' in text
    assert text == generate_types.declarations()


def test_a_chromium_that_is_named_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BuildError, match="--chromium names /no/such/thing"):
        chromium.find(["--chromium", "/no/such/thing"])
    with pytest.raises(BuildError, match="--chromium names nothing"):
        chromium.find(["--chromium"])
    monkeypatch.setenv("KAKOMI_CHROMIUM", "/bin/true")
    with pytest.raises(BuildError, match="KAKOMI_CHROMIUM names /bin/true"):
        chromium.find([])


def test_an_unknown_verb_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["biuld"]) == 2
    assert "build · run · dev · test" in capsys.readouterr().out


def test_a_unit_test_without_commands_does_not_wait_for_their_import() -> None:
    conftest = paths.TESTS / "unit" / "conftest.py"
    script = f"import runpy, sys; runpy.run_path({str(conftest)!r}); print(*sys.modules)"
    environ = {**os.environ, **environment.python_environment()}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)  # noqa: S603
    imported = done.stdout.split()
    assert "kakomi.cpython.crypto" in imported
    assert "kakomi.commands" not in imported


def test_the_public_suffix_list_is_that_of_the_pinned_package() -> None:
    pinned = public_suffix_list.REQUIREMENTS.read_text("utf-8").split()[0]
    head = paths.PUBLIC_SUFFIX_LIST.read_text("ascii").splitlines()[1]
    assert pinned.replace("==", " ") in head


_LIST = """// ===BEGIN ICANN DOMAINS===
uk
co.uk
*.kobe.jp  ignored behind a space
!city.kobe.jp

// 公司.cn
公司.cn
// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===
github.io
// ===END PRIVATE DOMAINS===
"""


def test_the_public_suffix_list_is_written_in_ascii_without_comments() -> None:
    rules = [r for r in public_suffix_list.compact(_LIST, "1").splitlines() if r[:2] != "//"]
    assert rules == ["xn--55qx5d.cn", "github.io", "*.kobe.jp", "!city.kobe.jp", "uk", "co.uk"]


def test_an_incomplete_public_suffix_list_is_refused() -> None:
    with pytest.raises(BuildError):
        public_suffix_list.compact(_LIST[: _LIST.index("github.io")], "1")


def test_lock_files_name_no_address() -> None:
    requirements = [*paths.TOOLS.glob("requirements-*.txt")]
    assert len(requirements) == 4
    assert '"resolved"' not in paths.NODE_LOCK.read_text("utf-8")
    for file in requirements:
        assert "://" not in file.read_text("utf-8"), file


def test_on_windows_programs_and_packages_lie_elsewhere() -> None:
    venv = paths.VENV
    assert paths.program_in(venv, "python", "nt") == venv / "Scripts" / "python.exe"
    assert paths.program_in(venv, "python", "posix") == venv / "bin" / "python"
    assert paths.installed_packages(venv, "nt") == venv / "Lib" / "site-packages"
    assert paths.installed_packages(venv, "posix") == node.program("posix").parents[2]
    assert node.program("nt").name == "node.exe"


def test_browsers_of_playwright_lie_elsewhere_on_each_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setattr(pathlib.Path, "home", lambda: tmp_path)
    assert chromium.playwright_folder("linux") == tmp_path / ".cache" / "ms-playwright"
    assert chromium.playwright_folder("darwin") == tmp_path / "Library" / "Caches" / "ms-playwright"
    assert chromium.playwright_folder("win32") == tmp_path / "Local" / "ms-playwright"


def test_the_build_writes_the_same_line_ends_on_every_system() -> None:
    """``write_text`` without ``newline`` would write CRLF on Windows."""
    calls = [
        (path.name, call)
        for path in sorted(paths.TOOLS.glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "write_text"
    ]
    assert len(calls) > 10
    for name, call in calls:
        newline = [k.value for k in call.keywords if k.arg == "newline"]
        assert [ast.unparse(value) for value in newline] == ["'\\n'"], (name, call.lineno)


def test_what_a_tool_writes_is_read_as_utf_8_whatever_the_locale_is() -> None:
    script = f"""
import sys
from tools import environment, tasks
written = [sys.executable, "-c", "print(chr(0x56f2))"]
done = tasks.captured(written, {str(paths.ROOT)!r}, environment.python_environment())
print(sys.stdout.encoding, ascii(done.stdout))
"""
    ascii_locale = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    environ = {**os.environ, **environment.python_environment(), **ascii_locale}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split(None, 1)[0] != "utf-8"
    assert done.stdout.split(None, 1)[1] == "'\\u56f2\\n'\n"


@pytest.mark.parametrize("has_uv", [True, False])
def test_the_tools_are_installed_by_uv_where_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_uv: bool
) -> None:
    """Programs of these names note how they are called; pip is that of the Python that builds."""
    calls = tmp_path / "calls"
    folder = tmp_path / "programs"
    folder.mkdir()
    if has_uv:
        program = folder / "uv"
        program.write_text(f'#!/bin/sh\necho "uv $*" >> "{calls}"\nmkdir -p "{tmp_path}/.venv"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "_pip_by_venv", lambda: None)  # takes ten times as long
    command = environment.installer(is_usable=False)
    if has_uv:
        assert calls.read_text().startswith("uv venv --quiet --python ")
        assert command[1:3] == ["pip", "install"]
    else:
        assert command[1:4] == ["-m", "pip", "--python"]
        assert (tmp_path / ".venv" / "pyvenv.cfg").is_file()
    assert "--require-hashes" in command
