// Starts Kakomi's Python: in the service worker, and under Node for the build and tests.
//
// Its memory is restored from a snapshot made at build time, with the package kakomi imported. If that fails,
// Python starts without the snapshot and imports kakomi, which is slower.

import { snapshotIn } from "./snapshot.js";

/** @typedef {import("./vendor/pyodide/pyodide.mjs").PyodideInterface} Python */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @typedef {object} Parts
 * @property {typeof import("./vendor/pyodide/pyodide.mjs").loadPyodide} loadPyodide
 * @property {(settings: unknown) => Promise<any>} createPyodideModule the default export of pyodide.asm.mjs
 * @property {string} lock an empty package list: nothing is ever loaded by name
 * @property {string} indexURL the base URL of Pyodide's files
 * @property {Promise<WebAssembly.Module>} wasm pyodide.asm.wasm
 * @property {Promise<Bytes>} library stdlib.zip
 * @property {Promise<Bytes>} archive kakomi.zip
 */

// The snapshot holds the import path and not the file system: both archives are written to their paths again.
const ARCHIVE = "/lib/kakomi.zip";
const ENVIRONMENT = { HOME: "/home/kakomi", LANG: "C.UTF-8", PYTHONHASHSEED: "0" };
// Pyodide's settings that keep the files it was started from in memory.
const SPENT_SETTINGS = ["_loadSnapshot", "createPyodideModule", "fsInit", "stdLibURL"];

/**
 * @param {Parts} parts
 * @param {object} special
 * @returns {Promise<Python>}
 */
async function interpreter(parts, special) {
  const { archive, createPyodideModule, indexURL, library, loadPyodide, lock } = parts;
  /** @type {Python} */
  const python = await new Promise((resolve, reject) => {
    /** @type {any} includes private options of Pyodide, which py/tools/vendor.py describes */
    const options = {
      _instantiateWasm: instantiation(parts.wasm, reject),
      createPyodideModule,
      env: { ...ENVIRONMENT },
      fsInit: async (/** @type {any} */ fs) => fs.writeFile(ARCHIVE, await archive),
      indexURL,
      lockFileContents: lock,
      packageBaseUrl: indexURL,
      stdLibURL: library,
      ...special,
    };
    loadPyodide(options).then(resolve, reject);
  });
  for (const name of SPENT_SETTINGS) delete (/** @type {any} */ (python)._api.config[name]);
  return python;
}

/**
 * Instantiates the module instead of Pyodide, which would log a failure and then wait without end.
 * @param {Promise<WebAssembly.Module>} wasm
 * @param {(reason: unknown) => void} fail
 */
function instantiation(wasm, fail) {
  return (/** @type {() => Promise<Record<string, any>>} */ errorImports) =>
    (/** @type {any} */ imports, /** @type {(...made: unknown[]) => void} */ receive) => {
      Promise.all([wasm, errorImports()])
        .then(async ([module, { Jsv_GetError_import, JsvError_Check }]) => {
          Object.assign(imports.env, { Jsv_GetError_import, JsvError_Check });
          receive(await WebAssembly.instantiate(module, imports), module);
        })
        .catch(fail);
      return {};
    };
}

/** @param {Parts} parts */
async function startWithoutSnapshot(parts) {
  const python = await interpreter(parts, {});
  python.pyimport("sys").path.insert(0, ARCHIVE);
  return python;
}

/**
 * Writes the snapshot into the interpreter's memory. Pyodide gets only its own metadata of the snapshot.
 * @param {Parts} parts
 * @param {Promise<Bytes>} bytes
 */
async function startFromSnapshot(parts, bytes) {
  const snapshot = bytes.then(snapshotIn);
  const createPyodideModule = async (/** @type {unknown} */ settings) => {
    await Promise.race([snapshot, null]); // throws if the snapshot was found damaged by now
    const module = await parts.createPyodideModule(settings);
    const { writeTo, size } = await snapshot;
    if (size > module.HEAP8.length) module.growMemory(size);
    writeTo(module.HEAPU8);
    return module;
  };
  const _loadSnapshot = snapshot.then(({ metadata }) => metadata);
  _loadSnapshot.catch(() => {}); // reported where it is awaited
  const python = await interpreter({ ...parts, createPyodideModule }, { _loadSnapshot });
  python.pyimport("random").seed(); // else every restored interpreter would have the same state
  return python;
}

/**
 * @param {Parts} parts
 * @param {Promise<Bytes>} snapshot as snapshot.js reads it
 * @returns {Promise<Python>}
 */
export async function start(parts, snapshot) {
  try {
    return await startFromSnapshot(parts, snapshot);
  } catch (error) {
    console.warn("kakomi: the snapshot was not restored, starting without it", error);
    return startWithoutSnapshot(parts);
  }
}

/**
 * Used at build time. Starts an interpreter, imports kakomi and makes its tables.
 * @param {Parts} parts
 * @returns {Promise<Uint8Array>} its memory, preceded by Pyodide's metadata
 */
export async function captureMemory(parts) {
  // The memory depends on which of the two archives is written first: wait for the library.
  const fsInit = async (/** @type {any} */ fs) => {
    while (!fs.readdir("/lib").some((/** @type {string} */ name) => name.endsWith(".zip"))) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    fs.writeFile(ARCHIVE, await parts.archive);
  };
  const python = await interpreter(parts, { _makeSnapshot: true, fsInit });
  python.runPython(`
import sys
sys.path.insert(0, "${ARCHIVE}")
import kakomi.chrome.entrypoint
kakomi.chrome.entrypoint.prepare()
import gc
import random
random.seed(0)
sys.stdin = sys.__stdin__ = None  # its buffer of 128 kB holds what was freed before
gc.collect()
# Freed memory keeps what it held. As zeros, whole pages of it are left out of the snapshot.
zeros = [bytearray(1 << bits) for bits in range(18, 11, -1) for _ in range(4)]
del zeros
`);
  return /** @type {any} */ (python).makeMemorySnapshot();
}

/**
 * Used at build time.
 * @param {Parts} parts
 * @returns {Promise<Uint8Array>} an interpreter's memory at the moment when a snapshot would be written to it
 */
export async function captureFreshMemory(parts) {
  let taken = new Uint8Array();
  const createPyodideModule = async (/** @type {unknown} */ settings) => {
    const module = await parts.createPyodideModule(settings);
    taken = module.HEAPU8.slice();
    throw new Error("taken");
  };
  const special = { _loadSnapshot: new Uint8Array() };
  await interpreter({ ...parts, createPyodideModule }, special).catch((error) => {
    if (taken.length === 0) throw error;
  });
  return taken;
}
