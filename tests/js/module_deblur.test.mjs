import assert from "node:assert/strict";
import { test } from "node:test";
import { deblurredModules } from "../../extension/host/module_deblur.js";
import { qrModules, URI } from "./qr.mjs";

const code = qrModules(URI);
const size = code.length;

/** @param {number} row @param {number} column @returns {number} 1 dark, -1 light, which is the margin too */
const colorAt = (row, column) => (code[row]?.[column] ? 1 : -1);

/**
 * @param {number[][]} shares of the neighbors in a measured module, 3 x 3
 * @returns {Float32Array} the modules as a blurred picture shows them, with some noise
 */
function blurred(shares) {
  let chance = 1;
  return Float32Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    chance = (chance * 16_807) % 2_147_483_647; // a fixed sequence
    let sum = 0.1 * (chance / 2_147_483_647 - 0.5);
    for (const [r, line] of shares.entries())
      for (const [c, share] of line.entries()) sum += share * colorAt(row + r - 1, column + c - 1);
    return sum;
  });
}

/** @param {Float32Array | null} darkness */
const wrongOnes = (darkness) =>
  [...(darkness ?? [])].filter(
    (value, i) => value > 0 !== colorAt(Math.floor(i / size), i % size) > 0,
  ).length;

for (const [blur, shares] of Object.entries({
  "out of focus": [
    [0.07, 0.12, 0.07],
    [0.12, 0.24 + 0.13, 0.12],
    [0.07, 0.12, 0.07],
  ],
  "moved along the rows": [
    [0, 0, 0],
    [0.3, 0.4, 0.3],
    [0, 0, 0],
  ],
})) {
  test(`the modules of a code that is ${blur} are found`, () => {
    const measured = blurred(shares);
    assert.ok(wrongOnes(measured) > 20, "some modules look like their neighbors");
    const found = deblurredModules(measured, size);
    assert.ok(found);
    assert.equal(found.length, size * size);
    assert.ok(wrongOnes(found) < wrongOnes(measured) / 4, `${wrongOnes(found)} are wrong`);
  });
}

test("a sharp code stays as it is", () => {
  const found = deblurredModules(
    blurred([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]),
    size,
  );
  assert.equal(wrongOnes(found), 0);
});

test("nothing is made of what has no finder patterns", () => {
  const even = new Float32Array(size * size).fill(0.2);
  assert.equal(deblurredModules(even, size), null);
});
