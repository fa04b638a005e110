// The service worker's Python interpreter. It is started at the first request. Requests and replies are JSON text.

import * as host from "./host/index.js";
import { start } from "./interpreter.js";
import { fetchRuntime } from "./runtime_files.js";
import lock from "./vendor/pyodide/lock.js";
import createPyodideModule from "./vendor/pyodide/pyodide.asm.mjs";
import { loadPyodide } from "./vendor/pyodide/pyodide.mjs";

/**
 * JavaScript objects that Python gets beside the JSON text.
 * @typedef {object} Handles
 * @property {Promise<import("./host/capture.js").Capture | null> | null} picture the capture in progress, if the
 * command begins with one
 */
/** @typedef {(requestJson: string, handles: Handles) => Promise<string>} Act */

/**
 * Converts the reason of a rejection to an Error. A Python coroutine that awaits a promise rejected with another value
 * would never continue.
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
 * @template {object} Host
 * @param {Host} part of the host: a module, or an object of functions and further parts
 * @returns {Host} the same functions, whose promises reject only with Errors
 */
function withErrorPropagation(part) {
  const members = Object.entries(part).map(([name, value]) => [
    name,
    memberWithErrorPropagation(value),
  ]);
  return /** @type {Host} */ (Object.fromEntries(members));
}

/** @param {unknown} member */
function memberWithErrorPropagation(member) {
  if (typeof member === "object" && member) return withErrorPropagation(member);
  if (typeof member !== "function") return member;
  return (/** @type {unknown[]} */ ...args) => {
    const result = member(...args);
    return result instanceof Promise ? rejectingWithErrors(result) : result;
  };
}

// Start-up and large messages leave megabytes of garbage that an idle worker never collects. Allocating a large external ArrayBuffer
// raises V8's external-memory pressure and triggers a full GC. The buffer is never touched, so the operating system
// never commits its pages.
const GC_AFTER_MS = 1_000;
const LARGE_MESSAGE_CHARACTERS = 100_000; // an import of many accounts, for example
const GC_TRIGGER_BYTES = 64 * 1024 * 1024;

function triggerGc() {
  try {
    new ArrayBuffer(GC_TRIGGER_BYTES);
  } catch {
    // out of memory: V8 collected its garbage before it threw
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let gcTimer;

/** Collects garbage once the worker has nothing to do for a moment. */
function scheduleGc() {
  clearTimeout(gcTimer);
  gcTimer = setTimeout(triggerGc, GC_AFTER_MS);
}

/** @returns {Promise<Act>} */
async function startPython() {
  const { snapshot, ...files } = globalThis.kakomiRuntime ?? fetchRuntime();
  globalThis.kakomiRuntime = undefined; // frees the files once Python has read them
  const indexURL = chrome.runtime.getURL("vendor/pyodide/");
  const parts = { ...files, createPyodideModule, indexURL, loadPyodide, lock };
  const python = await start(parts, snapshot);
  const entrypoint = python.pyimport("kakomi.chrome.entrypoint");
  entrypoint.start(withErrorPropagation(host));
  performance.mark("kakomi.python");
  scheduleGc();
  return entrypoint.act;
}

/** @type {Promise<Act> | null} */
let act = null;

/** Starts Python if it does not run. @returns {Promise<Act>} */
export function ensurePython() {
  act ??= startPython();
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
  const act = ensurePython();
  const picture = handles.picture && rejectingWithErrors(handles.picture);
  const reply = await (await act)(requestJson, { picture });
  if (requestJson.length + reply.length > LARGE_MESSAGE_CHARACTERS) scheduleGc();
  return reply;
}
