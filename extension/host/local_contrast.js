// Measures how dark each pixel is compared with its surroundings, which removes shade and glare.

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {Int8Array & { [index: number]: any }} Signed */
/** @typedef {Int32Array & { [index: number]: any }} Integers */

const MIN_SPREAD = 9; // of 255; a smaller standard deviation counts as this
const MAX_RADIUS = 127; // pixels
const FULL = 100; // the darkness of a pixel that is one spread darker than its surroundings

/**
 * @typedef {object} Relief
 * @property {Signed} darkness -100 light … 100 dark, of each pixel
 * @property {number} width
 * @property {number} height
 */

/**
 * The sums are kept modulo 2^32, which their differences do not suffer from: the squares of one window's values must
 * sum up to less than that, and so the radius must be less than 128.
 * @param {Grey} grey
 * @param {number} radius of the surroundings, pixels
 * @returns {Relief}
 */
export function relief({ data, width, height }, radius) {
  const reach = Math.min(radius, MAX_RADIUS);
  const stride = width + 1;
  /** @type {Integers} */
  const sums = new Int32Array(stride * (height + 1)); // of the values above and left
  /** @type {Integers} */
  const squares = new Int32Array(stride * (height + 1));
  for (let y = 0, i = 0; y < height; y += 1) {
    let sum = 0;
    let square = 0;
    for (let x = 0, k = (y + 1) * stride + 1; x < width; x += 1, i += 1, k += 1) {
      const value = data[i];
      sum += value;
      square = (square + value * value) | 0;
      sums[k] = (sums[k - stride] + sum) | 0;
      squares[k] = (squares[k - stride] + square) | 0;
    }
  }
  /** @type {Signed} */
  const darkness = new Int8Array(data.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    const first = Math.max(0, y - reach);
    const last = Math.min(height, y + reach + 1);
    const top = first * stride;
    const bottom = last * stride;
    for (let x = 0; x < width; x += 1, i += 1) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const share = 1 / ((last - first) * (right - left));
      const a = top + left;
      const b = top + right;
      const c = bottom + left;
      const d = bottom + right;
      const mean = ((sums[d] - sums[b] - sums[c] + sums[a]) >>> 0) * share;
      const square = ((squares[d] - squares[b] - squares[c] + squares[a]) >>> 0) * share;
      const variance = square - mean * mean;
      const spread = variance > MIN_SPREAD * MIN_SPREAD ? Math.sqrt(variance) : MIN_SPREAD;
      const value = (FULL * (mean - data[i])) / spread;
      darkness[i] = value > FULL ? FULL : value < -FULL ? -FULL : value;
    }
  }
  return { darkness, width, height };
}
