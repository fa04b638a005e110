// Builds what needs Pyodide, under Node:
//
//   node build_in_pyodide.mjs archives  PYODIDE_DIR OUT_DIR STOCK_STDLIB WHEELS_DIR SOURCE_DIR
//     OUT_DIR/stdlib.zip   the standard library as .pyc, compiled by the Python that will import it
//     OUT_DIR/kakomi.zip   our own code and, put in by micropip, the wheels
//   node build_in_pyodide.mjs library  PYODIDE_DIR OUT_DIR STOCK_STDLIB
//     OUT_DIR/stdlib.zip   all of the standard library, with line numbers and docstrings, for a debug build
//   node build_in_pyodide.mjs snapshot  PYODIDE_DIR OUT_DIR
//     OUT_DIR/memory.bin   the interpreter's memory with all of kakomi imported
//     OUT_DIR/begun.bin    the memory when a restored one is about to be poured in
//   node build_in_pyodide.mjs package   PYODIDE_DIR OUT_DIR STOCK_STDLIB UNPACKED_DIR
//     OUT_DIR/package.zip  the extension in one archive
//
// The same input gives the same bytes on every machine: hashing, randomness and the clock are fixed, and the same
// Python compiles and deflates.

import nodeCrypto, { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

import { captureFreshMemory, captureMemory } from "../../extension/interpreter.js";

const [step, pyodideDir, outDir, stockLibrary, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodideDir, "pyodide.mjs")).href);
const { default: createPyodideModule } = await import(
  pathToFileURL(join(pyodideDir, "pyodide.asm.mjs")).href
);
const { default: lock } = await import(pathToFileURL(join(pyodideDir, "lock.js")).href);

/**
 * Fixes random bytes, the clock, the time zone and the program name, because all of them end up in the snapshot.
 * The extension seeds its random numbers after restoring.
 */
function makeDeterministic() {
  process.env.TZ = "UTC";
  process.argv[1] = "kakomi";
  let state = createHash("sha256").update("kakomi build").digest();
  const fill = (/** @type {ArrayBufferView} */ view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let i = 0; i < bytes.length; i += 1) {
      if (i % 32 === 0) state = createHash("sha256").update(state).digest();
      bytes[i] = state[i % 32];
    }
    return view;
  };
  nodeCrypto.randomFillSync = /** @type {any} */ (fill);
  globalThis.crypto.getRandomValues = /** @type {any} */ (fill);
  // The garbage collector must not decide in which order Python's objects are destroyed.
  globalThis.FinalizationRegistry = /** @type {any} */ (
    class {
      register() {}
      unregister() {}
    }
  );
  Math.random = () => 0.5;
  Date.now = () => Date.UTC(2026, 0, 1);
  performance.now = () => 0;
}

/** @returns {string[]} the sorted paths of all files under a folder, from there, with forward slashes */
function tree(/** @type {string} */ folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).replaceAll(sep, "/"));
  return names.filter((n) => !n.includes("__pycache__")).sort();
}

/**
 * Runs a function of archive.py in Pyodide.
 * @param {string} work the function's name
 * @param {string[][]} given pairs of a folder here and its path there
 * @param {string[]} made files that it writes into the root folder
 */
async function archived(work, given, made) {
  const python = await loadPyodide({
    env: { HOME: "/home/kakomi", LANG: "C.UTF-8", PYTHONHASHSEED: "0" },
    indexURL: pyodideDir,
    lockFileContents: lock,
    packageBaseUrl: pyodideDir,
    stdLibURL: stockLibrary,
  });
  for (const [from, to] of given) {
    for (const name of tree(from)) {
      python.FS.mkdirTree(dirname(`${to}/${name}`));
      python.FS.writeFile(`${to}/${name}`, readFileSync(join(from, name)));
    }
  }
  python.FS.mkdirTree("/tools");
  for (const name of ["archive.py", "shared_constants.py", "replaced_modules.toml"]) {
    python.FS.writeFile(`/tools/${name}`, readFileSync(new URL(`./${name}`, import.meta.url)));
  }
  python.runPython("import sys; sys.path.insert(0, '/')");
  await python.pyimport("tools.archive")[work]();
  for (const name of made) writeFileSync(join(outDir, name), python.FS.readFile(`/${name}`));
}

/** @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function bytes(/** @type {string[]} */ ...path) {
  return new Uint8Array(readFileSync(join(...path)));
}

async function snapshot() {
  const parts = () => ({
    loadPyodide,
    lock,
    createPyodideModule,
    wasm: bytes(pyodideDir, "pyodide.asm.wasm").then(WebAssembly.compile),
    library: bytes(outDir, "stdlib.zip"),
    archive: bytes(outDir, "kakomi.zip"),
    indexURL: pyodideDir,
  });
  writeFileSync(join(outDir, "memory.bin"), await captureMemory(parts()));
  writeFileSync(join(outDir, "begun.bin"), await captureFreshMemory(parts()));
}

makeDeterministic();
try {
  const [first = "", second = ""] = folders;
  if (step === "snapshot") await snapshot();
  if (step === "archives") {
    const given = [
      [first, "/wheels"],
      [second, "/source/kakomi"],
    ];
    await archived("archives", given, ["stdlib.zip", "kakomi.zip"]);
  }
  if (step === "library") await archived("library", [], ["stdlib.zip"]);
  if (step === "package") await archived("package", [[first, "/unpacked"]], ["package.zip"]);
} catch (error) {
  // Only the message: the stack would quote Pyodide's one-line source.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
