// Bundles the extension's scripts and style sheets with esbuild: node bundle_js.mjs NODE_MODULES REQUEST
//
// REQUEST is JSON, see bundle_js.py. Prints {"bundled": [...], "loaded": [...]}: the files that the bundles
// contain, and the files that the other pages load by themselves, as esbuild's metafile lists them.

import { createRequire } from "node:module";
import { join } from "node:path";

const [modules = "", request = ""] = process.argv.slice(2);
const { folder, out, scripts, pages, debug } = JSON.parse(request);
const { build } = createRequire(join(modules, "modules.js"))("esbuild");

// These are classic scripts: begin.js loads them with importScripts, so no bundle contains them.
const CLASSIC = /\/vendor\/(hash-wasm|jsqr)\//;

/** @param {any} build esbuild's own object */
function leaveOutClassicScripts({ onResolve, onLoad }) {
  const apart = (/** @type {{ path: string }} */ { path }) => ({ path, namespace: "classic" });
  onResolve({ filter: CLASSIC }, apart);
  onLoad({ filter: /.*/, namespace: "classic" }, () => ({ contents: "" }));
}

const common = {
  absWorkingDir: folder,
  bundle: true,
  charset: "utf8",
  // Pyodide imports these only under Node, and its own address is never used.
  external: ["node:*", "ws", "*.png", "*.svg"],
  define: { "import.meta.url": "undefined" },
  plugins: [{ name: "classic scripts", setup: leaveOutClassicScripts }],
  logLevel: "warning",
  // Both in Pyodide's own script, which uses neither under this policy.
  logOverride: { "direct-eval": "silent", "commonjs-variable-in-esm": "silent" },
  metafile: true,
};

/** @returns {string[]} the files that went into it, without the classic scripts */
function inputs(/** @type {any} */ { metafile }) {
  return Object.keys(metafile.inputs).filter((name) => !name.startsWith("classic:"));
}

/** @returns {Promise<string[]>} */
async function bundle(/** @type {{ entry: string, script: string, worker: boolean }} */ one) {
  const made = await build({
    ...common,
    entryPoints: [one.entry],
    outfile: join(out, one.script),
    format: one.worker ? "iife" : "esm",
    // Names stay, so that a stack says in which function something failed.
    minifySyntax: !debug,
    minifyWhitespace: !debug,
    sourcemap: debug ? "linked" : false,
  });
  return inputs(made);
}

const bundled = await Promise.all(scripts.map(bundle));
const loaded = await Promise.all(
  pages.map(async (/** @type {string} */ entry) =>
    inputs(
      await build({ ...common, entryPoints: [entry], outdir: out, format: "esm", write: false }),
    ),
  ),
);
console.log(
  JSON.stringify({ bundled: [...new Set(bundled.flat())], loaded: [...new Set(loaded.flat())] }),
);
