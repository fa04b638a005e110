import assert from "node:assert/strict";
import { test } from "node:test";
import { deblur } from "../../extension/host/deblur.js";
import { blur, grow, join, pad, sharpen, shrink } from "../../extension/host/filters.js";
import { modules } from "../../extension/host/grid.js";
import { greyPicture, qrModules, URI } from "./qr.mjs";

const code = qrModules(URI);
const side = code.length * 4 + 40;
const sharp = () => greyPicture(code, { width: side, height: side, left: 20, top: 20, px: 4 });

/** @param {{ data: Uint8Array }} one @param {{ data: Uint8Array }} other @returns mean difference */
const difference = (one, other) =>
  one.data.reduce((sum, value, i) => sum + Math.abs(value - (other.data[i] ?? 0)), 0) /
  one.data.length;

test("a margin is white and moves the origin", () => {
  const grey = {
    data: new Uint8Array([0, 0, 0, 0]),
    width: 2,
    height: 2,
    scale: 1,
    left: 0,
    top: 0,
  };
  const padded = pad(grey, 1, 0);
  assert.deepEqual([padded.width, padded.height, padded.left, padded.top], [4, 4, 1, 1]);
  assert.deepEqual(
    [...padded.data],
    [255, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 255, 255, 255],
  );
  assert.equal(pad(grey, 1, 1.5).left, 3, "a share of the side, if that is more");
});

test("growing keeps to the limit of pixels and never makes smaller", () => {
  const grey = sharp();
  assert.equal(grow(grey, 3, 1e9).width, side * 3);
  const limited = grow(grey, 3, side * side * 4);
  assert.ok(limited.width * limited.height <= side * side * 4 * 1.01);
  assert.equal(grow(grey, 0.2, 1e9).width, side);
});

test("shrinking what was grown gives the picture back", () => {
  const grey = sharp();
  const again = shrink(grow(grey, 3, 1e9), 3);
  assert.deepEqual([again.width, again.height], [side, side]);
  assert.ok(Math.abs(again.scale - 1) < 1e-9);
  assert.ok(difference(grey, again) < 10);
  assert.ok(difference(grey, again) < difference(grey, blur(grey, 1)) / 2);
});

test("blurring keeps the mean, and one colour as it is", () => {
  const grey = sharp();
  const blurred = blur(grey, 3);
  const mean = (/** @type {Uint8Array} */ data) => data.reduce((a, b) => a + b, 0) / data.length;
  assert.ok(Math.abs(mean(grey.data) - mean(blurred.data)) < 1);
  const flat = { ...grey, data: new Uint8Array(grey.data.length).fill(77) };
  assert.ok(blur(flat, 5).data.every((value) => value === 77));
});

test("sharpening undoes some of a blur", () => {
  const grey = sharp();
  const blurred = blur(grey, 1);
  assert.ok(difference(grey, sharpen(blurred, 1, 1)) < difference(grey, blurred));
});

test("a sharp picture is not deblurred", () => {
  assert.equal(deblur(sharp(), 5), null);
});

test("a code that is too blurred to be read has its modules back after deblurring", () => {
  let blurred = sharp();
  for (let round = 0; round < 3; round += 1) blurred = blur(blurred, 2);
  const [low, high] = [Math.min(...blurred.data), Math.max(...blurred.data)];
  const stretch = (/** @type {number} */ value) => ((value - low) * 255) / (high - low);
  const stretched = { ...blurred, data: blurred.data.map(stretch) };
  assert.notEqual(modules(stretched)?.size, code.length);
  const better = deblur(stretched, 20);
  assert.ok(better);
  const found = modules(better);
  assert.ok(found);
  assert.equal(found.size, code.length);
  code.flat().forEach((isDark, i) => {
    assert.equal(found.darkness[i] > 128, isDark, `module ${i}`);
  });
});

test("the gaps between lines of blocks are filled, gaps between lines of text are not", () => {
  const rows = (/** @type {number} */ gap) => {
    const [width, height] = [60, 4 * (10 + gap)];
    const data = new Uint8Array(width * height).fill(255);
    for (let line = 0; line < 4; line += 1) {
      for (let y = 0; y < 10; y += 1) {
        for (let x = 10; x < 50; x += 2) data[(line * (10 + gap) + y) * width + x] = 0;
      }
    }
    return { data, width, height, scale: 1, left: 0, top: 0 };
  };
  const close = rows(4);
  const filled = join(close, 1);
  assert.ok(filled);
  const isFilled = (/** @type {number} */ y) => filled.data.slice(y * 60, y * 60 + 60).includes(0);
  assert.ok(Array.from({ length: 3 * 14 }, (_, y) => y).every(isFilled));
  assert.equal(join(rows(12), 1), null);
});
