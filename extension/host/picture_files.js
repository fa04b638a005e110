// Decodes picture files that the user pasted, dropped or chose. Python has checked their headers.

import { decode } from "./picture.js";

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 * @returns {Promise<import("./picture.js").Picture>}
 */
export function unpack(bytes, type) {
  return decode(new Blob([bytes], { type }));
}
