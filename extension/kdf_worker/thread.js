// The thread that derives one key.

import * as kdf from "../host/kdf.js";

/** @typedef {[name: keyof typeof kdf, ...args: any[]]} Work the name of a function of host/kdf.js and its arguments */
/** @typedef {{ key?: Uint8Array<ArrayBuffer>, error?: string }} Outcome */

/** @param {Work} work @returns {Promise<Outcome>} */
async function run([name, ...args]) {
  try {
    const derive = /** @type {(...args: any[]) => Promise<Uint8Array<ArrayBuffer>>} */ (kdf[name]);
    return { key: await derive(...args) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "crypto.unsupported" };
  }
}

addEventListener("message", async ({ data }) => postMessage(await run(data)));
