// A page whose thread is busy may never answer, so every call into a page has a time limit.

// kakomi.chrome.page_inspector looks for this text in the error.
const UNRESPONSIVE = "page.unresponsive";

/**
 * @template Value
 * @param {number} limitMs
 * @param {Promise<Value>} promise of the page's answer; ignored once the limit has passed
 * @returns {Promise<Value>}
 * @throws {Error} "page.unresponsive" after the limit
 */
export async function withinLimit(limitMs, promise) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(UNRESPONSIVE)), limitMs);
  });
  try {
    return await /** @type {Promise<Value>} */ (Promise.race([promise, timeout]));
  } finally {
    clearTimeout(timer);
    promise.catch(() => {}); // it may still be rejected after the limit
  }
}

/** @param {unknown} error @returns {boolean} whether `withinLimit` threw it */
export function isUnresponsive(error) {
  return error instanceof Error && error.message === UNRESPONSIVE;
}
