// Says how dark each pixel is among its surroundings, so that shade and glare do not count.

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Doubles} Doubles */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {Int8Array & { [index: number]: any }} Signed */

const MIN_SPREAD = 9; // of 255: less contrast counts as this
const FULL = 100; // the darkness of a pixel that is one spread darker than its surroundings

/**
 * @typedef {object} Relief
 * @property {Signed} darkness -100 light … 100 dark, of each pixel
 * @property {number} width
 * @property {number} height
 */

/**
 * @param {Grey} grey
 * @param {number} radius of the surroundings, pixels
 * @returns {Relief}
 */
export function relief({ data, width, height }, radius) {
  const stride = width + 1;
  /** @type {Doubles} */
  const sums = new Float64Array(stride * (height + 1)); // of the values above and left
  /** @type {Doubles} */
  const squares = new Float64Array(stride * (height + 1));
  for (let y = 0, i = 0; y < height; y += 1) {
    let [sum, square] = [0, 0];
    for (let x = 0, k = (y + 1) * stride + 1; x < width; x += 1, i += 1, k += 1) {
      const value = data[i];
      sum += value;
      square += value * value;
      sums[k] = sums[k - stride] + sum;
      squares[k] = squares[k - stride] + square;
    }
  }
  /** @type {Signed} */
  const darkness = new Int8Array(data.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    const [first, last] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    const [top, bottom] = [first * stride, last * stride];
    for (let x = 0; x < width; x += 1, i += 1) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
      const count = (last - first) * (right - left);
      const [a, b, c, d] = [top + left, top + right, bottom + left, bottom + right];
      const mean = (sums[d] - sums[b] - sums[c] + sums[a]) / count;
      const square = (squares[d] - squares[b] - squares[c] + squares[a]) / count;
      const spread = Math.max(MIN_SPREAD, Math.sqrt(Math.max(0, square - mean * mean)));
      const value = (FULL * (mean - data[i])) / spread;
      darkness[i] = Math.max(-FULL, Math.min(FULL, value));
    }
  }
  return { darkness, width, height };
}
