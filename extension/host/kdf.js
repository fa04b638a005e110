// Slow key derivations, by hash-wasm. They block the calling thread. Python decides which run here and which in the
// offscreen document (offscreen_kdf.js).

import "../vendor/hash-wasm/argon2.umd.min.js";
import "../vendor/hash-wasm/scrypt.umd.min.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/**
 * @typedef {object} HashWasm the global that the two classic scripts set
 * @property {(options: object) => Promise<Bytes>} argon2d
 * @property {(options: object) => Promise<Bytes>} argon2id
 * @property {(options: object) => Promise<Bytes>} scrypt
 */

const {
  argon2d,
  argon2id,
  scrypt: hashWasmScrypt,
} = /** @type {{ hashwasm: HashWasm }} */ (/** @type {unknown} */ (globalThis)).hashwasm;

/**
 * @param {Promise<Bytes>} work
 * @returns {Promise<Bytes>}
 */
async function made(work) {
  try {
    return await work;
  } catch (error) {
    // The parameters are within their bounds, so a RangeError means that memory did not grow.
    const isOutOfMemory = error instanceof RangeError || error instanceof WebAssembly.RuntimeError;
    throw new Error(isOutOfMemory ? "crypto.no_memory" : "crypto.unsupported");
  }
}

/**
 * RFC 7914.
 * @param {Bytes} password
 * @param {Bytes} salt
 * @param {number} n
 * @param {number} r
 * @param {number} p
 * @param {number} length bytes
 */
export function scrypt(password, salt, n, r, p, length) {
  const cost = { costFactor: n, blockSize: r, parallelism: p, hashLength: length };
  return made(hashWasmScrypt({ password, salt, ...cost, outputType: "binary" }));
}

/**
 * RFC 9106, version 0x13.
 * @param {string} variant d or id
 * @param {Bytes} password
 * @param {Bytes} salt
 * @param {number} passes
 * @param {number} memoryKib
 * @param {number} lanes
 * @param {number} length bytes
 */
export async function argon2(variant, password, salt, passes, memoryKib, lanes, length) {
  if (variant !== "d" && variant !== "id") throw new Error("crypto.unsupported");
  const cost = {
    iterations: passes,
    memorySize: memoryKib,
    parallelism: lanes,
    hashLength: length,
  };
  const hash = variant === "d" ? argon2d : argon2id;
  return made(hash({ password, salt, ...cost, outputType: "binary" }));
}
