// Samples a picture cell by cell, in the grid of its edge periods, and measures how dark each cell is compared with its
// neighbours.

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Floats} Floats */
/** @typedef {import("./grayscale.js").Doubles} Doubles */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {import("./edge_period.js").EdgePeriod} EdgePeriod */
/**
 * @typedef {object} Cells
 * @property {Floats} darkness of each cell, row by row: -1 is as light as the light cells near it, 1 as dark as the dark ones
 * @property {number} columns
 * @property {number} rows
 * @property {number} x where the first column begins, in pixels, maybe outside
 * @property {number} y where the first row begins, in pixels, maybe outside
 */

const SAMPLED_SHARE = 0.34; // of a cell's width, in its middle
const MIN_VISIBLE_SHARE = 0.3; // of a cell that the picture's edge cuts
const REACH = 5; // cells in each direction that a cell is compared with
const MIN_CONTRAST = 12; // of 255; a smaller difference between light and dark is ignored

/**
 * Samples the middle of each cell; cells at the picture's edges may be cut.
 *
 * If a code was drawn on whole pixels, its columns and rows are up to a third of a module away from the even grid.
 * Therefore each column and row is sampled at the shift where its values differ most from one to the next.
 * @param {Grey} grey
 * @param {EdgePeriod} across
 * @param {EdgePeriod} down
 * @param {number[]} shifts from the even grid that are tried, in cell widths
 * @returns {Cells}
 */
export function cellsOf({ data, width, height }, across, down, shifts) {
  const [x, columns] = firstAndCount(across, width);
  const [y, rows] = firstAndCount(down, height);
  /** @type {Floats} */
  const wide = new Float32Array(columns * height); // column by column
  for (let c = 0; c < columns; c += 1) {
    const starts = shifts.map((shift) => x + (c + shift) * across.pitch);
    wide.set(clearest(starts, across.pitch, width, height, data, 1, width), c * height);
  }
  /** @type {Floats} */
  const out = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r += 1) {
    const starts = shifts.map((shift) => y + (r + shift) * down.pitch);
    out.set(clearest(starts, down.pitch, height, columns, wide, 1, height), r * columns);
  }
  return { darkness: darknessOf(out, columns, rows), columns, rows, x, y };
}

/**
 * @param {number[]} starts where a row or column of cells may begin
 * @param {number} pitch
 * @param {number} length how far the pixels reach in that direction
 * @param {number} count of places along the row or column
 * @param {Bytes | Floats} data
 * @param {number} step from one pixel to the next across the row or column
 * @param {number} jump from one place along it to the next
 * @returns {Floats} the values at the start where they differ most
 */
function clearest(starts, pitch, length, count, data, step, jump) {
  const lines = starts.map((start) => {
    const from = Math.min(length - 1, Math.max(0, start + pitch * (0.5 - SAMPLED_SHARE / 2)));
    const to = Math.max(from + 0.5, Math.min(length, start + pitch * (0.5 + SAMPLED_SHARE / 2)));
    /** @type {Floats} */
    const line = new Float32Array(count);
    for (let pixel = Math.floor(from); pixel < to && pixel < length; pixel += 1) {
      const weight = (Math.min(pixel + 1, to) - Math.max(pixel, from)) / (to - from);
      for (let i = 0, p = pixel * step; i < count; i += 1, p += jump) line[i] += data[p] * weight;
    }
    return line;
  });
  return lines.reduce((best, line) => (variation(line) > variation(best) ? line : best));
}

/** @param {Floats} line */
function variation(line) {
  let squares = 0;
  for (let i = 1; i < line.length; i += 1) squares += (line[i] - line[i - 1]) ** 2;
  return squares;
}

/**
 * @param {EdgePeriod} period
 * @param {number} length pixels
 * @returns {[number, number]} where the first cell begins, maybe outside, and how many there are
 */
function firstAndCount({ pitch, phase }, length) {
  const first = phase - Math.floor(phase / pitch + 1 - MIN_VISIBLE_SHARE) * pitch;
  return [first, Math.max(0, Math.floor((length - first) / pitch + 1 - MIN_VISIBLE_SHARE))];
}

/**
 * Returns how dark each cell is compared with its neighbours: -1 for the light ones, 1 for the dark ones.
 *
 * A cell is light if it is above the mean of its own neighbours. Therefore a few dark cells among many light ones do not
 * shift the scale, and a few light ones among many dark ones do not either.
 * @param {Floats} data
 * @param {number} columns
 * @param {number} rows
 * @param {number} [limit] of the values: more than 1 keeps how much darker a cell is than the dark ones
 * @returns {Floats}
 */
export function darknessOf(data, columns, rows, limit = 1) {
  const around = (/** @type {Floats} */ values) => neighbours(values, columns, rows, REACH);
  const [sum, count] = [around(data), around(new Float32Array(data.length).fill(1))];
  /** @type {Floats} */
  const light = data.map((value, i) => (value * count[i] >= sum[i] ? 1 : 0));
  const lights = around(light);
  const lightSum = around(data.map((value, i) => value * light[i]));
  return data.map((value, i) => {
    const high = lightSum[i] / Math.max(1, lights[i]);
    const low = (sum[i] - lightSum[i]) / Math.max(1, count[i] - lights[i]);
    const half = Math.max(MIN_CONTRAST, high - low) / 2;
    return Math.max(-limit, Math.min(limit, (low + half - value) / half));
  });
}

/**
 * @param {Floats} values
 * @param {number} columns
 * @param {number} rows
 * @param {number} reach
 * @returns {Floats} for each cell the sum over the cells at most so many columns and rows away
 */
export function neighbours(values, columns, rows, reach) {
  const stride = columns + 1;
  /** @type {Doubles} */
  const sums = new Float64Array(stride * (rows + 1)); // above and left of each corner
  for (let r = 0, i = 0; r < rows; r += 1) {
    for (let c = 0, row = 0; c < columns; c += 1, i += 1) {
      row += values[i];
      sums[(r + 1) * stride + c + 1] = sums[r * stride + c + 1] + row;
    }
  }
  /** @type {Floats} */
  const out = new Float32Array(values.length);
  for (let r = 0, i = 0; r < rows; r += 1) {
    const top = Math.max(0, r - reach) * stride;
    const bottom = Math.min(rows, r + reach + 1) * stride;
    for (let c = 0; c < columns; c += 1, i += 1) {
      const [left, right] = [Math.max(0, c - reach), Math.min(columns, c + reach + 1)];
      out[i] = sums[bottom + right] - sums[top + right] - sums[bottom + left] + sums[top + left];
    }
  }
  return out;
}
