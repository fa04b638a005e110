"""What esbuild says of which file contains which; a debug build says in which line a fault is."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from tools import bundle_js, node

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "begin.js": 'import { ask } from "./files.js";\nimportScripts("worker.js", ask);\n',
    "files.js": "export function ask() {}\n",
    "service_worker.js": (
        'import * as host from "./host/index.js";\n'
        'import { words } from "./words.js";\nconsole.log(host, words);\n'
    ),
    "host/index.js": 'export { a } from "./a.js";\nexport * as b from "./b.mjs";\n',
    "host/a.js": (
        'import "../vendor/jsqr/jsQR.js";\n'
        "// import { no } from './no.js';\nexport const a = \"from './no.js'\";\n"
    ),
    "host/b.mjs": (
        "import {\n  c,\n} from '../vendor/c/c.js';\n"
        "export function fails() {\n  throw new Error(c);\n}\n"
    ),
    "vendor/jsqr/jsQR.js": "(function () {})();\n",
    "vendor/c/c.js": 'export const c = "c";\n',
    "words.js": "export const words = () => {};\n",
    "popup/popup.html": '<link href="popup.css"><script src="popup.js"></script>',
    "popup/popup.js": 'import { words } from "../words.js";\nwords(await import("./late.js"));\n',
    "popup/popup.css": '@import "../theme.css";\n@import "rows.css";\n',
    "popup/rows.css": ".row {}\n",
    "popup/late.js": 'export { later } from "./later.js";\n',
    "popup/later.js": "export const later = 1;\n",
    "theme.css": "",
    "help/help.html": '<link href="../theme.css"><script src="/help/help.js"></script>',
    "help/help.js": 'import { words } from "../words.js";\nwords(import("./late.js"));\n',
    "help/late.js": "export const late = 1;\n",
}
FIND = """import { SourceMap } from "node:module";
import { readFileSync } from "node:fs";
const [file, needle] = process.argv.slice(1);
const lines = readFileSync(file, "utf8").split("\\n");
const line = lines.findIndex((text) => text.includes(needle));
const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
const { originalSource, originalLine } = map.findEntry(line, lines[line].indexOf(needle));
console.log(JSON.stringify([originalSource.split("/").pop(), originalLine + 1]));"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text)
    return (tmp_path / "in").resolve()


def test_only_files_that_no_page_loads_are_superfluous(folder: Path) -> None:
    bundled = bundle_js.bundle(folder, folder.parent / "out")
    host = {f"host/{name}" for name in ("index.js", "a.js", "b.mjs")}
    popup = {f"popup/{n}" for n in ("popup.js", "popup.css", "rows.css", "late.js", "later.js")}
    worker = {"begin.js", "files.js", "service_worker.js", "vendor/c/c.js"}
    assert bundled.superfluous == host | popup | worker
    assert {"words.js", "theme.css", "help/help.js", "help/late.js"} <= bundled.loaded


@pytest.mark.parametrize("debug", [False, True])
def test_a_debug_build_names_the_file_and_line_of_an_error(folder: Path, *, debug: bool) -> None:
    out = folder.parent / "out"
    bundle_js.bundle(folder, out, debug=debug)
    script = out / "worker.js"
    assert script.with_name("worker.js.map").is_file() == debug
    if debug:
        command = (node.program(), "--input-type=module", "-e", FIND, script, "throw new Error")
        found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        assert json.loads(found.stdout) == ["b.mjs", 5]
