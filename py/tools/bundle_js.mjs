// A file and all it imports as one: node bundle_js.mjs NODE_MODULES ENTRY OUT worker|page
//
// For a worker that is a classic script, for a page a module or a style sheet. Spaces and some syntax are left
// out, names stay. Scripts that were made to be classic ones are not taken in: whoever loads the script loads
// them first. What a page imports later is in the same file, and runs no sooner.

import { createRequire } from "node:module";
import { join } from "node:path";

const [modules = "", entry = "", out = "", whose = ""] = process.argv.slice(2);
const { build } = createRequire(join(modules, "modules.js"))("esbuild");
const CLASSIC = /\/vendor\/(hash-wasm|jsqr)\//;

/** @param {any} build esbuild's own object */
function leaveOut({ onResolve, onLoad }) {
  const out = (/** @type {{ path: string }} */ { path }) => ({ path, namespace: "classic" });
  onResolve({ filter: CLASSIC }, out);
  onLoad({ filter: /.*/, namespace: "classic" }, () => ({ contents: "" }));
}

await build({
  entryPoints: [entry],
  outfile: out,
  bundle: true,
  format: whose === "worker" ? "iife" : "esm",
  charset: "utf8",
  minifySyntax: true,
  minifyWhitespace: true,
  // Pyodide's scripts ask for these under Node alone, and for their own address.
  external: ["node:*", "ws"],
  define: { "import.meta.url": "undefined" },
  plugins: [{ name: "classic scripts", setup: leaveOut }],
  logLevel: "warning",
});
