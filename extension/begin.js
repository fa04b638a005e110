// The service worker's first script. It requests the files that Python is started from before the rest of the
// worker, which is larger, is compiled: so the browser reads and compiles those files while this thread compiles
// scripts. The build makes one classic script of this file and another, worker.js, of all that
// service_worker.js imports.

import { fetchRuntime } from "./runtime_files.js";
import { scriptUrl } from "./script_urls.js";

globalThis.kakomiRuntime = fetchRuntime();

const SCRIPTS = [
  "vendor/hash-wasm/argon2.umd.min.js",
  "vendor/hash-wasm/scrypt.umd.min.js",
  "vendor/jsqr/jsQR.js",
  "worker.js",
];

importScripts(...SCRIPTS.map(scriptUrl));
