// Pictures under Node, by the built extension's host: `node pictures.mjs MODULES`.
// One call a line in, `[id, method, ...arguments]`; one answer a line out, with the milliseconds of
// the processor it took. "open" makes a picture of a file of RGBA pixels:
// `[id, "open", path, width, height]`.

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2]);
const home = pathToFileURL(dist).href;

// For a browser, the way a script is loaded makes it a module; Node reads package.json.
registerHooks({
  load: (url, context, next) =>
    next(url, url.startsWith(home) ? { ...context, format: "module" } : context),
});
Object.assign(globalThis, {
  self: globalThis, // jsQR sets its global there
  chrome: { runtime: { getURL: (/** @type {string} */ path) => path } },
  fetch: async (/** @type {string} */ path) => new Response(readFileSync(join(dist, path))),
});

const { Picture } = await import(`${home}/host/picture.js`);
const { warmUp } = await import(`${home}/host/decoders.js`);
await warmUp();

/** @type {Map<number, any>} */
const pictures = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const [id, method, ...args] = JSON.parse(line);
  const start = process.cpuUsage();
  let answer = null;
  let error = "";
  if (method === "open") {
    const [path, width, height] = args;
    pictures.set(
      id,
      new Picture({ data: new Uint8ClampedArray(readFileSync(path)), width, height }),
    );
  } else if (method === "close") {
    pictures.delete(id);
  } else {
    try {
      answer = JSON.parse(await pictures.get(id)[method](...args));
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : "no Error";
    }
  }
  console.log(JSON.stringify({ answer, error, ms: process.cpuUsage(start).user / 1000 }));
}
