"""The extensions that are measured. Each is a copy with the marker script in its popup."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support import javascript
from tools import paths

PRODUCT = Path(os.environ.get("KAKOMI_PRODUCT") or paths.UNPACKED).resolve()
STOCK = paths.NODE_MODULES / "pyodide"
MARKER = Path(__file__).with_name("marker.js")

# The files that a start of Python reads, in addition to the worker's own modules.
DATA = ("python/snapshot.bin", "python/kakomi.zip", "python/stdlib.zip")
WASM = "vendor/pyodide/pyodide.asm.wasm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How one kind of extension is used. Pages and files are given by their paths in it.

    The JavaScript of ``keep`` runs in ``background_page``. It takes a list of otpauth URIs and
    makes the extension store these accounts and no others.
    ``shown`` finds the element that shows a code.
    """

    kind: str
    popup: str
    shown: str
    background_page: str = "manifest.json"
    keep: str = ""
    scan: tuple[str, ...] = ()  # the popup's buttons, pressed in turn before a region is drawn


KAKOMI = Adapter(
    kind="Kakomi",
    popup="popup/popup.html",
    shown="[data-account] [data-code]",
    keep="""async (uris) => {
        const ask = (command, args) => chrome.runtime.sendMessage({ command, args }).then((r) => {
            if (r.error) throw new Error(`${command}: ${r.error.code}`);
            return r.ok;
        });
        const data_base64 = btoa(uris.join("\\n"));
        const { id } = await ask("import.read", { name: "a.txt", data_base64 });
        await ask("import.confirm", { id });
        const { total } = await ask("sheet.read", { brief: true });
        if (total !== uris.length) throw new Error(`${total} accounts, not ${uris.length}`);
    }""",
    scan=("#add", ".add-menu [data-command='scan.region']"),
)
LOCKED = Adapter(
    kind="Kakomi, locked",
    popup=KAKOMI.popup,
    shown="input[type=password][name=passphrase]",
    keep=KAKOMI.keep,
)
EMPTY = Adapter(kind="empty", popup="popup.html", shown="b")


def adapter_beside(folder: Path) -> Adapter:
    """Returns the adapter of another extension, read from ``FOLDER.json``: the fields above."""
    reported: dict[str, Any] = json.loads(
        folder.with_name(folder.name + ".json").read_text("utf-8")
    )
    scan = reported.get("scan", ())
    reported["scan"] = (scan,) if isinstance(scan, str) else tuple(scan)
    return Adapter(**{"kind": folder.name, **reported})


@dataclass(slots=True, kw_only=True)
class Subject:
    """A loaded extension that is measured. ``accounts``: how many accounts it stores."""

    name: str
    folder: Path
    adapter: Adapter
    accounts: int = 1
    samples: dict[str, list[float]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Returns the extension's id, which Chromium derives from the folder if there is no key."""
        named = hashlib.sha256(str(self.folder).encode()).hexdigest()[:32]
        return "".join(chr(ord("a") + int(digit, 16)) for digit in named)

    def url(self, path: str) -> str:
        """Returns the address of a file of the extension."""
        return f"chrome-extension://{self.id}/{path}"

    def note(self, what: str, ms: float) -> None:
        """Records one measurement."""
        self.samples.setdefault(what, []).append(ms)


def copied(source: Path, target: Path) -> Path:
    """Copies the extension under an id of its own. Unchanged files are linked."""
    shutil.copytree(source, target, copy_function=_linked)
    _replace(target / "manifest.json", json.dumps(_keyless(target)))
    return target


def _linked(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copyfile(source, target)


def _keyless(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest.pop("key", None)
    return manifest


def _replace(path: Path, text: str) -> None:
    """Replaces the link by a file, so that the original is not changed."""
    path.unlink(missing_ok=True)
    path.write_text(text, "utf-8")


def marked(folder: Path, adapter: Adapter) -> Path:
    """Adds the marker script to the popup. Returns the same folder."""
    script = MARKER.read_text("utf-8").replace('"SELECTOR"', json.dumps(adapter.shown))
    (folder / "bench-marker.js").write_text(script, "utf-8")
    page = folder / adapter.popup
    text = page.read_text("utf-8")
    head = re.search(r"<head[^>]*>", text, re.IGNORECASE)
    at = head.end() if head else 0
    _replace(page, f'{text[:at]}<script src="/bench-marker.js"></script>{text[at:]}')
    return folder


def made(
    name: str, adapter: Adapter, source: Path, work_folder: Path, accounts: int = 1
) -> Subject:
    """Returns a subject of that kind in a folder of its own."""
    folder = work_folder / re.sub(r"[^a-z0-9]+", "-", name.lower())
    return Subject(
        name=name,
        folder=marked(copied(source, folder), adapter),
        adapter=adapter,
        accounts=accounts,
    )


def kakomi(work_folder: Path, accounts: int, adapter: Adapter = KAKOMI) -> Subject:
    """Returns the built product with that many accounts."""
    return made(f"{adapter.kind} {accounts}", adapter, PRODUCT, work_folder, accounts)


def uris(count: int) -> list[str]:
    """Returns that many accounts with different secrets, the same at every call."""
    found = []
    for number in range(count):
        secret = base64.b32encode(hashlib.sha1(b"bench %d" % number).digest())  # noqa: S324  20 bytes
        name = f"Service%20{number}:user{number}%40example.com"
        found.append(f"otpauth://totp/{name}?secret={secret.decode()}&issuer=Service%20{number}")
    return found


_EMPTY_WORKER = "chrome.runtime.onMessage.addListener((_, __, reply) => reply({ ok: 0 }));\n"
_EMPTY_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>empty</title></head>
<body><b style="display:block;width:320px;font-size:32px">123 456</b></body></html>
"""
_FLOOR_WORKER = """
async function read() {
  const inside = chrome.runtime.getURL;
  const wasm = WebAssembly.compileStreaming(fetch(inside(WASM)));
  const others = FILES.map(async (path) => (await fetch(inside(path))).arrayBuffer());
  await Promise.all([wasm, ...others]);
}
chrome.runtime.onMessage.addListener((_, __, reply) => {
  read().then(() => reply({ ok: 0 }));
  return true;
});
"""


def _small(folder: Path, worker: str) -> Path:
    folder.mkdir(parents=True)
    manifest = {
        "manifest_version": 3,
        "name": folder.name,
        "version": "1",
        "action": {"default_popup": EMPTY.popup},
        "background": {"service_worker": "bench-worker.js", "type": "module"},
        "content_security_policy": {
            "extension_pages": "script-src 'self' 'wasm-unsafe-eval'; object-src 'none'"
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / EMPTY.popup).write_text(_EMPTY_PAGE)
    (folder / "bench-worker.js").write_text(worker)
    return folder


def empty(work_folder: Path) -> Subject:
    """Returns an extension whose popup has one code: the lower bound for every popup."""
    source = _small(work_folder / "source-of-empty", _EMPTY_WORKER)
    return made("empty", EMPTY, source, work_folder)


def floor(work_folder: Path) -> Subject:
    """Returns an extension whose worker only reads the files of Kakomi's start and compiles the
    WebAssembly before it replies: the lower bound for every start.
    """
    files = [*worker_scripts(), *DATA]
    worker = f"const WASM = {json.dumps(WASM)};\nconst FILES = {json.dumps(files)};{_FLOOR_WORKER}"
    folder = _small(work_folder / "floor", worker)
    for path in dict.fromkeys((WASM, *files)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        _linked(PRODUCT / path, folder / path)
    return Subject(name="floor", folder=folder, adapter=EMPTY)


_STOCK_WORKER = """
import createPyodideModule from "./pyodide/pyodide.asm.mjs";
import { loadPyodide } from "./pyodide/pyodide.mjs";

const indexURL = chrome.runtime.getURL("pyodide/");
const given = { createPyodideModule, indexURL, lockFileContents: LOCK, packageBaseUrl: indexURL };
let python = null;
chrome.runtime.onMessage.addListener((_, __, reply) => {
  python ??= loadPyodide(given);
  python.then((python) => reply({ ok: python.runPython("1 + 1") }));
  return true;
});
"""


def stock(work_folder: Path) -> Subject:
    """Returns an extension that starts unchanged Pyodide in its worker, without Kakomi."""
    lock = json.loads((STOCK / "pyodide-lock.json").read_text("utf-8"))
    empty = json.dumps({"info": lock["info"], "packages": {}})
    folder = _small(work_folder / "stock", f"const LOCK = {json.dumps(empty)};\n{_STOCK_WORKER}")
    (folder / "pyodide").mkdir()
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        _linked(STOCK / name, folder / "pyodide" / name)
    return Subject(name="Pyodide as it comes", folder=folder, adapter=EMPTY)


def plain(work_folder: Path) -> Subject:
    """Returns Kakomi without its snapshot, so that Python starts without it."""
    folder = copied(PRODUCT, work_folder / "plain")
    (folder / "python" / "snapshot.bin").unlink()
    return Subject(name="Kakomi without its snapshot", folder=folder, adapter=KAKOMI)


def worker_scripts() -> list[str]:
    """Returns the paths of the worker's scripts: the first one, and those that it imports."""
    manifest = json.loads((PRODUCT / "manifest.json").read_text("utf-8"))
    first = manifest["background"]["service_worker"]
    [script] = javascript.parse(PRODUCT / first)
    return [first, *sorted(text for text in script.strings if text.endswith(".js"))]
