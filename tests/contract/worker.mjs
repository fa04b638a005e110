// The built extension's Python under Node: `node worker.mjs MODULES [SNAPSHOT]`. Every script of it is the real
// one, from python.js on, before the build makes them one; only the browser around it is small (browser.mjs).
//
// One request a line in, `{command, args, caller?, tab_id?}` as the service worker passes it on; one reply a
// line out. The command "test.mishap" lets the next readings of stored values fail,
// as many as its argument "times" says.

import { registerHooks } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { install, mishap } from "./browser.mjs";

const dist = resolve(process.argv[2]);
const home = pathToFileURL(dist).href;

// For a browser, the way a script is loaded makes it a module; Node reads package.json.
registerHooks({
  load: (url, context, next) =>
    next(url, url.startsWith(home) ? { ...context, format: "module" } : context),
});

install(dist, process.argv[3]);
const { call } = await import(pathToFileURL(join(dist, "python.js")).href);

for await (const line of createInterface({ input: process.stdin })) {
  const request = { caller: "page", tab_id: null, ...JSON.parse(line) };
  if (request.command === "test.mishap") {
    mishap.left = request.args.times;
    console.log("{}");
  } else {
    console.log(await call(JSON.stringify(request), { picture: null }));
  }
}
process.exit(); // ends pending timers too
