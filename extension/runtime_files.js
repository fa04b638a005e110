// Fetches the files that Python is started from, all at once.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/**
 * @typedef {object} RuntimeFiles
 * @property {Promise<WebAssembly.Module>} wasm the Python interpreter
 * @property {Promise<Bytes>} snapshot the interpreter's memory, as snapshot.js reads it
 * @property {Promise<Bytes>} library stdlib.zip, Python's standard library
 * @property {Promise<Bytes>} archive kakomi.zip, the package kakomi
 */

/**
 * Reads a file by way of a blob: the browser reads a blob without this thread, which compiles scripts meanwhile. On
 * a full disk there is no room for blobs, and the file is read a second time without one.
 * @param {string} path
 * @returns {Promise<Bytes>}
 */
function fetchBytes(path) {
  return fetch(chrome.runtime.getURL(path))
    .then((found) => found.blob())
    .then((blob) => blob.arrayBuffer())
    .catch(async () => (await fetch(chrome.runtime.getURL(path))).arrayBuffer())
    .then((buffer) => new Uint8Array(buffer));
}

/** Compiles from the response, because Chromium does not cache the machine code of modules compiled from bytes. */
function compileWasm() {
  return WebAssembly.compileStreaming(
    fetch(chrome.runtime.getURL("vendor/pyodide/pyodide.asm.wasm")),
  );
}

/** @returns {RuntimeFiles} */
export function fetchRuntime() {
  const files = {
    wasm: compileWasm().catch(compileWasm),
    snapshot: fetchBytes("python/snapshot.bin"),
    library: fetchBytes("python/stdlib.zip"),
    archive: fetchBytes("python/kakomi.zip"),
  };
  for (const file of Object.values(files)) file.catch(() => {}); // reported where it is awaited
  return files;
}
