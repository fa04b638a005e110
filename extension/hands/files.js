// Picture files that a person pasted, dropped or chose. Python has read their headers before.

import { Picture } from "./pixels.js";

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 * @returns {Promise<Picture>}
 */
export async function unpack(bytes, type) {
  return new Picture(await createImageBitmap(new Blob([bytes], { type })));
}
