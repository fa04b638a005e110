"""``build.py run`` and ``dev``: the profile outlives a build; which change reloads what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tools import dev, extension_id, run, tasks
from tools.paths import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """An extension with a worker, a page and Python."""
    folder = tmp_path / "kakomi"
    for name in ("worker.js", "popup/popup.js", "python/snapshot.bin"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1")
    (folder / "manifest.json").write_text(MANIFEST.read_text("utf-8"), "utf-8")
    return folder


def test_a_new_profile_has_the_icon_in_the_toolbar(built: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    run.prepare_profile(built, profile)
    preferences = json.loads((profile / "Default" / "Preferences").read_text("utf-8"))
    [pinned] = preferences["extensions"]["pinned_extensions"]
    assert pinned == extension_id.of_folder(built)


def test_another_build_removes_only_the_old_workers_scripts(built: Path, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    run.prepare_profile(built, profile)
    kept = ["Preferences", "Local Extension Settings/1", "Service Worker/CacheStorage/1"]
    workers = ["Service Worker/Database/1", "Service Worker/ScriptCache/1"]
    for name in kept + workers:
        (profile / "Default" / name).parent.mkdir(parents=True, exist_ok=True)
        (profile / "Default" / name).write_text("mine")
    run.prepare_profile(built, profile)
    assert all((profile / "Default" / name).exists() for name in kept + workers)
    (built / "worker.js").write_text("2")
    run.prepare_profile(built, profile)
    assert all((profile / "Default" / name).read_text() == "mine" for name in kept)
    assert not any((profile / "Default" / name).exists() for name in workers)


@pytest.mark.parametrize(
    ("changed", "reloads"),
    [("worker.js", True), ("python/snapshot.bin", True), ("popup/popup.js", False)],
)
def test_only_changed_files_of_the_worker_reload_the_extension(
    built: Path, changed: str, *, reloads: bool
) -> None:
    before = dev.worker_digest(built)
    (built / changed).write_text("2")
    assert (dev.worker_digest(built) != before) == reloads


def test_a_system_without_users_has_no_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.geteuid", raising=False)
    assert not tasks.is_root()
