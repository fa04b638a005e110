// The browser APIs that the worker's scripts use, in memory: storage is a map, and fetch reads from a folder. APIs that
// no script needs are missing.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How many of the next reads of storage.local reject with a value that is no Error. */
export const mishap = { left: 0 };

/** An area of chrome.storage: JSON values by key. @param {boolean} mayFail whether `mishap` applies */
function area(mayFail) {
  /** @type {Map<string, string>} as JSON text, so that no caller shares the stored objects */
  const kept = new Map();
  return {
    async get(/** @type {string | string[]} */ keys) {
      if (mayFail && mishap.left > 0) {
        mishap.left -= 1;
        throw "not even an Error";
      }
      const found = [keys].flat().filter((key) => kept.has(key));
      return Object.fromEntries(found.map((key) => [key, JSON.parse(kept.get(key) ?? "null")]));
    },
    getKeys: async () => [...kept.keys()],
    async set(/** @type {object} */ values) {
      for (const [key, value] of Object.entries(values)) kept.set(key, JSON.stringify(value));
    },
    async remove(/** @type {string | string[]} */ keys) {
      for (const key of [keys].flat()) kept.delete(key);
    },
    clear: async () => kept.clear(),
  };
}

/** The origin's private file system: one folder of texts. */
function folder() {
  /** @type {Map<string, string>} */
  const files = new Map();
  const none = () => new DOMException("there is no such file", "NotFoundError");
  return {
    async *keys() {
      yield* [...files.keys()];
    },
    async getFileHandle(/** @type {string} */ name, { create = false } = {}) {
      if (!files.has(name) && !create) throw none();
      if (create) files.set(name, files.get(name) ?? "");
      return {
        getFile: async () => ({ text: async () => files.get(name) }),
        async createWritable() {
          let written = "";
          return {
            write: async (/** @type {string} */ text) => (written += text),
            close: async () => files.set(name, written),
          };
        },
      };
    },
    async removeEntry(/** @type {string} */ name) {
      if (!files.delete(name)) throw none();
    },
  };
}

/** Things that only exist or not: caches and databases. */
function marks() {
  /** @type {Set<string>} */
  const names = new Set();
  return {
    caches: {
      has: async (/** @type {string} */ name) => names.has(name),
      open: async (/** @type {string} */ name) => names.add(name),
    },
    indexedDB: {
      databases: async () => [...names].map((name) => ({ name })),
      open(/** @type {string} */ name) {
        names.add(name);
        const opening = { result: { close() {} }, onsuccess() {} };
        queueMicrotask(() => opening.onsuccess());
        return opening;
      },
    },
  };
}

/**
 * @param {string} dist the unpacked extension
 * @param {string | undefined} snapshot replaces the extension's own
 */
export function install(dist, snapshot) {
  const root = folder();
  Object.defineProperty(globalThis.navigator, "storage", {
    value: { getDirectory: async () => root },
  });
  Object.assign(globalThis, {
    self: globalThis,
    ...marks(),
    chrome: {
      alarms: { create: async () => {}, clear: async () => true },
      runtime: { getURL: (/** @type {string} */ path) => join(dist, path) },
      storage: { local: area(true), session: area(false) },
    },
    fetch: async (/** @type {string} */ path) => {
      const file = snapshot && path.endsWith("snapshot.bin") ? snapshot : path;
      if (!existsSync(file)) return new Response(null, { status: 404 });
      const type = file.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
      return new Response(readFileSync(file), { headers: { "content-type": type } });
    },
  });
}
