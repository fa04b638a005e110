// Keys whose making would keep this thread from answering are made by another one. A service worker may start
// none; a document that nobody sees may: it is opened for one key and closed after it. What goes there and
// comes back goes by a port of its own, past every other page.

/** @typedef {import("../kdf_worker/thread.js").Work} Work */
/** @typedef {import("../kdf_worker/thread.js").Outcome} Outcome */

const DOCUMENT = "kdf_worker/kdf_worker.html";
const QUEUE = "kakomi.stretching"; // an extension can have one such document; it asks for the lock as well
const LOOK_EVERY_MS = 1000; // nothing tells when a document is gone

/**
 * Begins to make a key. `stop` ends it wherever it is; afterwards it does nothing.
 * @param {Work} work the function's name, and what it is given
 */
export function begin(...work) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const made = navigator.locks.request(QUEUE, { signal }, () => makeIn(work, signal));
  return { made, stop: () => stopping.abort() };
}

/** @param {Work} work @param {AbortSignal} signal */
async function makeIn(work, signal) {
  await close(); // one is there where a worker was stopped over it
  try {
    await chrome.offscreen.createDocument({
      url: DOCUMENT,
      reasons: ["WORKERS"],
      justification: "Opening a backup that is sealed by heavy work, on a thread of its own",
    });
    signal.throwIfAborted();
    return await outcome(work, signal);
  } finally {
    await close();
  }
}

function close() {
  return chrome.offscreen.closeDocument().catch(() => {}); // there is none
}

/** @param {Work} work @param {AbortSignal} signal @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function outcome(work, signal) {
  const { port1, port2 } = new MessageChannel();
  /** @type {PromiseWithResolvers<Uint8Array<ArrayBuffer>>} */
  const { promise, resolve, reject } = Promise.withResolvers();
  const interrupted = () => reject(new Error("crypto.interrupted"));
  signal.addEventListener("abort", interrupted);
  port1.onmessage = ({ data }) => {
    const { made, error } = /** @type {Outcome} */ (data);
    if (made) resolve(made);
    else reject(new Error(error));
  };
  const looking = setInterval(async () => (await page()) ?? interrupted(), LOOK_EVERY_MS);
  (await page())?.postMessage(work, [port2]);
  return promise.finally(() => clearInterval(looking));
}

/** The document, while it is there. */
async function page() {
  const pages = await clients.matchAll({ includeUncontrolled: true, type: "window" });
  return pages.find(({ url }) => url === chrome.runtime.getURL(DOCUMENT));
}
