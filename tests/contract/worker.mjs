// The built extension's Python under Node: `node worker.mjs DIST [SNAPSHOT]`. Every script of it is the real
// one, from python.js on; only the browser around it is small: what is stored lies in memory, and what is
// fetched is read from DIST (the snapshot from SNAPSHOT, where one is named).
//
// One request a line in, `{command, args, caller?, tab_id?}` as the service worker passes it on; one reply a
// line out. The command "test.mishap" makes the next reading of the board fail in a way no browser should.

import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2]);
const snapshot = process.argv[3];
const home = pathToFileURL(dist).href;

// A browser takes a script for a module by how it is loaded; Node would ask a package.json.
registerHooks({
  load: (url, context, next) =>
    next(url, url.startsWith(home) ? { ...context, format: "module" } : context),
});

let mishap = false;

/** @param {Map<string, string>} kept by key, as JSON text */
function area(kept) {
  return {
    async get(/** @type {string | string[]} */ keys) {
      if (mishap) {
        mishap = false;
        throw "not even an Error";
      }
      const found = [keys].flat().filter((key) => kept.has(key));
      return Object.fromEntries(found.map((key) => [key, JSON.parse(kept.get(key) ?? "null")]));
    },
    async set(/** @type {object} */ values) {
      for (const [key, value] of Object.entries(values)) kept.set(key, JSON.stringify(value));
    },
    async remove(/** @type {string | string[]} */ keys) {
      for (const key of [keys].flat()) kept.delete(key);
    },
  };
}

/** @type {Map<string, string>} */
const disk = new Map();
/** @type {Map<string, string>} */
const board = new Map();
Object.assign(globalThis, {
  self: globalThis,
  chrome: {
    runtime: { getURL: (/** @type {string} */ path) => join(dist, path) },
    storage: { local: area(disk), session: area(board) },
  },
  fetch: async (/** @type {string} */ path) => {
    const file = snapshot && path.endsWith("snapshot.bin") ? snapshot : path;
    if (!existsSync(file)) return new Response(null, { status: 404 });
    const type = file.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(readFileSync(file), { headers: { "content-type": type } });
  },
});

const { call } = await import(pathToFileURL(join(dist, "python.js")).href);

for await (const line of createInterface({ input: process.stdin })) {
  const request = { caller: "page", tab_id: null, ...JSON.parse(line) };
  if (request.command === "test.mishap") {
    mishap = true;
    console.log("{}");
  } else {
    console.log(await call(JSON.stringify(request), { picture: null }));
  }
}
