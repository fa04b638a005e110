// Sharpens the modules of a blurred code: each measured module is a mixture of itself and its eight neighbors. The
// finder patterns, whose colors are known, say how much of each; then the colors are found that mix to what was measured.

import { functionPatterns } from "./function_patterns.js";

/** @typedef {import("./grayscale.js").Floats} Floats */
/** @typedef {import("./grayscale.js").Doubles} Doubles */

const NEIGHBORS = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((column) => ({ row, column })));
const MIDDLE = 4; // of NEIGHBORS
const UNKNOWNS = NEIGHBORS.length + 1; // and what is added to all modules
const RIDGE = 0.5; // added to the diagonal, so that the equations have one solution
const ROUNDS = 40;
const MIN_SHARE = 0.3; // of a module's own color in what was measured: less is too blurred

/**
 * @param {Floats} darkness of each module, row by row: about -1 light … 1 dark
 * @param {number} size modules along a side
 * @returns {Floats | null} the darkness of each module alone, -1 … 1; null if the finder patterns do not say it
 */
export function deblurredModules(darkness, size) {
  const stride = size + 2; // with a margin of one light module
  const colors = knownColors(size, stride);
  const mixture = mixtureOf(darkness, colors, size, stride);
  const own = mixture?.[MIDDLE] ?? 0;
  if (!mixture || own < MIN_SHARE) return null;
  /** @type {Floats} */
  const found = Float32Array.from(colors);
  for (let r = 0, i = 0; r < size; r += 1) {
    for (let c = 0; c < size; c += 1, i += 1) {
      const at = (r + 1) * stride + c + 1;
      if (!colors[at]) found[at] = clamped((darkness[i] ?? 0) / own);
    }
  }
  solve(found, colors, darkness, mixture, size, stride);
  return darkness.map((_, i) => found[(Math.floor(i / size) + 1) * stride + (i % size) + 1] ?? 0);
}

/** @param {number} value */
const clamped = (value) => Math.max(-1, Math.min(1, value));

/**
 * @param {number} size
 * @param {number} stride
 * @returns {Floats} 1 dark, -1 light, 0 unknown, with the margin
 */
function knownColors(size, stride) {
  /** @type {Floats} */
  const colors = new Float32Array(stride * stride).fill(-1);
  for (let r = 1; r <= size; r += 1) colors.fill(0, r * stride + 1, r * stride + 1 + size);
  const { finders, timing, alignment } = functionPatterns(size);
  for (const modules of [timing, alignment, finders])
    for (let k = 0; k < modules.length; k += 3)
      colors[((modules[k] ?? 0) + 1) * stride + (modules[k + 1] ?? 0) + 1] = modules[k + 2] ?? 0;
  return colors;
}

/**
 * Returns the shares of NEIGHBORS in a measured module, and what is added, by least squares over all modules whose
 * neighbors are known.
 * @param {Floats} darkness
 * @param {Floats} colors
 * @param {number} size
 * @param {number} stride
 * @returns {number[] | null}
 */
function mixtureOf(darkness, colors, size, stride) {
  const rows = Array.from({ length: UNKNOWNS }, (_, i) => {
    const row = new Array(UNKNOWNS + 1).fill(0);
    row[i] = RIDGE;
    return row;
  });
  for (let r = 0; r < size; r += 1) {
    for (let c = 0; c < size; c += 1) {
      const at = (r + 1) * stride + c + 1;
      const near = NEIGHBORS.map(({ row, column }) => colors[at + row * stride + column] ?? 0);
      if (near.includes(0)) continue;
      const terms = [...near, 1, darkness[r * size + c] ?? 0];
      for (const [i, row] of rows.entries())
        for (const [k, term] of terms.entries()) row[k] += (terms[i] ?? 0) * term;
    }
  }
  return solved(rows);
}

/**
 * @param {number[][]} rows of linear equations, each with its right side last; changed
 * @returns {number[] | null}
 */
function solved(rows) {
  const count = rows.length;
  for (let i = 0; i < count; i += 1) {
    const pivot = rows[i];
    const first = pivot?.[i] ?? 0;
    if (!pivot || Math.abs(first) < 1e-9) return null;
    for (let k = i; k <= count; k += 1) pivot[k] = (pivot[k] ?? 0) / first;
    for (const [other, row] of rows.entries()) {
      const factor = row[i] ?? 0;
      if (other === i || factor === 0) continue;
      for (let k = i; k <= count; k += 1) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
  return rows.map((row) => row[count] ?? 0);
}

/**
 * Moves the unknown colors towards those whose mixture is what was measured, by projected gradient descent.
 * @param {Floats} found changed
 * @param {Floats} colors
 * @param {Floats} darkness
 * @param {number[]} mixture
 * @param {number} size
 * @param {number} stride
 */
function solve(found, colors, darkness, mixture, size, stride) {
  const offsets = NEIGHBORS.map(({ row, column }) => row * stride + column);
  const shares = mixture.slice(0, NEIGHBORS.length);
  const added = mixture[NEIGHBORS.length] ?? 0;
  const step = 1 / shares.reduce((sum, share) => sum + Math.abs(share), 0) ** 2;
  /** @type {Floats} */
  const gradient = new Float32Array(found.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    gradient.fill(0);
    for (let r = 0, i = 0; r < size; r += 1) {
      for (let c = 0; c < size; c += 1, i += 1) {
        const at = (r + 1) * stride + c + 1;
        let missing = (darkness[i] ?? 0) - added;
        for (let k = 0; k < shares.length; k += 1)
          missing -= (shares[k] ?? 0) * (found[at + (offsets[k] ?? 0)] ?? 0);
        for (let k = 0; k < shares.length; k += 1)
          gradient[at + (offsets[k] ?? 0)] += (shares[k] ?? 0) * missing;
      }
    }
    for (let at = 0; at < found.length; at += 1)
      if (!colors[at]) found[at] = clamped((found[at] ?? 0) + step * gradient[at]);
  }
}
