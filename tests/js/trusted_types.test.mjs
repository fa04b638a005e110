import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const EXTENSION = join(ROOT, "extension");

const manifest = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8"));
/** @type {string[]} */
const directives = manifest.content_security_policy.extension_pages.split("; ");
const allowed = directives
  .filter((directive) => directive.startsWith("trusted-types "))
  .flatMap((directive) => directive.split(" ").slice(1));

test("the content security policy allows exactly the policies that are created", async () => {
  /** @type {string[]} */
  const created = [];
  Object.assign(globalThis, {
    chrome: {
      runtime: { getURL: (/** @type {string} */ path) => `chrome-extension://id/${path}` },
    },
    trustedTypes: {
      createPolicy(/** @type {string} */ name, /** @type {object} */ rules) {
        created.push(name);
        return rules;
      },
    },
  });
  const { scriptUrl } = await import("../../extension/script_urls.js");
  assert.equal(scriptUrl("worker.js"), "chrome-extension://id/worker.js");
  assert.deepEqual(allowed, created);
  assert.ok(directives.includes("require-trusted-types-for 'script'"));
});

test("no other script of ours creates a policy", () => {
  const scripts = readdirSync(EXTENSION, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".js") && !path.startsWith("node_modules"),
  );
  assert.ok(scripts.length > 50);
  const creators = scripts.filter((path) =>
    readFileSync(join(EXTENSION, path), "utf8").includes("createPolicy("),
  );
  assert.deepEqual(creators, ["script_urls.js"]);
});
