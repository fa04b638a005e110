import assert from "node:assert/strict";
import { test } from "node:test";
import "../../extension/overlay/box.js";

const box = globalThis.kakomiBox;
const WITHIN = { width: 800, height: 600 };

/** @param {number} seed @returns {() => number} from -200 to 1000, the same sequence for each seed */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state % 1200) - 200;
  };
}

/** @param {{ x: number, y: number, width: number, height: number }} drawn */
function isWithin({ x, y, width, height }) {
  return x >= 0 && y >= 0 && x + width <= WITHIN.width && y + height <= WITHIN.height;
}

test("a drawn box lies within its bounds, and its direction does not matter", () => {
  const next = numbers(1);
  for (let i = 0; i < 1000; i += 1) {
    const [from, to] = [
      { x: next(), y: next() },
      { x: next(), y: next() },
    ];
    const drawn = box.spanned(from, to, WITHIN);
    assert.ok(isWithin(drawn));
    assert.deepEqual(drawn, box.spanned(to, from, WITHIN));
  }
});

test("the arrow keys never move or resize the box beyond its bounds", () => {
  const next = numbers(2);
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  let drawn = box.centred(WITHIN);
  for (let i = 0; i < 5000; i += 1) {
    const key = keys[Math.abs(next()) % 4] ?? "";
    const modifiers = { shiftKey: next() > 400, altKey: next() > 400, ctrlKey: false };
    const step = box.step({ key, ...modifiers });
    assert.ok(step);
    drawn = box.stepped(drawn, step, WITHIN);
    assert.ok(isWithin(drawn), JSON.stringify(drawn));
    assert.ok(drawn.width >= 16 && drawn.height >= 16);
  }
  assert.equal(box.step({ key: "a", shiftKey: false, altKey: false, ctrlKey: false }), null);
});

test("a click is no box", () => {
  assert.ok(box.stray({ x: 0, y: 0, width: 7, height: 300 }));
  assert.ok(!box.stray({ x: 0, y: 0, width: 8, height: 8 }));
});

test("a box is converted to another corner and scale, to a hundredth of a pixel", () => {
  const drawn = { x: 100, y: 50, width: 30, height: 20 };
  assert.deepEqual(box.scaled(drawn, { x: 10, y: 20 }, 1.5), {
    x: 135,
    y: 45,
    width: 45,
    height: 30,
  });
  assert.equal(box.scaled(drawn, { x: 0, y: 0 }, 1 / 3).x, 33.33);
});
