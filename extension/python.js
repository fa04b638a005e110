// The worker's one interpreter: started at the first request, and asked in JSON text.

import * as hands from "./hands/index.js";
import { start } from "./interpreter.js";
import lock from "./vendor/pyodide/lock.js";
import createPyodideModule from "./vendor/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "./vendor/pyodide/pyodide.mjs";

/**
 * What crosses beside the JSON, because it is no JSON: a picture being taken, or none.
 * @typedef {{ picture: Promise<import("./hands/screen.js").Capture | null> | null }} Handles
 */
/** @typedef {(requestJson: string, handles: Handles) => Promise<string>} Act */

const inside = chrome.runtime.getURL;

const SNAPSHOT = "python/snapshot.bin";
const LIBRARY = "python/stdlib.zip";
const ARCHIVE = "python/kakomi.zip";

/**
 * As a blob, reading is the browser's own work until the end; as bytes at once it would wait while this thread
 * compiles 1.2 MB of JavaScript. A full disk has no room for blobs, and what failed once on it is asked for again.
 * @param {Promise<Response>} response
 * @param {string} path
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
function bytes(response, path) {
  const read = response
    .then((found) => found.blob())
    .then((blob) => blob.arrayBuffer())
    .catch(async () => (await fetch(inside(path))).arrayBuffer())
    .then((buffer) => new Uint8Array(buffer));
  read.catch(() => {}); // told where it is awaited
  return read;
}

/**
 * A coroutine that awaits a promise rejected with anything but an Error would wait for ever.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function rejectingWithErrors(promise) {
  return promise.catch((reason) => {
    throw reason instanceof Error ? reason : new Error(String(reason));
  });
}

/**
 * The hands as Python gets them.
 * @template {object} Hand
 * @param {Hand} hand a module or an object of functions and further hands
 * @returns {Hand}
 */
function steadied(hand) {
  const steady = Object.entries(hand).map(([name, value]) => [name, steadyMember(value)]);
  return /** @type {Hand} */ (Object.fromEntries(steady));
}

/** @param {unknown} member */
function steadyMember(member) {
  if (typeof member === "object" && member) return steadied(member);
  if (typeof member !== "function") return member;
  return (/** @type {unknown[]} */ ...args) => {
    const result = member(...args);
    return result instanceof Promise ? rejectingWithErrors(result) : result;
  };
}

/** @returns {Promise<Act>} */
async function open() {
  // By its response, or Chromium would not keep the machine code that it makes in time for the next start.
  const machine = inside("vendor/pyodide/pyodide.asm.wasm");
  const compiled = () => WebAssembly.compileStreaming(fetch(machine));
  const wasm = compiled().catch(compiled);
  wasm.catch(() => {}); // told where it is awaited
  const snapshot = fetch(inside(SNAPSHOT));
  const library = fetch(inside(LIBRARY));
  const archive = fetch(inside(ARCHIVE));
  await Promise.allSettled([snapshot, library, archive]); // begun, before anything takes the time
  const parts = {
    archive: bytes(archive, ARCHIVE),
    createPyodideModule,
    indexURL: inside("vendor/pyodide/"),
    library: bytes(library, LIBRARY),
    loadPyodide,
    lock,
    wasm,
  };
  const { python, way } = await start(parts, bytes(snapshot, SNAPSHOT));
  const door = python.pyimport("kakomi.chrome.door");
  door.open_door(steadied(hands), way);
  return door.act;
}

/** @type {Promise<Act> | null} */
let act = null;

/**
 * @param {string} requestJson
 * @param {Handles} handles
 * @returns {Promise<string>} the reply, as JSON text
 */
export async function call(requestJson, handles) {
  act ??= open();
  act.catch(() => {
    act = null; // the next request tries again
  });
  const picture = handles.picture && rejectingWithErrors(handles.picture);
  return (await act)(requestJson, { picture });
}
