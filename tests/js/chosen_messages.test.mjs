import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { lookUp } from "../../extension/ui/chosen_messages.js";

/** @param {string} language */
function messages(language) {
  const path = new URL(`../../extension/_locales/${language}/messages.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8"));
}

test("placeholders take their parts, in the order of each language", () => {
  assert.equal(lookUp(messages("en"), "options_moved_to", ["2", "8"]), "Position 2 of 8");
  assert.match(lookUp(messages("ja"), "options_moved_to", ["2", "8"]), /^8.*2|^2.*8/);
});

test("a part with signs of a placeholder stays as it is", () => {
  const text = lookUp(messages("en"), "no_match", ["$TEXT$ $1"]);
  assert.ok(text.includes("$TEXT$ $1"));
});

test("no message leaves a placeholder unfilled, and an unknown key has none", () => {
  for (const language of ["en", "ja"]) {
    const all = messages(language);
    for (const key of Object.keys(all)) {
      assert.doesNotMatch(lookUp(all, key, ["a", "b", "c", "d", "e"]), /\$\w+\$/, key);
    }
  }
  assert.equal(lookUp(messages("en"), "no such key", []), "");
});
