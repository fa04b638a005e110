// The offscreen document: a page without a window that may do what a service worker may not. An extension can have only
// one at a time, so that its users wait for each other.

// The document of kdf_worker/ requests this lock too.
const QUEUE = "kakomi.kdf";

/**
 * Opens the document for one task and closes it afterwards.
 * @template Value
 * @param {chrome.offscreen.CreateParameters} parameters
 * @param {() => Promise<Value>} task
 * @param {AbortSignal} [signal] while it waits for its turn, or for the document
 * @returns {Promise<Value>}
 */
export function withOffscreenDocument(parameters, task, signal) {
  return navigator.locks.request(QUEUE, { ...(signal && { signal }) }, async () => {
    await close(); // a service worker that was stopped may have left one
    try {
      await chrome.offscreen.createDocument(parameters);
      signal?.throwIfAborted();
      return await task();
    } finally {
      await close();
    }
  });
}

function close() {
  return chrome.offscreen.closeDocument().catch(() => {}); // there is none
}

/**
 * @param {string} path of the document
 * @returns the offscreen document, or undefined if it is not open
 */
export async function offscreenDocument(path) {
  const pages = await clients.matchAll({ includeUncontrolled: true, type: "window" });
  return pages.find(({ url }) => url === chrome.runtime.getURL(path));
}
