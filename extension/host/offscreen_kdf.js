// Derives keys on a separate thread, because a slow derivation would block the service worker. A service worker may not
// start a thread, but an offscreen document may. It is opened for one key and closed afterwards. The arguments and the
// key are sent through a message port, which no other page can read.

import { offscreenDocument, withOffscreenDocument } from "./offscreen_document.js";

/** @typedef {import("../kdf_worker/thread.js").Work} Work */
/** @typedef {import("../kdf_worker/thread.js").Outcome} Outcome */

const DOCUMENT = "kdf_worker/kdf_worker.html";
/** @type {chrome.offscreen.CreateParameters} */
const PARAMETERS = {
  url: DOCUMENT,
  reasons: ["WORKERS"],
  justification: "Derives the key of a backup with a slow key derivation, on a thread of its own",
};
const CHECK_INTERVAL_MS = 1000; // no event reports that the document was closed

/**
 * Begins to derive a key.
 * @param {Work} work the name of a function of host/kdf.js and its arguments
 * @returns `made` is a promise of the key; `stop` ends the derivation, and does nothing after its end
 */
export function begin(...work) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const made = withOffscreenDocument(PARAMETERS, () => derived(work, signal), signal);
  return { made, stop: () => stopping.abort() };
}

/**
 * @param {Work} work
 * @param {AbortSignal} signal
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Error} the code of a CryptoError, "crypto.interrupted" if the document is gone or `signal` was aborted
 */
async function derived(work, signal) {
  const { port1, port2 } = new MessageChannel();
  /** @type {PromiseWithResolvers<Uint8Array<ArrayBuffer>>} */
  const { promise, resolve, reject } = Promise.withResolvers();
  const interrupt = () => reject(new Error("crypto.interrupted"));
  signal.addEventListener("abort", interrupt);
  port1.onmessage = ({ data }) => {
    const { key, error } = /** @type {Outcome} */ (data);
    if (key) resolve(key);
    else reject(new Error(error));
  };
  const timer = setInterval(
    async () => (await offscreenDocument(DOCUMENT)) ?? interrupt(),
    CHECK_INTERVAL_MS,
  );
  (await offscreenDocument(DOCUMENT))?.postMessage(work, [port2]);
  return promise.finally(() => clearInterval(timer));
}
