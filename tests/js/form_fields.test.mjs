// Chrome writes the content of text fields to the files of its session, unless they have autocomplete="off", and sends
// what it checks for spelling to a server, if the user allows that. Notes and keys must stay in the page.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const EXTENSION = join(dirname(fileURLToPath(import.meta.url)), "../../extension");
const UNSAVED = new Set(["checkbox", "radio", "file", "password", "range"]);

/** @param {string} ending @returns {string[]} */
function files(ending) {
  return readdirSync(EXTENSION, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(ending) && !path.startsWith("node_modules"),
  );
}

test("el() makes no text field that Chrome completes", async () => {
  /** @param {string} tag */
  const createElement = (tag) => {
    const attributes = new Map([["tag", tag]]);
    return { attributes, setAttribute: attributes.set.bind(attributes), append() {} };
  };
  Object.assign(globalThis, { document: { createElement }, chrome: { i18n: {} } });
  const { el } = await import("../../extension/ui/dom.js");
  /** @param {any} element */
  const completion = (element) => element.attributes.get("autocomplete");
  assert.equal(completion(el("textarea", { name: "note" })), "off");
  assert.equal(completion(el("input", { type: "text" })), "off");
  assert.equal(completion(el("input", { autocomplete: "new-password" })), "new-password");
  assert.equal(completion(el("p")), undefined);
  const note = /** @type {any} */ (el("textarea")).attributes;
  assert.deepEqual([note.get("spellcheck"), note.get("writingsuggestions")], ["false", "false"]);
});

test("no field of a page is completed", () => {
  const pages = files(".html").map((path) => readFileSync(join(EXTENSION, path), "utf8"));
  const fields = pages.flatMap((page) => page.match(/<(?:input|textarea)\b[^>]*>/g) ?? []);
  const texts = fields.filter((field) => !UNSAVED.has(/type="(\w+)"/.exec(field)?.[1] ?? "text"));
  assert.ok(texts.length > 5);
  assert.deepEqual(
    texts.filter((field) => !/autocomplete="off"/.test(field)),
    [],
  );
});
