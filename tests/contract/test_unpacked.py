"""dist/kakomi: every file that is named exists, and no script names a web address."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from support import javascript
from tools import assemble, bundle_js, paths, vendor

if TYPE_CHECKING:
    from pathlib import Path

DIST = paths.UNPACKED
MANIFEST: dict[str, Any] = json.loads((DIST / "manifest.json").read_text("utf-8"))
LOCALES = sorted(DIST.glob("_locales/*/messages.json"))
SCRIPTS = [p for p in DIST.rglob("*") if p.suffix in {".js", ".mjs"}]
OWN = [p for p in SCRIPTS if "vendor" not in p.parts]


def strings(value: object) -> list[str]:
    """Returns every string in a JSON value."""
    if isinstance(value, dict):
        return [s for v in value.values() for s in strings(v)]
    if isinstance(value, list):
        return [s for v in value for s in strings(v)]
    return [value] if isinstance(value, str) else []


def test_the_manifest_has_the_version_and_names_only_existing_files() -> None:
    assert MANIFEST["version"] == assemble.version()
    named = [s for s in strings(MANIFEST) if re.fullmatch(r"[\w/]+\.(?:js|html|png|svg|css)", s)]
    assert len(named) > 4
    assert [name for name in named if not (DIST / name).is_file()] == []


@pytest.mark.parametrize("locale", LOCALES, ids=lambda p: p.parent.name)
def test_each_language_has_every_message(locale: Path) -> None:
    messages = json.loads(locale.read_text("utf-8"))
    named = set(re.findall(r"__MSG_(\w+)__", json.dumps(MANIFEST)))
    assert named - set(messages) == set()
    everywhere = [set(json.loads(other.read_text("utf-8"))) for other in LOCALES]
    assert set.union(*everywhere) - set(messages) == set()


def test_the_imports_of_every_script_exist() -> None:
    for script, parsed in zip(OWN, javascript.parse(*OWN), strict=True):
        relative = [name for name in parsed.imports if name.startswith(".")]
        assert [name for name in relative if not (script.parent / name).is_file()] == [], script


@pytest.mark.parametrize("page", list(DIST.rglob("*.html")), ids=lambda p: p.name)
def test_the_files_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r'\b(?:src|href)="([^"#]+)"', page.read_text("utf-8"))
    for name in named:
        at = DIST / name.lstrip("/") if name.startswith("/") else page.parent / name
        assert at.is_file(), name


def test_no_script_names_a_web_address() -> None:
    for script in SCRIPTS:
        text = script.read_text("utf-8")
        assert not re.search(r"jsdelivr|unpkg|sourceMappingURL", text), script
    own = [p for p in paths.files(paths.MODULES, suffixes=(".js",)) if "vendor" not in p.parts]
    assert len(own) > len(OWN)
    for module in own:
        # The policies' examples name hosts under example.com, which is reserved (RFC 2606).
        addresses = re.findall(r"https://([^/\"'\s]*)", module.read_text("utf-8"))
        assert [host for host in addresses if not host.endswith(".example.com")] == [], module


def test_the_worker_and_the_popup_are_one_script_each_and_their_modules_are_left_out(
    tmp_path: Path,
) -> None:
    [first] = javascript.parse(DIST / MANIFEST["background"]["service_worker"])
    named = {text for text in first.strings if text.endswith((".js", ".wasm", ".bin", ".zip"))}
    assert {"worker.js", "python/snapshot.bin", "vendor/pyodide/pyodide.asm.wasm"} <= named
    assert [name for name in named if not (DIST / name).is_file()] == []
    superfluous = bundle_js.bundle(paths.MODULES, tmp_path).superfluous
    assert {
        "vendor/pyodide/pyodide.asm.mjs",
        "popup/click_handlers.js",
        "popup/rows.css",
    } <= superfluous
    there = superfluous - {*bundle_js.WORKER.values(), *bundle_js.PAGES}
    assert [name for name in there if (DIST / name).exists()] == []


NOTICE = "vendor/NOTICE.txt"
# Text in the WebAssembly module that a component is compiled into -> its name in the notice.
TRACES = {
    b"ZXing": "zxing-cpp",
    b" inflate 1.": "zlib",
    b"libbzip2": "bzip2",
    b"lzma": "liblzma",
    b"zstd": "Zstandard",
    b"sqlite": "SQLite",
    b"libmpdec": "libmpdec",
    b"expat_": "Expat",
    b"HACL": "HACL*",
    b"mimalloc": "mimalloc",
    b"hiwire": "hiwire",
}


def test_each_vendored_folder_has_its_licence_and_an_entry_in_the_notice() -> None:
    vendored = [p for p in (DIST / "vendor").iterdir() if p.is_dir()]
    assert [p.name for p in vendored if not list(p.glob("LICENSE*"))] == []
    notice = (DIST / NOTICE).read_text("utf-8")
    assert [p.name for p in vendored if f"{p.name}/" not in notice] == []
    assert set(vendor.COMPONENTS) <= {p.name for p in vendored}


def test_the_notice_names_the_components_compiled_into_a_vendored_module() -> None:
    notice = (DIST / NOTICE).read_text("utf-8")
    modules = list((DIST / "vendor").rglob("*.wasm"))
    assert len(modules) >= 2
    for module in modules:
        data = module.read_bytes()
        folder = module.relative_to(DIST / "vendor").parts[0]
        _, _, section = notice.partition(f"{folder}/: ")
        named = section.split("\n\n")[0].split("/: ")[0]
        missing = [name for trace, name in TRACES.items() if trace in data and name not in named]
        assert missing == [], module


def test_the_notice_names_the_places_of_changed_sources() -> None:
    notice = (DIST / NOTICE).read_text("utf-8")
    version = json.loads((paths.NODE_MODULES / "pyodide" / "package.json").read_text("utf-8"))[
        "version"
    ]
    assert f"the Pyodide project's repository, tag {version}" in notice
    for name in re.findall(r"py/tools/\S+", notice):
        assert (paths.ROOT / name).is_file(), name
    changed = {path.name for path in vendor.patch_files()}
    assert {name for name in changed if f"py/tools/patches/{name}" in notice} == changed


def test_modules_for_cpython_alone_are_left_out() -> None:
    with zipfile.ZipFile(DIST / "python" / "kakomi.zip") as archive:
        names = archive.namelist()
    assert "kakomi/chrome/entrypoint.pyc" in names
    assert "pyotp/hotp.pyc" in names
    assert [n for n in names if n.endswith(".py") or "cpython" in n or "micropip" in n] == []
