// The rules of page/ that need no document.

import assert from "node:assert/strict";
import { test } from "node:test";
import "../../extension/page/block_characters.js";
import "../../extension/page/qr_candidates.js";
import "../../extension/page/picture_sources.js";
import "../../extension/page/frames.js";

const { deadlineIn, innermost, isSquare } = globalThis.kakomiQrCandidates;
const { shareInBox } = globalThis.kakomiPictureSources;
const { contentOrigin } = globalThis.kakomiFrames;

test("a candidate is nearly square and no speck", () => {
  assert.ok(isSquare(200, 200));
  assert.ok(isSquare(200, 239));
  assert.ok(!isSquare(200, 300));
  assert.ok(!isSquare(300, 200));
  assert.ok(!isSquare(15, 15));
});

test("of nested candidates the innermost remain", () => {
  /** @typedef {{ parentElement: Fake | null }} Fake */
  /** @param {Fake | null} parentElement @returns {Fake} */
  const element = (parentElement) => ({ parentElement });
  const outer = element(null);
  const between = element(outer);
  const inner = element(between);
  const beside = element(outer);
  const items = [outer, inner, beside].map((one) => ({ element: one }));
  assert.deepEqual(
    innermost(items).map(({ element: one }) => one),
    [inner, beside],
  );
});

test("a deadline is over after its budget", async () => {
  const deadline = deadlineIn(20);
  assert.ok(!deadline.isOver());
  await new Promise((resolve) => setTimeout(resolve, 40)); // only time ends a deadline
  assert.ok(deadline.isOver());
});

test("the share of a picture in the box is that of its area", () => {
  const rect = { left: 0, top: 0, right: 100, bottom: 50, width: 100, height: 50 };
  assert.equal(shareInBox(rect, { x: 0, y: 0, width: 100, height: 50 }), 1);
  assert.equal(shareInBox(rect, { x: 50, y: 25, width: 100, height: 100 }), 0.25);
  assert.equal(shareInBox(rect, { x: 100, y: 0, width: 10, height: 10 }), 0);
});

test("a frame's origin is that of its address, and unknown where the address tells nothing", () => {
  const [base, own] = ["https://shop.example/cart", "https://shop.example"];
  /** @type {[src: string, isReadable: boolean, expected: string][]} */
  const cases = [
    ["https://pay.example/form?x=1", false, "https://pay.example"],
    ["//pay.example:8443/", false, "https://pay.example:8443"],
    ["", true, own],
    ["/inside", true, own],
    ["/inside", false, ""], // sandboxed, or it shows something else by now
    ["about:blank", false, ""],
    ["data:text/html,hello", false, ""],
    ["javascript:1", false, ""],
    ["https://", false, ""],
  ];
  for (const [src, isReadable, expected] of cases) {
    assert.equal(contentOrigin(src, base, own, isReadable), expected, src);
  }
});
