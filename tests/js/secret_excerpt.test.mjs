// The wrong character of a typed secret (extension/options/secret_excerpt.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { secretExcerpt } from "../../extension/options/secret_excerpt.js";

test("digits that base32 omits look like letters", () => {
  for (const [digit, letters] of [
    ["0", "O"],
    ["1", "I / L"],
    ["8", "B"],
    ["9", "G / Q"],
  ]) {
    const excerpt = secretExcerpt(`AB${digit}CD`, 2);
    assert.equal(excerpt.reason, "lookalike");
    assert.equal(excerpt.lookalike, letters);
  }
});

test("a full-width digit looks like the same letters", () => {
  assert.equal(secretExcerpt("AB０CD", 2).lookalike, "O");
});

test("characters outside of ASCII are told from stray ones", () => {
  assert.equal(secretExcerpt("ABあCD", 2).reason, "wide");
  assert.equal(secretExcerpt("AB!CD", 2).reason, "stray");
});

test("six characters are shown on either side, and cuts are marked", () => {
  const excerpt = secretExcerpt("ABCDEFGH!IJKLMNOP", 8);
  assert.equal(excerpt.position, 9);
  assert.equal(excerpt.before, "…CDEFGH");
  assert.equal(excerpt.character, "!");
  assert.equal(excerpt.after, "IJKLMN…");
});

test("nothing is marked as cut where the text ends", () => {
  const { before, after } = secretExcerpt("ABCDEF!GHIJKL", 6);
  assert.deepEqual([before, after], ["ABCDEF", "GHIJKL"]);
});

test("a character of two UTF-16 units counts as one", () => {
  const excerpt = secretExcerpt("A😀!B", 2);
  assert.deepEqual([excerpt.character, excerpt.before], ["!", "A😀"]);
});
