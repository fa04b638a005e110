// The cryptography that Python in the browser lacks. Bytes in, bytes out; Python chooses every parameter and has
// checked its bounds.
//
// Errors have one of three messages: "crypto.mismatch" if a tag or padding does not fit, "crypto.unsupported" if a
// parameter is not supported, "crypto.no_memory" if a derivation needs more memory than there is. No message holds
// any input.

import { poly1305 as noblePoly1305 } from "../vendor/noble-ciphers/_poly1305.js";
import {
  hchacha,
  chacha20 as nobleChaCha20,
  xchacha20poly1305,
} from "../vendor/noble-ciphers/chacha.js";
import { salsa20 as nobleSalsa20 } from "../vendor/noble-ciphers/salsa.js";

export { argon2, scrypt } from "./kdf.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const BLOCK = 16;
const TAG = 16;
// Lengths that Chromium, Node (in the tests) and OpenSSL (under CPython) all support.
const KEY_LENGTHS = [16, 32];
const MIN_NONCE = 12;
const MAX_NONCE = 128;
const DIGESTS = new Map([
  ["SHA1", "SHA-1"],
  ["SHA256", "SHA-256"],
  ["SHA512", "SHA-512"],
]);
const ROUNDS_AT_ONCE = 1 << 16;

const mismatch = () => new Error("crypto.mismatch");
const unsupported = () => new Error("crypto.unsupported");

/** @param {boolean} fits */
function check(fits) {
  if (!fits) throw unsupported();
}

/**
 * @param {Promise<ArrayBuffer | Bytes>} work
 * @param {() => Error} otherwise makes the error to throw if it fails
 * @returns {Promise<Bytes>}
 */
async function bytesOf(work, otherwise) {
  try {
    return new Uint8Array(await work);
  } catch {
    throw otherwise();
  }
}

/** @param {Bytes} key @param {string} name @param {KeyUsage} usage */
function aes(key, name, usage) {
  check(KEY_LENGTHS.includes(key.length));
  return crypto.subtle.importKey("raw", key, name, false, [usage]);
}

/**
 * RFC 8018 section 5.2.
 * @param {string} digest SHA1, SHA256 or SHA512
 * @param {Bytes} password
 * @param {Bytes} salt
 * @param {number} iterations
 * @param {number} length bytes
 */
export async function pbkdf2(digest, password, salt, iterations, length) {
  const hash = DIGESTS.get(digest);
  check(hash !== undefined && iterations > 0 && length > 0);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: hash ?? "", salt, iterations };
  return bytesOf(crypto.subtle.deriveBits(how, key, length * 8), unsupported);
}

/**
 * @param {Bytes} nonce
 * @param {Bytes} additionalData
 */
function gcm(nonce, additionalData) {
  check(nonce.length >= MIN_NONCE && nonce.length <= MAX_NONCE);
  return { name: "AES-GCM", iv: nonce, additionalData, tagLength: TAG * 8 };
}

/**
 * NIST SP 800-38D.
 * @param {Bytes} key
 * @param {Bytes} nonce
 * @param {Bytes} plaintext
 * @param {Bytes} header authenticated, not encrypted
 * @returns {Promise<Bytes>} the ciphertext and its tag
 */
export async function gcmSeal(key, nonce, plaintext, header) {
  const how = gcm(nonce, header);
  const held = await aes(key, "AES-GCM", "encrypt");
  return bytesOf(crypto.subtle.encrypt(how, held, plaintext), unsupported);
}

/**
 * @param {Bytes} key
 * @param {Bytes} nonce
 * @param {Bytes} ciphertext with its tag
 * @param {Bytes} header
 */
export async function gcmOpen(key, nonce, ciphertext, header) {
  const how = gcm(nonce, header);
  const held = await aes(key, "AES-GCM", "decrypt");
  return bytesOf(crypto.subtle.decrypt(how, held, ciphertext), mismatch);
}

/** @param {Bytes} iv */
function cbc(iv) {
  check(iv.length === BLOCK);
  return { name: "AES-CBC", iv };
}

/**
 * NIST SP 800-38A, padding of RFC 5652 section 6.3.
 * @param {Bytes} key
 * @param {Bytes} iv
 * @param {Bytes} ciphertext
 */
export async function cbcOpen(key, iv, ciphertext) {
  const how = cbc(iv);
  const held = await aes(key, "AES-CBC", "decrypt");
  return bytesOf(crypto.subtle.decrypt(how, held, ciphertext), mismatch);
}

/**
 * Decrypts without padding. WebCrypto requires padding, so a padding block is appended: the encryption of an empty
 * plaintext, chained to the last block.
 * @param {Bytes} key
 * @param {Bytes} iv
 * @param {Bytes} ciphertext
 */
export async function cbcBlocks(key, iv, ciphertext) {
  const how = cbc(iv);
  const sealing = await aes(key, "AES-CBC", "encrypt");
  if (ciphertext.length % BLOCK !== 0) throw mismatch();
  const last = cbc(ciphertext.length ? ciphertext.slice(-BLOCK) : iv);
  const padding = await bytesOf(
    crypto.subtle.encrypt(last, sealing, new Uint8Array(0)),
    unsupported,
  );
  const padded = new Uint8Array(ciphertext.length + BLOCK);
  padded.set(ciphertext);
  padded.set(padding, ciphertext.length);
  const held = await aes(key, "AES-CBC", "decrypt");
  return bytesOf(crypto.subtle.decrypt(how, held, padded), mismatch);
}

/**
 * NIST SP 800-38A.
 * @param {Bytes} key
 * @param {Bytes} counter the first block of it
 * @param {Bytes} data
 */
export async function ctr(key, counter, data) {
  check(counter.length === BLOCK);
  const held = await aes(key, "AES-CTR", "encrypt");
  const how = { name: "AES-CTR", counter, length: BLOCK * 8 };
  return bytesOf(crypto.subtle.encrypt(how, held, data), unsupported);
}

/**
 * Encrypts each block `rounds` times. CBC over zeros with the block as IV is the same chain: each step encrypts the
 * result of the one before.
 * @param {Bytes} key
 * @param {Bytes} blocks
 * @param {number} rounds
 */
export async function ecbRounds(key, blocks, rounds) {
  check(blocks.length % BLOCK === 0);
  const held = await aes(key, "AES-CBC", "encrypt");
  const result = new Uint8Array(blocks);
  for (let at = 0; at < blocks.length; at += BLOCK) {
    let block = blocks.slice(at, at + BLOCK);
    for (let left = rounds; left > 0; left -= ROUNDS_AT_ONCE) {
      const length = Math.min(left, ROUNDS_AT_ONCE) * BLOCK;
      const chain = crypto.subtle.encrypt(cbc(block), held, new Uint8Array(length));
      block = (await bytesOf(chain, unsupported)).slice(length - BLOCK, length);
    }
    result.set(block, at);
  }
  return result;
}

/**
 * RFC 8439 section 2.4.
 * @param {Bytes} key 32 bytes
 * @param {Bytes} nonce 12 bytes
 * @param {number} counter of the first block
 * @param {Bytes} data
 */
export async function chacha20(key, nonce, counter, data) {
  check(key.length === 32 && nonce.length === 12);
  try {
    return nobleChaCha20(key, nonce, data, undefined, counter);
  } catch {
    throw unsupported();
  }
}

const CHACHA_CONSTANTS = new TextEncoder().encode("expand 32-byte k");

/**
 * Copies the bytes to an aligned Uint32Array, which noble-ciphers requires.
 * @param {Uint8Array} bytes
 */
function words(bytes) {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

/**
 * draft-irtf-cfrg-xchacha section 2.2.
 * @param {Bytes} key 32 bytes
 * @param {Bytes} nonce 16 bytes
 * @returns {Promise<Bytes>} 32 bytes
 */
export async function hchacha20(key, nonce) {
  check(key.length === 32 && nonce.length === 16);
  const subkey = new Uint32Array(8);
  hchacha(words(CHACHA_CONSTANTS), words(key), words(nonce), subkey);
  return new Uint8Array(subkey.buffer);
}

/**
 * RFC 8439 section 2.5.
 * @param {Bytes} key 32 bytes, used once
 * @param {Bytes} message
 */
export async function poly1305(key, message) {
  check(key.length === 32);
  return noblePoly1305(message, key);
}

/**
 * draft-irtf-cfrg-xchacha section 2.
 * @param {Bytes} key 32 bytes
 * @param {Bytes} nonce 24 bytes
 * @param {Bytes} ciphertext with its tag
 * @param {Bytes} header authenticated, not encrypted
 */
export async function xchacha20Poly1305Open(key, nonce, ciphertext, header) {
  check(key.length === 32 && nonce.length === 24);
  try {
    return xchacha20poly1305(key, nonce, header).decrypt(ciphertext);
  } catch {
    throw mismatch();
  }
}

/**
 * cr.yp.to/snuffle/spec.pdf.
 * @param {Bytes} key 32 bytes
 * @param {Bytes} nonce 8 bytes
 * @param {Bytes} data
 */
export async function salsa20(key, nonce, data) {
  check(key.length === 32 && nonce.length === 8);
  return nobleSalsa20(key, nonce, data);
}
