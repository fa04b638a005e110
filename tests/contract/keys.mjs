// Calls the browser's side of the Crypto port by name: `node keys.mjs KEYS_JS`, one call a line in,
// one answer a line out, both JSON. Bytes are {"hex": …}.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const keys = await import(pathToFileURL(process.argv[2]).href);

const bytesOf = (/** @type {any} */ value) =>
  typeof value === "object" ? new Uint8Array(Buffer.from(value.hex, "hex")) : value;

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  try {
    const result = await keys[name](...args.map(bytesOf));
    console.log(JSON.stringify({ hex: Buffer.from(result).toString("hex") }));
  } catch (error) {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : "no Error" }));
  }
}
