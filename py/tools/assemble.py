"""``dist/kakomi``: the extension as a browser loads it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from typing import TYPE_CHECKING

from tools import bundle_js, bundle_python, environment, generate_types, node, vendor
from tools.paths import (
    DIST,
    EXTENSION,
    MANIFEST,
    MODULES,
    NODE_LOCK,
    PROJECT,
    TOOLS,
    UNPACKED,
    display_path,
    files,
)
from tools.tasks import build_lock, log, task

if TYPE_CHECKING:
    from pathlib import Path

# What a browser reads. Types, locks and settings of our tools stay at home.
_SHIPPED = (".css", ".html", ".js", ".json", ".mjs", ".png", ".svg", "LICENSE")
_AT_HOME = {"package.json", "package-lock.json", "tsconfig.json"}


def version() -> str:
    """The product's version, as pyproject.toml has it."""
    version: str = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]
    return version


def build() -> Path:
    """Make everything that has changed; the folder to load."""
    with build_lock():
        environment.prepare()
        node.prepare()
        vendor.prepare()
        bundle_python.prepare()
        generate_types.prepare()
        own = [p for p in files(EXTENSION) if _ships(p)]
        made = [bundle_python.OUT / name for name in bundle_python.MADE]
        rules = [TOOLS / name for name in ("assemble.py", "bundle_js.py", "bundle_js.mjs")]
        task(
            display_path(UNPACKED),
            lambda: _assemble(own),
            inputs=[*own, *made, *files(vendor.VENDOR), MANIFEST, PROJECT, NODE_LOCK, *rules],
            outputs=[UNPACKED / "manifest.json", MODULES / "manifest.json"],
        )
    return UNPACKED


def package(_words: list[str]) -> int:
    """Make ``dist/kakomi-VERSION.zip``, for a store."""
    folder = build()
    target = DIST / f"kakomi-{version()}.zip"
    with build_lock():
        task(
            display_path(target),
            lambda: bundle_python.package(folder, target),
            inputs=[*files(folder), TOOLS / "archive.py", TOOLS / "build_in_pyodide.mjs"],
            outputs=[target],
        )
    log(f"{display_path(target)}  {hashlib.sha256(target.read_bytes()).hexdigest()}")
    return 0


def _ships(path: Path) -> bool:
    return path.name.endswith(_SHIPPED) and path.name not in _AT_HOME


def _assemble(own: list[Path]) -> None:
    """Beside the old one first, so that there is never half an extension at its place."""
    _lay_out(own, MODULES)
    fresh, stale = DIST / "kakomi.new", DIST / "kakomi.old"
    for folder in (fresh, stale):
        shutil.rmtree(folder, ignore_errors=True)
    left_out = bundle_js.only_joined(MODULES)
    for path in files(MODULES):
        if path not in left_out:
            _copy(path, fresh / path.relative_to(MODULES))
    bundle_js.join(MODULES, fresh)
    if UNPACKED.exists():
        UNPACKED.rename(stale)
    fresh.rename(UNPACKED)
    shutil.rmtree(stale, ignore_errors=True)


def _lay_out(own: list[Path], folder: Path) -> None:
    """Everything at its place, each module a file."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in own:
        _copy(path, folder / path.relative_to(EXTENSION))
    for path in files(vendor.VENDOR):
        _copy(path, folder / "vendor" / path.relative_to(vendor.VENDOR))
    for name in bundle_python.MADE:
        _copy(bundle_python.OUT / name, folder / "python" / name)
    manifest = {**json.loads(MANIFEST.read_text("utf-8")), "version": version()}
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
