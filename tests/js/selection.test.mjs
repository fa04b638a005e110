import assert from "node:assert/strict";
import { test } from "node:test";
import { Selection } from "../../extension/options/selection.js";

const IDS = ["a", "b", "c", "d", "e"];

function selection() {
  const made = new Selection();
  made.update(IDS, new Set(IDS));
  return made;
}

test("a range goes from the last toggled row to this one, in both directions", () => {
  const made = selection();
  made.toggle("d");
  made.extendTo("b");
  assert.deepEqual([...made.chosen].sort(), ["b", "c", "d"]);
  made.extendTo("e");
  assert.deepEqual([...made.chosen].sort(), ["b", "c", "d", "e"]);
  assert.equal(made.current, "e");
});

test("all that a search shows is chosen, and what it hides stays as it is", () => {
  const made = selection();
  made.toggle("a");
  made.update(["b", "c"], new Set(IDS));
  made.toggleAll();
  assert.deepEqual([...made.chosen].sort(), ["a", "b", "c"]);
  made.toggleAll();
  assert.deepEqual([...made.chosen], ["a"]);
});

test("a row that is gone is no longer chosen, and the keyboard stays at its place", () => {
  const made = selection();
  made.toggle("c");
  made.update(["a", "b", "d", "e"], new Set(["a", "b", "d", "e"]));
  assert.equal(made.chosen.size, 0);
  assert.equal(made.current, "d");
  made.update([], new Set());
  assert.equal(made.current, "");
});

test("keys move within the list and stop at its ends", () => {
  const made = selection();
  assert.equal(made.target("ArrowUp", 3), "a");
  assert.equal(made.target("ArrowDown", 3), "b");
  assert.equal(made.target("PageDown", 3), "d");
  assert.equal(made.target("End", 3), "e");
  assert.equal(made.target("x", 3), undefined);
});
