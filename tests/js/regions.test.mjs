import assert from "node:assert/strict";
import { test } from "node:test";
import { regions } from "../../extension/host/regions.js";
import { coloursOf, greyPicture, qrModules, URI } from "./qr.mjs";

const code = qrModules(URI);

/** @param {{ x: number, y: number, width: number, height: number }} box @param {number} x @param {number} y */
const holds = (box, x, y) =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;

for (const px of [3, 6]) {
  test(`the first region of a page is its code of ${px} pixels a module`, () => {
    const [left, top] = [640, 210];
    const grey = greyPicture(code, { width: 1280, height: 800, left, top, px });
    for (let y = 600; y < 780; y += 18) {
      for (let x = 60; x < 1200; x += 5) grey.data.fill(60, y * 1280 + x, y * 1280 + x + 2);
    }
    const [first] = regions(coloursOf(grey), 8);
    assert.ok(first);
    const side = code.length * px;
    assert.ok(holds(first, left + side / 2, top + side / 2));
    assert.ok(first.width > side * 0.6 && first.width < side * 1.6, `${first.width} of ${side}`);
  });
}

test("two codes are two regions, and no more regions are given than asked for", () => {
  const one = greyPicture(code, { width: 1280, height: 800, left: 80, top: 80, px: 5 });
  const two = greyPicture(code, { width: 1280, height: 800, left: 800, top: 400, px: 5 });
  const both = { ...one, data: one.data.map((value, i) => Math.min(value, two.data[i] ?? 255)) };
  const found = regions(coloursOf(both), 8);
  const half = (code.length * 5) / 2;
  assert.ok(found.some((box) => holds(box, 80 + half, 80 + half)));
  assert.ok(found.some((box) => holds(box, 800 + half, 400 + half)));
  assert.equal(regions(coloursOf(both), 1).length, 1);
});

test("an empty page has no region", () => {
  const blank = greyPicture([], { width: 800, height: 600, left: 0, top: 0, px: 1 });
  assert.deepEqual(regions(coloursOf(blank), 8), []);
});
