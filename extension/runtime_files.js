// The files that Python is started from, as the worker asks for them: all at once.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/**
 * @typedef {object} Files
 * @property {Promise<WebAssembly.Module>} wasm Python itself
 * @property {Promise<Bytes>} snapshot its memory
 * @property {Promise<Bytes>} library its own modules
 * @property {Promise<Bytes>} archive ours
 */

const inside = chrome.runtime.getURL;

/**
 * As a blob, reading is the browser's own work until the end; as bytes at once it would wait while this thread
 * compiles its scripts. A full disk has no room for blobs, and what failed once on it is asked for again.
 * @param {string} path
 * @returns {Promise<Bytes>}
 */
function bytes(path) {
  return fetch(inside(path))
    .then((found) => found.blob())
    .then((blob) => blob.arrayBuffer())
    .catch(async () => (await fetch(inside(path))).arrayBuffer())
    .then((buffer) => new Uint8Array(buffer));
}

/** By its response, or Chromium would not keep the machine code that it makes in time for the next start. */
function compiled() {
  return WebAssembly.compileStreaming(fetch(inside("vendor/pyodide/pyodide.asm.wasm")));
}

/** @returns {Files} */
export function ask() {
  const files = {
    wasm: compiled().catch(compiled),
    snapshot: bytes("python/snapshot.bin"),
    library: bytes("python/stdlib.zip"),
    archive: bytes("python/kakomi.zip"),
  };
  for (const file of Object.values(files)) file.catch(() => {}); // told where it is awaited
  return files;
}
