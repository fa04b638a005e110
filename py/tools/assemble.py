"""Makes ``dist/kakomi``, the folder that a browser loads, and the package for a store."""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools import (
    bundle_js,
    bundle_python,
    environment,
    format_registry,
    generate_types,
    node,
    vendor,
)
from tools.paths import (
    CACHE,
    DEBUG_UNPACKED,
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
from tools.tasks import BuildError, build_lock, log, run_program, task

if TYPE_CHECKING:
    from pathlib import Path

# What a browser reads. Types, lock files and settings of the tools are not shipped.
_SHIPPED = (
    *(".css", ".html", ".js", ".json", ".mjs", ".png", ".svg", "LICENSE"),
    *(".admx", ".adml", ".reg", ".mobileconfig"),  # for administrators
)
_NOT_SHIPPED = {"package.json", "package-lock.json", "tsconfig.json"}


def version() -> str:
    """Returns the product's version from pyproject.toml."""
    version: str = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]
    return version


@dataclass(frozen=True, slots=True)
class _Layout:
    """The folders of a build. ``modules`` has each module as a file; ``unpacked`` is the folder to
    load.
    """

    modules: Path
    unpacked: Path
    python: Path
    debug: bool


def build(*, debug: bool = False) -> Path:
    """Make everything that has changed. Returns the folder to load. Raises BuildError."""
    with build_lock():
        environment.prepare()
        node.prepare()
        format_registry.prepare()
        generate_types.prepare()
        return make(debug=debug)


def make(*, debug: bool = False) -> Path:
    """Do ``build``'s work after its tools were installed. The caller must hold the build lock."""
    vendor.prepare()
    python = bundle_python.prepare(debug=debug)
    modules = CACHE / "modules-debug" if debug else MODULES
    layout = _Layout(modules, DEBUG_UNPACKED if debug else UNPACKED, python, debug)
    own = [p for p in files(EXTENSION) if _ships(p)]
    made = [python / name for name in bundle_python.MADE]
    rules = [TOOLS / name for name in ("assemble.py", "bundle_js.py", "bundle_js.mjs")]
    task(
        display_path(layout.unpacked),
        lambda: _assemble(own, layout),
        inputs=[*own, *made, *files(vendor.VENDOR), MANIFEST, PROJECT, NODE_LOCK, *rules],
        outputs=[layout.unpacked / "manifest.json", modules / "manifest.json"],
    )
    return layout.unpacked


def package(args: list[str]) -> int:
    """Make ``dist/kakomi-VERSION.zip``, for a store. ``--crx KEY`` also signs it with an RSA key in
    PEM for an organization's own server, into ``dist/crx``; ``--update-url URL`` is where that
    server has ``updates.xml``. Raises BuildError.
    """
    key, update_url = _option(args, "--crx"), _option(args, "--update-url")
    folder = build()
    with build_lock():
        target = make_package(folder)
    log(f"{display_path(target)}  {hashlib.sha256(target.read_bytes()).hexdigest()}")
    if key:
        signed = DIST / "crx"
        name = run_program(
            environment.PYTHON, "-m", "tools.crx", key, target, signed, *filter(None, [update_url]),
            why="the package could not be signed",
            env=environment.python_environment(),
        )  # fmt: skip
        log(f"{display_path(signed)}/kakomi.crx, updates.xml  {name.strip()}")
    return 0


def _option(args: list[str], name: str) -> str:
    """Returns the argument after ``name``, or an empty text. Raises BuildError."""
    if name not in args:
        return ""
    following = args[args.index(name) + 1 :]
    if not following:
        raise BuildError(f"build.py package: {name} needs a value")
    return following[0]


def make_package(folder: Path) -> Path:
    """Do ``package``'s work on a built folder. The caller must hold the build lock."""
    target = DIST / f"kakomi-{version()}.zip"
    task(
        display_path(target),
        lambda: bundle_python.package(folder, target),
        inputs=[*files(folder), TOOLS / "archive.py", TOOLS / "build_in_pyodide.mjs"],
        outputs=[target],
    )
    return target


def _ships(path: Path) -> bool:
    return path.name.endswith(_SHIPPED) and path.name not in _NOT_SHIPPED


def _assemble(own: list[Path], layout: _Layout) -> None:
    """Make the new folder under a temporary name, so that the folder to load is always complete."""
    _lay_out(own, layout)
    fresh = layout.unpacked.with_suffix(".new")
    stale = layout.unpacked.with_suffix(".old")
    for folder in (fresh, stale):
        shutil.rmtree(folder, ignore_errors=True)
    bundled = bundle_js.bundle(layout.modules, fresh, debug=layout.debug)
    made = {*bundle_js.WORKER.values(), *bundle_js.PAGES}
    for path in files(layout.modules):
        name = path.relative_to(layout.modules).as_posix()
        if name not in bundled.superfluous | made:
            _copy(path, fresh / name)
    if layout.unpacked.exists():
        layout.unpacked.rename(stale)
    fresh.rename(layout.unpacked)
    shutil.rmtree(stale, ignore_errors=True)


def _lay_out(own: list[Path], layout: _Layout) -> None:
    """Copy all files to the layout's folders, each module as a file."""
    folder = layout.modules
    shutil.rmtree(folder, ignore_errors=True)
    for path in own:
        _copy(path, folder / path.relative_to(EXTENSION))
    for path in files(vendor.VENDOR):
        _copy(path, folder / "vendor" / path.relative_to(vendor.VENDOR))
    for name in bundle_python.MADE:
        _copy(layout.python / name, folder / "python" / name)
    manifest = {**json.loads(MANIFEST.read_text("utf-8")), "version": version()}
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, "utf-8", newline="\n")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
