// The modules of a QR code whose color depends on its size alone (ISO/IEC 18004, section 6.3).

/**
 * @typedef {object} FunctionPatterns rows, columns and colors (1 dark, -1 light) of the modules, three in turn
 * @property {Int16Array} finders with their separators
 * @property {Int16Array} timing
 * @property {Int16Array} alignment
 */

/** @type {Map<number, FunctionPatterns>} */
const known = new Map();

/** @param {number} size modules along a side @returns {FunctionPatterns} */
export function functionPatterns(size) {
  const before = known.get(size);
  if (before) return before;
  const centers = alignmentCenters(size);
  /** @type {number[]} */
  const finders = [];
  /** @type {number[]} */
  const timing = [];
  /** @type {number[]} */
  const alignment = [];
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ])
    square(finders, row ?? 0, column ?? 0, 4, size);
  for (let k = 8; k < size - 8; k += 1) {
    timing.push(6, k, k % 2 ? -1 : 1, k, 6, k % 2 ? -1 : 1);
  }
  for (const row of centers)
    for (const column of centers) {
      const isFinder = (row === 6 || column === 6) && (row === size - 7 || column === size - 7);
      if (!isFinder && row + column > 12) square(alignment, row, column, 2, size);
    }
  const made = {
    finders: Int16Array.from(finders),
    timing: Int16Array.from(timing),
    alignment: Int16Array.from(alignment),
  };
  known.set(size, made);
  return made;
}

/**
 * Adds a square of rings, dark in the middle: of a finder pattern with its separator, or of an alignment pattern.
 * @param {number[]} out
 * @param {number} row of its center
 * @param {number} column
 * @param {number} reach rings around the center
 * @param {number} size
 */
function square(out, row, column, reach, size) {
  for (let r = -reach; r <= reach; r += 1) {
    for (let c = -reach; c <= reach; c += 1) {
      const ring = Math.max(Math.abs(r), Math.abs(c));
      const [y, x] = [row + r, column + c];
      if (y < 0 || x < 0 || y >= size || x >= size) continue;
      const dark = reach === 2 ? ring !== 1 : ring < 2 || ring === 3;
      out.push(y, x, dark ? 1 : -1);
    }
  }
}

/** @param {number} size @returns {number[]} annex E */
function alignmentCenters(size) {
  const version = (size - 17) / 4;
  if (version < 2) return [];
  const count = Math.floor(version / 7) + 2;
  const step =
    version === 32 ? 26 : Math.floor((version * 4 + count * 2 + 1) / (count * 2 - 2)) * 2;
  const rest = Array.from({ length: count - 1 }, (_, i) => size - 7 - i * step);
  return [6, ...rest.reverse()];
}
