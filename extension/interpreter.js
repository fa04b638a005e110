// How Kakomi's Python is started, wherever it runs: in the worker, and under Node when it is built and tested.
//
// Normally its memory is restored from a snapshot made at build time, with all of kakomi imported. If that
// fails for whatever reason, Python starts the long way round: slower, but the codes are there.

import { snapshotIn } from "./snapshot.js";

/** @typedef {import("./vendor/pyodide/pyodide.mjs").PyodideInterface} Python */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @typedef {object} Parts
 * @property {typeof import("./vendor/pyodide/pyodide.mjs").loadPyodide} loadPyodide
 * @property {(settings: unknown) => Promise<any>} createPyodideModule the default export of pyodide.asm.mjs
 * @property {string} lock an empty package list: nothing is ever loaded by name
 * @property {string} indexURL where Pyodide takes itself to be
 * @property {Promise<WebAssembly.Module>} wasm pyodide.asm.wasm
 * @property {Promise<Bytes>} library stdlib.zip
 * @property {Promise<Bytes>} archive kakomi.zip
 */
/** @typedef {{ python: Python, way: "snapshot" | "plain" }} Started */

// The file system is not in the snapshot, the import path is: both archives must be back at their places.
const ARCHIVE = "/lib/kakomi.zip";
const ENVIRONMENT = { HOME: "/home/kakomi", LANG: "C.UTF-8", PYTHONHASHSEED: "0" };
// What Pyodide keeps of how it was started, and with it the bytes it was started from.
const SPENT = ["_loadSnapshot", "createPyodideModule", "fsInit", "stdLibURL"];

/**
 * @param {Parts} parts
 * @param {object} special
 * @returns {Promise<Python>}
 */
async function interpreter(parts, special) {
  const { archive, createPyodideModule, indexURL, library, loadPyodide, lock } = parts;
  /** @type {Python} */
  const python = await new Promise((resolve, reject) => {
    /** @type {any} what is in no public type of Pyodide's is in py/tools/vendor.py */
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
  for (const name of SPENT) delete (/** @type {any} */ (python)._api.config[name]);
  return python;
}

/**
 * In Pyodide's place: a failure, which it would note and then wait for ever, is one.
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
async function plain(parts) {
  const python = await interpreter(parts, {});
  python.pyimport("sys").path.insert(0, ARCHIVE);
  return python;
}

/**
 * The memory goes right where it belongs; Pyodide gets its own notes alone.
 * @param {Parts} parts
 * @param {Promise<Bytes>} bytes
 */
async function restored(parts, bytes) {
  const snapshot = bytes.then(snapshotIn);
  const createPyodideModule = async (/** @type {unknown} */ settings) => {
    await Promise.race([snapshot, null]); // one that is known to be bad need not cost the module
    const module = await parts.createPyodideModule(settings);
    const { pour, size } = await snapshot;
    if (size > module.HEAP8.length) module.growMemory(size);
    pour(module.HEAPU8);
    return module;
  };
  const _loadSnapshot = snapshot.then(({ notes }) => notes);
  _loadSnapshot.catch(() => {}); // told where it is awaited
  const python = await interpreter({ ...parts, createPyodideModule }, { _loadSnapshot });
  python.pyimport("random").seed(); // or every restored copy would share one
  return python;
}

/**
 * @param {Parts} parts
 * @param {Promise<Bytes>} snapshot as snapshot.js reads it
 * @returns {Promise<Started>}
 */
export async function start(parts, snapshot) {
  try {
    return { python: await restored(parts, snapshot), way: "snapshot" };
  } catch (error) {
    console.warn("kakomi: the snapshot did not restore, starting plainly", error);
    return { python: await plain(parts), way: "plain" };
  }
}

/**
 * At build time: an interpreter with kakomi imported, and its memory.
 * @param {Parts} parts
 * @returns {Promise<Uint8Array>}
 */
export async function memory(parts) {
  // Which of two files is there first shows in the memory: always the library.
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
import gc
import random
random.seed(0)
gc.collect()
`);
  return /** @type {any} */ (python).makeMemorySnapshot();
}

/**
 * At build time: the memory at the point where a snapshot would be poured in.
 * @param {Parts} parts
 * @returns {Promise<Uint8Array>}
 */
export async function begun(parts) {
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
