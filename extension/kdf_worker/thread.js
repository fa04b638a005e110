// The thread that makes one key, and does nothing else.

import * as stretching from "../host/kdf.js";

/** @typedef {[name: keyof typeof stretching, ...args: any[]]} Work */
/** @typedef {{ made?: Uint8Array<ArrayBuffer>, error?: string }} Outcome */

/** @param {Work} work @returns {Promise<Outcome>} */
async function outcome([name, ...args]) {
  try {
    const make = /** @type {(...args: any[]) => Promise<Uint8Array<ArrayBuffer>>} */ (
      stretching[name]
    );
    return { made: await make(...args) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "crypto.unsupported" };
  }
}

addEventListener("message", async ({ data }) => postMessage(await outcome(data)));
