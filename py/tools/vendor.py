"""Copies the vendored files (other projects' files that npm installs) into the extension.

``patches/`` has a file for each vendored file that is changed, with the reason for every change.
The patches are not diffs, because most of the vendored files are one line of up to a megabyte. The
build stops if a passage to replace does not occur exactly once.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

from tools import service_icons, trim_pyodide
from tools.paths import CACHE, NODE_LOCK, NODE_MODULES, TOOLS
from tools.tasks import BuildError, task

if TYPE_CHECKING:
    from pathlib import Path

VENDOR = CACHE / "vendor"
PYODIDE = VENDOR / "pyodide"
PATCHES = TOOLS / "patches"

# For each npm package: the folder in vendor/, and the files to copy. Only the part of a path after
# the colon is kept in vendor/.
_TAKEN: dict[str, tuple[str, list[str]]] = {
    "pyodide": ("pyodide", ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]),
    "jsqr": ("jsqr", ["dist/:jsQR.js", "LICENSE"]),
    "zxing-wasm": (
        "zxing-wasm",
        [
            "dist/es/:reader/index.js",
            "dist/es/:share.js",
            "dist/reader/:zxing_reader.wasm",
            "LICENSE",
        ],
    ),
    "hash-wasm": (
        "hash-wasm",
        ["dist/:argon2.umd.min.js", "dist/:scrypt.umd.min.js", "LICENSE"],
    ),
    "@noble/ciphers": (
        "noble-ciphers",
        ["chacha.js", "salsa.js", "_arx.js", "_poly1305.js", "utils.js", "LICENSE"],
    ),
    # The estimator and its dictionaries, as scripts that need no other module.
    "@zxcvbn-ts/core": ("zxcvbn-core", ["dist/:zxcvbn-ts.js", "LICENSE.txt"]),
    "@zxcvbn-ts/language-common": ("zxcvbn-common", ["dist/:zxcvbn-ts.js", "LICENSE.txt"]),
    "@zxcvbn-ts/language-en": ("zxcvbn-en", ["dist/:zxcvbn-ts.js", "LICENSE.txt"]),
    "@zxcvbn-ts/language-ja": ("zxcvbn-ja", ["dist/:zxcvbn-ts.js", "LICENSE.txt"]),
    "uqr": ("uqr", ["dist/:index.mjs", "LICENSE"]),
    "super-tiny-icons": ("super-tiny-icons", ["LICENSE"]),
}
SERVICE_ICONS = VENDOR / "service-icons" / "icons.txt"


# For each folder in vendor/: the components of its WebAssembly or script, with their licences.
_EMSCRIPTEN = [
    "Emscripten's runtime (MIT)",
    "musl (MIT)",
    "LLVM's libc++ and compiler-rt (Apache-2.0 WITH LLVM-exception)",
]
COMPONENTS: dict[str, list[str]] = {
    "pyodide": [
        "CPython (PSF-2.0, text in python/LICENSE)",
        "libffi (MIT)",
        "zlib (Zlib)",
        "bzip2 (bzip2-1.0.6)",
        "liblzma of XZ Utils (0BSD)",
        "Zstandard (BSD-3-Clause)",
        "SQLite (public domain)",
        "libmpdec (BSD-2-Clause)",
        "Expat (MIT)",
        "HACL* (MIT)",
        "mimalloc (MIT)",
        "hiwire (MPL-2.0)",
        *_EMSCRIPTEN,
    ],
    "zxing-wasm": ["zxing-cpp (Apache-2.0, text in jsqr/LICENSE)", *_EMSCRIPTEN],
    "hash-wasm": [
        "C code by Alexander Peslyak, Aleksey Kravchenko, Colin Percival and Stephan Brumme"
        " (permissive licences, at the head of each file in hash-wasm's source)",
        *_EMSCRIPTEN,
    ],
    "uqr": ["QR Code generator by Project Nayuki (MIT)"],
}


_SURNAMES_FILE = "zxcvbn-en/zxcvbn-ts.js"
_SURNAMES_BEGIN = 'var lastnames = decompress("'
# The most common of 88,799 surnames. The others would take 0.24 MB of the package.
# test_passphrase_strength shows that common surnames with a number are rated weak. The effect on
# surnames that are left out was not measured.
MAX_SURNAMES = 20_000

_RULES = ("vendor.py", "trim_pyodide.py", "wasm.py", "service_icons.py")


def prepare() -> None:
    """Write the files of the extension's ``vendor/``. Raises BuildError."""
    task(
        "vendored files",
        _lay_out,
        inputs=[
            NODE_LOCK,
            *patch_files(),
            service_icons.CHOICES,
            *(TOOLS / name for name in _RULES),
        ],
        outputs=[*(VENDOR / folder for folder, _ in _TAKEN.values()), SERVICE_ICONS],
    )


def _lay_out() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, (folder, names) in _TAKEN.items():
        for name in names:
            source = NODE_MODULES / package / name.replace(":", "")
            if not source.is_file():
                raise BuildError(f"npm's {package} has no {name.replace(':', '')} any more")
            target = VENDOR / folder / name.rpartition(":")[2]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for file in patch_files():
        patch = tomllib.loads(file.read_text("utf-8"))
        path = VENDOR / patch["file"]
        path.write_text(patched(path.read_text("utf-8"), patch), "utf-8", newline="\n")
    _trim()
    surnames = VENDOR / _SURNAMES_FILE
    surnames.write_text(with_fewer_surnames(surnames.read_text("utf-8")), "utf-8", newline="\n")
    (PYODIDE / "lock.js").write_text(_empty_lock(), "utf-8", newline="\n")
    SERVICE_ICONS.parent.mkdir()
    SERVICE_ICONS.write_text(service_icons.text(), "utf-8", newline="\n")
    licences = "\n".join(service_icons.notice()) + "\n\n" + service_icons.licence_texts()
    SERVICE_ICONS.with_name("LICENSE.txt").write_text(licences, "utf-8", newline="\n")
    (VENDOR / "NOTICE.txt").write_text(_notice(), "utf-8", newline="\n")


def patch_files() -> list[Path]:
    """Returns the files that say what is changed in which vendored file, and why."""
    return sorted(PATCHES.glob("*.toml"))


def patched(text: str, patch: dict[str, Any]) -> str:
    """Returns the vendored file's text with all changes of the patch.

    Raises BuildError if a passage to replace does not occur exactly once.
    """
    for change in patch["change"]:
        old = change["old"]
        if text.count(old) != 1:
            raise BuildError(
                f"{patch['file']} has {text.count(old)} of {old!r}, not one: "
                f"look whether the patch is still needed ({change['reason']})"
            )
        text = text.replace(old, change["new"])
    return text


def with_fewer_surnames(text: str) -> str:
    """Returns zxcvbn's English dictionaries with the most common surnames only.

    The list is front-coded: each name begins with a capital letter that stands for the number of
    characters it shares with the name before. Raises BuildError if the list is missing.
    """
    before, found, rest = text.partition(_SURNAMES_BEGIN)
    names, end, after = rest.partition('"')
    starts = [at for at, character in enumerate(names) if character.isupper()]
    if not (found and end and len(starts) > MAX_SURNAMES):
        raise BuildError(f"{_SURNAMES_FILE} has no list of more than {MAX_SURNAMES} surnames")
    return before + found + names[: starts[MAX_SURNAMES]] + end + after


def _trim() -> None:
    """Remove the unused parts of Pyodide's script and WebAssembly."""
    script, module = PYODIDE / "pyodide.asm.mjs", PYODIDE / "pyodide.asm.wasm"
    loader = (PYODIDE / "pyodide.mjs").read_text("utf-8")
    text, data = trim_pyodide.pruned(script.read_text("utf-8"), module.read_bytes(), loader)
    script.write_text(text, "utf-8", newline="\n")
    module.write_bytes(data)


def _empty_lock() -> str:
    """Returns a script with Pyodide's package list, without its 357 packages."""
    stock = json.loads((NODE_MODULES / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    empty = json.dumps({"info": stock["info"], "packages": {}})
    return f"export default {json.dumps(empty)};\n"


def _notice() -> str:
    """Returns the list of the files in ``vendor/`` and ``python/`` with versions, licences and
    sources.
    """
    patches = {file.name: tomllib.loads(file.read_text("utf-8"))["file"] for file in patch_files()}
    lines = ["Other people's work in Kakomi.", ""]
    for package, (folder, _) in _TAKEN.items():
        about = json.loads((NODE_MODULES / package / "package.json").read_text("utf-8"))
        if folder == "super-tiny-icons":
            continue  # with the other collections of icons
        lines.append(f"{folder}/: {package} {about['version']} from npm, {about['license']}")
        lines += [f"    contains {component}" for component in COMPONENTS.get(folder, [])]
        changes = [name for name, file in patches.items() if file.startswith(f"{folder}/")]
        lines += [f"    changed: py/tools/patches/{name} in Kakomi's source" for name in changes]
        if _SURNAMES_FILE.startswith(f"{folder}/"):
            lines.append(f"    trimmed: the {MAX_SURNAMES} most common surnames only")
        if folder == "pyodide":
            lines += [
                "    trimmed: py/tools/trim_pyodide.py in Kakomi's source",
                f"    source: the Pyodide project's repository, tag {about['version']}; the changed"
                " form is made from npm's package by the files named above",
            ]
    lines += service_icons.notice()
    lines += [
        "../python/stdlib.zip: Python's standard library from Pyodide's package, compiled; PSF-2.0",
        "../python/kakomi.zip: Kakomi, and pyotp with its licence inside",
        "    kakomi/public_suffix_list.txt: the list of publicsuffix.org, MPL-2.0",
        "",
    ]
    return "\n".join(lines)


def standard_library() -> Path:
    """Returns Pyodide's archive of the standard library, as sources."""
    return NODE_MODULES / "pyodide" / "python_stdlib.zip"
