// The worker's one interpreter: started at the first request, and asked in JSON text.

import * as host from "./host/index.js";
import { start } from "./interpreter.js";
import { ask } from "./runtime_files.js";
import lock from "./vendor/pyodide/lock.js";
import createPyodideModule from "./vendor/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "./vendor/pyodide/pyodide.mjs";

/**
 * What crosses beside the JSON, because it is no JSON: a picture being taken, or none.
 * @typedef {{ picture: Promise<import("./host/capture.js").Capture | null> | null }} Handles
 */
/** @typedef {(requestJson: string, handles: Handles) => Promise<string>} Act */

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
 * The host modules as Python gets them.
 * @template {object} Host
 * @param {Host} part a module or an object of functions and further hands
 * @returns {Host}
 */
function withErrorPropagation(part) {
  const steady = Object.entries(part).map(([name, value]) => [
    name,
    withErrorPropagationMember(value),
  ]);
  return /** @type {Host} */ (Object.fromEntries(steady));
}

/** @param {unknown} member */
function withErrorPropagationMember(member) {
  if (typeof member === "object" && member) return withErrorPropagation(member);
  if (typeof member !== "function") return member;
  return (/** @type {unknown[]} */ ...args) => {
    const result = member(...args);
    return result instanceof Promise ? rejectingWithErrors(result) : result;
  };
}

// A start leaves 20 MB behind, and nothing tidies up in a worker that only waits. What lies outside V8's own heap
// counts for it too: so much at once has it look after all of it, and never touched it takes no memory itself.
const TIDIED_AFTER_MS = 1_000;
const ENOUGH_TO_TIDY_UP = 64 * 1024 * 1024;

function tidyUp() {
  try {
    new ArrayBuffer(ENOUGH_TO_TIDY_UP);
  } catch {
    // there is no such room: then somebody else has seen to it
  }
}

/** @returns {Promise<Act>} */
async function open() {
  const { snapshot, ...files } = globalThis.kakomiFiles ?? ask();
  globalThis.kakomiFiles = undefined; // they are in their places from now on
  const indexURL = chrome.runtime.getURL("vendor/pyodide/");
  const parts = { ...files, createPyodideModule, indexURL, loadPyodide, lock };
  const { python, way } = await start(parts, snapshot);
  const entrypoint = python.pyimport("kakomi.chrome.entrypoint");
  entrypoint.start(withErrorPropagation(host), way);
  setTimeout(tidyUp, TIDIED_AFTER_MS);
  return entrypoint.act;
}

/** @type {Promise<Act> | null} */
let act = null;

/** Starts Python if it does not run. */
export function wake() {
  act ??= open();
  act.catch(() => {
    act = null; // the next request tries again
  });
  return act;
}

/**
 * @param {string} requestJson
 * @param {Handles} handles
 * @returns {Promise<string>} the reply, as JSON text
 */
export async function call(requestJson, handles) {
  const act = wake();
  const picture = handles.picture && rejectingWithErrors(handles.picture);
  return (await act)(requestJson, { picture });
}
