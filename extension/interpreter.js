// How Kakomi's Python is started, wherever it runs: in the worker, and under Node when it is built and tested.
//
// Normally its memory is restored from a snapshot made at build time, with all of kakomi imported. If that
// fails for whatever reason, Python starts the long way round: slower, but the codes are there.

import { unpacked } from "./snapshot.js";

/** @typedef {import("./vendor/pyodide/pyodide.mjs").PyodideInterface} Python */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @typedef {object} Parts where the pieces are, as the place it runs in can read them
 * @property {typeof import("./vendor/pyodide/pyodide.mjs").loadPyodide} loadPyodide
 * @property {(settings: unknown) => Promise<any>} createPyodideModule the default export of pyodide.asm.mjs
 * @property {Promise<WebAssembly.Module>} wasm pyodide.asm.wasm
 * @property {string} lock an empty package list: nothing is ever loaded by name
 * @property {string} indexURL where Pyodide takes itself to be
 * @property {string} stdLibURL
 * @property {Promise<Bytes>} archive kakomi.zip
 */
/** @typedef {{ python: Python, way: "snapshot" | "plain" }} Started */

// The file system is not in the snapshot, the import path is: both archives must be back at their places.
const ARCHIVE = "/lib/kakomi.zip";
const ENVIRONMENT = { HOME: "/home/kakomi", LANG: "C.UTF-8", PYTHONHASHSEED: "0" };

/**
 * @param {Parts} parts
 * @param {object} special
 * @returns {Promise<Python>}
 */
function interpreter({ archive, lock, loadPyodide, wasm, ...parts }, special) {
  return new Promise((resolve, reject) => {
    /** @type {any} the snapshot's options and the instantiation are not in Pyodide's public types */
    const options = {
      ...parts,
      env: { ...ENVIRONMENT },
      fsInit: async (/** @type {any} */ fs) => fs.writeFile(ARCHIVE, await archive),
      _instantiateWasm: instantiation(wasm, reject),
      lockFileContents: lock,
      packageBaseUrl: parts.indexURL,
      ...special,
    };
    loadPyodide(options).then(resolve, reject);
  });
}

/**
 * In Pyodide's place, so that the module is compiled while the snapshot is still being read; and a failure,
 * which Pyodide would note and then wait for ever, is one.
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
  python.runPython(`import sys; sys.path.insert(0, "${ARCHIVE}")`);
  return python;
}

/** @param {Parts} parts @param {Promise<Bytes>} snapshot */
async function restored(parts, snapshot) {
  const image = snapshot.then(unpacked);
  image.catch(() => {}); // told where it is awaited
  const createPyodideModule = async (/** @type {unknown} */ settings) => {
    const module = await parts.createPyodideModule(settings);
    const { length } = await image;
    if (length > module.HEAP8.length) module.growMemory(length);
    return module;
  };
  const python = await interpreter({ ...parts, createPyodideModule }, { _loadSnapshot: image });
  // 30 MB that nobody reads again, and what holds on to them.
  const { config } = /** @type {any} */ (python)._api;
  for (const name of ["_loadSnapshot", "createPyodideModule"]) delete config[name];
  // A seed that every restored copy would share.
  python.runPython("import random; random.seed()");
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
import kakomi.chrome.door
import gc
import random
random.seed(0)
gc.collect()
`);
  return /** @type {any} */ (python).makeMemorySnapshot();
}
