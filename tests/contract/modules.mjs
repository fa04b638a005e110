// Imports every module of the built extension's Python under Node: `node modules.mjs MODULES`. Prints JSON:
// `{"at_start": [...], "failed": {...}}`, the names of Kakomi's modules that the snapshot has, and for each module that
// cannot be imported its error.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2]);
const script = (/** @type {string} */ path) => import(pathToFileURL(join(dist, path)).href);
const bytes = async (/** @type {string} */ path) => new Uint8Array(readFileSync(join(dist, path)));

const { start } = await script("interpreter.js");
const { loadPyodide } = await script("vendor/pyodide/pyodide.mjs");
const { default: createPyodideModule } = await script("vendor/pyodide/pyodide.asm.mjs");
const { default: lock } = await script("vendor/pyodide/lock.js");

const python = await start(
  {
    archive: bytes("python/kakomi.zip"),
    createPyodideModule,
    indexURL: join(dist, "vendor/pyodide"),
    library: bytes("python/stdlib.zip"),
    loadPyodide,
    lock,
    wasm: bytes("vendor/pyodide/pyodide.asm.wasm").then(WebAssembly.compile),
  },
  bytes("python/snapshot.bin"),
);
console.log(
  python.runPython(`
import importlib, json, pkgutil, sys
import kakomi
at_start, failed = sorted(n for n in sys.modules if n.startswith("kakomi.")), {}
for module in pkgutil.walk_packages(kakomi.__path__, "kakomi."):
    try:
        importlib.import_module(module.name)
    except Exception as error:
        failed[module.name] = repr(error)
json.dumps({"at_start": at_start, "failed": failed})
`),
);
