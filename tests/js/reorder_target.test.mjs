// Where an item goes when it is moved in a list (extension/options/reorder_target.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { dropIndex, keyIndex, movedBefore } from "../../extension/options/reorder_target.js";

const ITEMS = ["a", "b", "c", "d"].map((id) => ({ id }));
/** @param {string} id @param {string | null} before */
const moved = (id, before) =>
  movedBefore(ITEMS, id, before)
    .map((item) => item.id)
    .join("");

test("an item is dropped before the first item whose middle is below the pointer", () => {
  assert.equal(dropIndex([10, 30, 50], 5), 0);
  assert.equal(dropIndex([10, 30, 50], 10), 1);
  assert.equal(dropIndex([10, 30, 50], 49), 2);
  assert.equal(dropIndex([10, 30, 50], 50), -1);
});

test("arrows move by one, Home and End to either end", () => {
  assert.equal(keyIndex("ArrowUp", 2, 4), 1);
  assert.equal(keyIndex("ArrowDown", 2, 4), 3);
  assert.equal(keyIndex("Home", 2, 4), 0);
  assert.equal(keyIndex("End", 2, 4), 3);
});

test("a key that leads nowhere moves nothing", () => {
  assert.equal(keyIndex("ArrowUp", 0, 4), null);
  assert.equal(keyIndex("ArrowDown", 3, 4), null);
  assert.equal(keyIndex("Home", 0, 4), null);
  assert.equal(keyIndex("Enter", 1, 4), null);
});

test("an item moves before another, in both directions, and to the end", () => {
  assert.equal(moved("d", "b"), "adbc");
  assert.equal(moved("a", "d"), "bcad");
  assert.equal(moved("b", null), "acdb");
  assert.equal(moved("b", "gone"), "acdb");
});

test("an unknown item changes nothing, and the given list is never changed", () => {
  assert.equal(moved("x", "a"), "abcd");
  moved("d", "a");
  assert.deepEqual(
    ITEMS.map(({ id }) => id),
    ["a", "b", "c", "d"],
  );
});
