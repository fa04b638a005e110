"""Which files the pages name, and which files only the bundles need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tools import bundle_js

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "begin.js": 'import { ask } from "./runtime_files.js";\nimportScripts("worker.js");\n',
    "runtime_files.js": "export function ask() {}\n",
    "service_worker.js": (
        'import * as hands from "./host/index.js";\nimport { words } from "./ui/words.js";\n'
    ),
    "host/index.js": 'export { a } from "./a.js";\nexport * as b from "./b.mjs";\n',
    "hands/a.js": 'import "../vendor/jsqr/jsQR.js";\nexport const a = "from \'./no.js\'";\n',
    "hands/b.mjs": "import {\n  c,\n} from '../vendor/c/c.js';\n",
    "vendor/jsqr/jsQR.js": "(function () {})();\n",
    "vendor/c/c.js": "export const c = 1;\n",
    "ui/words.js": "export const words = () => {};\n",
    "popup/popup.html": '<link href="popup.css"><script src="popup.js"></script>',
    "popup/popup.js": 'import { words } from "../ui/words.js";\nawait import("./late.js");\n',
    "popup/popup.css": '@import "../ui/theme.css";\n@import "rows.css";\n',
    "popup/rows.css": ".row {}\n",
    "popup/late.js": 'export { later } from "./later.js";\n',
    "popup/later.js": "",
    "ui/theme.css": "",
    "help/help.html": '<link href="../ui/theme.css"><link href="help.js">'
    '<script src="/help/more.js">',
    "help/help.js": 'import { words } from "../ui/words.js";\nawait import("./late.js");\n',
    "help/more.js": "",
    "help/late.js": "",
    "overlay/overlay.js": "(() => {})();\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path.resolve()


def test_a_page_names_its_scripts_and_style_sheets(folder: Path) -> None:
    assert bundle_js.named_by_pages(folder) == {"ui/theme.css", "help/help.js", "help/more.js"}


def test_files_that_only_bundles_contain_are_superfluous() -> None:
    bundled = bundle_js.Bundled(frozenset({"a.js", "words.js"}), frozenset({"words.js", "b.js"}))
    assert bundled.superfluous == {"a.js"}
