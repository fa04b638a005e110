import assert from "node:assert/strict";
import { test } from "node:test";
import { axis, luma } from "../../extension/host/grayscale.js";
import { modules } from "../../extension/host/grid.js";
import { coloursOf, greyPicture, qrModules, URI } from "./qr.mjs";

const code = qrModules(URI);
const size = code.length;

/** @param {{ darkness: Uint8Array, size: number }} found */
const asModules = (found) =>
  Array.from({ length: found.size }, (_, y) =>
    Array.from({ length: found.size }, (_, x) => found.darkness[y * found.size + x] > 128),
  );

for (const px of [3, 4, 5.5, 9]) {
  test(`every module of a code is found at ${px} pixels a module`, () => {
    const side = Math.ceil(size * px) + 40;
    const grey = greyPicture(code, { width: side, height: side, left: 20, top: 20, px });
    const found = modules(grey);
    assert.ok(found);
    assert.equal(found.size, size);
    assert.deepEqual(asModules(found), code);
    assert.ok(Math.abs(found.corners[0] - 20) < px / 2, `left is ${found.corners[0]}`);
    assert.ok(Math.abs(found.corners[4] - (20 + size * px)) < px / 2);
  });
}

test("a light code on dark ground is found", () => {
  const side = size * 5 + 40;
  const grey = greyPicture(code, { width: side, height: side, left: 20, top: 20, px: 5 });
  grey.data = grey.data.map((value) => 255 - value);
  const found = modules(grey);
  assert.ok(found);
  assert.deepEqual(asModules(found), code);
});

test("modules that the picture cuts off are unknown, and the others are right", () => {
  const px = 6;
  const grey = greyPicture(code, {
    width: size * px - 2 * px, // the last two columns are cut off
    height: size * px + 20,
    left: 0,
    top: 10,
    px,
  });
  const found = modules(grey);
  assert.ok(found);
  assert.equal(found.size, size);
  let unknown = 0;
  code.forEach((row, y) => {
    row.forEach((isDark, x) => {
      const value = found.darkness[y * size + x];
      if (value === 128) unknown += 1;
      else assert.equal(value > 128, isDark, `module ${x}, ${y}`);
    });
  });
  assert.equal(unknown, 2 * size);
});

test("a picture without a code gives none, or one that fits badly", () => {
  const grey = {
    ...greyPicture([], { width: 200, height: 200, left: 0, top: 0, px: 1 }),
    data: Uint8Array.from({ length: 200 * 200 }, (_, i) => ((i * 2654435761) >>> 13) & 255),
  };
  const found = modules(grey);
  assert.ok(found === null || found.finders + found.timing < 1.2);
});

test("red on green of the same brightness is black on white along the colours' axis", () => {
  const side = size * 4 + 32;
  const grey = greyPicture(code, { width: side, height: side, left: 16, top: 16, px: 4 });
  const colours = coloursOf(grey);
  grey.data.forEach((value, i) => {
    colours.data.set(value ? [0, 130, 0, 255] : [255, 0, 0, 255], i * 4);
  });
  const brightness = luma(colours).data;
  assert.ok(Math.max(...brightness) - Math.min(...brightness) < 12);
  const found = modules(axis(colours, 0));
  assert.ok(found);
  const isSame = asModules(found).every((row, y) => row.every((d, x) => d === code[y][x]));
  const isInverse = asModules(found).every((row, y) => row.every((d, x) => d !== code[y][x]));
  assert.ok(isSame || isInverse);
});
