// The worker's first script. What Python is made from is asked for before the rest of the worker, which is
// larger, is compiled: so the browser reads and compiles the one while this thread compiles the other.
// The build makes a classic script of this, and another one, worker.js, of all that service_worker.js imports.

import { ask } from "./runtime_files.js";

globalThis.kakomiFiles = ask();

// Three of other people's are scripts by themselves.
const SCRIPTS = [
  "vendor/hash-wasm/argon2.umd.min.js",
  "vendor/hash-wasm/scrypt.umd.min.js",
  "vendor/jsqr/jsQR.js",
  "worker.js",
];

const policy = trustedTypes.createPolicy("kakomi", { createScriptURL: chrome.runtime.getURL });
importScripts(...SCRIPTS.map((path) => policy.createScriptURL(path)));
