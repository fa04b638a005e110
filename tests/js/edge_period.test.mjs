import assert from "node:assert/strict";
import { test } from "node:test";
import { edgePeriods } from "../../extension/host/edge_period.js";
import { cellsOf, neighbours } from "../../extension/host/module_sampling.js";
import { greyPicture, qrModules, URI } from "./qr.mjs";

const code = qrModules(URI);

for (const px of [2.5, 4, 7.25]) {
  test(`the strongest period of a code's edges is its module, ${px} pixels`, () => {
    const side = Math.ceil(code.length * px) + 30;
    const grey = greyPicture(code, { width: side, height: side, left: 12, top: 9, px });
    const { across, down } = edgePeriods(grey, 12);
    const near = (/** @type {{ pitch: number }} */ { pitch }) => Math.abs(pitch - px) < px * 0.02;
    assert.ok(across.slice(0, 3).some(near), JSON.stringify(across.slice(0, 3)));
    assert.ok(down.slice(0, 3).some(near));
  });
}

test("edges lie at the phase and at multiples of the pitch", () => {
  const grey = greyPicture(code, { width: 300, height: 300, left: 13, top: 21, px: 6 });
  const { across, down } = edgePeriods(grey, 12);
  const x = across.find(({ pitch }) => Math.abs(pitch - 6) < 0.1);
  const y = down.find(({ pitch }) => Math.abs(pitch - 6) < 0.1);
  const off = (/** @type {number} */ phase, /** @type {number} */ edge) => {
    const turn = (((edge - phase) % 6) + 6) % 6;
    return Math.min(turn, 6 - turn);
  };
  assert.ok(x && off(x.phase, 13) < 0.5);
  assert.ok(y && off(y.phase, 21) < 0.5);
});

test("the cells of a chequered picture are dark and light in turn", () => {
  const chequered = Array.from({ length: 20 }, (_, y) =>
    Array.from({ length: 20 }, (_, x) => (x + y) % 2 === 0),
  );
  const grey = greyPicture(chequered, { width: 100, height: 100, left: 0, top: 0, px: 5 });
  const period = { pitch: 5, phase: 0 };
  const cells = cellsOf(grey, period, period, [0]);
  assert.deepEqual([cells.columns, cells.rows, cells.x, cells.y], [20, 20, 0, 0]);
  cells.darkness.forEach((value, i) => {
    const isDark = chequered[Math.floor(i / 20)]?.[i % 20];
    assert.equal(value, isDark ? 1 : -1);
  });
});

test("the sum over neighbours is that of a direct count", () => {
  const [columns, rows, reach] = [7, 5, 2];
  const values = Float32Array.from({ length: columns * rows }, (_, i) => (i * 7) % 11);
  const sums = neighbours(values, columns, rows, reach);
  for (let r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1) {
      let expected = 0;
      values.forEach((value, i) => {
        const [y, x] = [Math.floor(i / columns), i % columns];
        if (Math.abs(y - r) <= reach && Math.abs(x - c) <= reach) expected += value;
      });
      assert.equal(sums[r * columns + c], expected);
    }
  }
});
