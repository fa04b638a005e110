// Finds the modules of an upright code, one by one, from the period of the picture's edges.
//
// Decoders for photographs need all three finder patterns. A code on a screen is upright and evenly spaced, so that its
// edges repeat with the width of a module. Therefore the period of all edges is found first, then the place where finder
// and timing patterns fit, even if some of them are cut off or covered (ISO/IEC 18004, section 6.3).
// Modules outside the picture are unknown.

import { edgePeriods } from "./edge_period.js";
import { cellsOf, neighbours } from "./module_sampling.js";

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Floats} Floats */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {import("./module_sampling.js").Cells} Cells */
/** @typedef {import("./edge_period.js").EdgePeriod} EdgePeriod */
/**
 * @typedef {object} Modules
 * @property {number} size modules along a side
 * @property {Bytes} darkness 0 certainly light … 255 certainly dark, 128 unknown; row by row
 * @property {Bytes | null} [deblurred] the same without the blur of the picture, where it was measured
 * @property {number} finders how well the finder patterns fit, up to 1
 * @property {number} timing how well the timing patterns and separators fit, up to 1
 * @property {number[]} corners x and y of the code's four corners in the grey's pixels, clockwise
 */
/**
 * @typedef {object} Place where a code may be
 * @property {number} row of its first module, among the cells, maybe outside
 * @property {number} column the same
 * @property {number} size modules along a side
 * @property {number} sign 1 dark on light, -1 light on dark
 * @property {number} finders how well these patterns fit
 * @property {number} timing the same
 */
/** @typedef {{ place: Place, cells: Cells, x: EdgePeriod, y: EdgePeriod }} Found */

const MAX_PERIODS = 6; // tried
const SHIFTS = [0, -0.1, 0.1]; // of a cell's width
const MAX_CUT = 3; // modules that may be missing at each side
const MIN_SIZE = 21; // modules
const MAX_SIZE = 177;
const MIN_FINDER_FIT = 0.5; // of one finder pattern, 1 is best
const MAX_FINDERS = 300; // bounds the time for a picture full of them
const MIN_FIT = 0.5; // of all three, one of which may be covered
const MIN_VISIBLE_MODULES = 60; // of the three patterns
const MAX_PLACES = 200; // whose timing patterns are measured
const SURE_FIT = 1.7; // finders and timing together: no other period is tried

/**
 * @param {Grey} grey
 * @returns {Modules | null}
 */
export function modules(grey) {
  const { across, down } = edgePeriods(grey, 2 * MAX_PERIODS);
  /** @type {Found | null} */
  let best = null;
  for (const x of across.slice(0, MAX_PERIODS)) {
    const y = down.find((other) => Math.abs(other.pitch / x.pitch - 1) < 0.03);
    if (!y) continue;
    best = better(best, found(grey, x, y, [0]));
    if (best && fit(best.place) > SURE_FIT) break;
  }
  best = best && better(best, found(grey, best.x, best.y, SHIFTS));
  return best && toModules(best);
}

/**
 * @param {Grey} grey
 * @param {EdgePeriod} x
 * @param {EdgePeriod} y
 * @param {number[]} shifts
 * @returns {Found | null}
 */
function found(grey, x, y, shifts) {
  const cells = cellsOf(grey, x, y, shifts);
  const place = placeIn(cells);
  return place && { place, cells, x, y };
}

/**
 * @param {Found | null} a
 * @param {Found | null} b
 */
const better = (a, b) => (a && b ? (fit(b.place) > fit(a.place) ? b : a) : (a ?? b));

const fit = (/** @type {Place} */ { finders, timing }) => finders + timing;

/**
 * Returns where the finder patterns fit best, dark on light or light on dark: at least two of the three.
 * @param {Cells} cells
 * @returns {Place | null}
 */
function placeIn(cells) {
  const { strong, share } = finderFits(cells);
  /** @type {Map<string, Place>} */
  const places = new Map();
  const addPlace = (
    /** @type {number} */ row,
    /** @type {number} */ column,
    /** @type {number} */ side,
  ) => {
    const size = side + 7;
    if (size < MIN_SIZE || size > MAX_SIZE || size % 4 !== 1) return;
    const fit = share(row, column, side);
    if (Math.abs(fit) < MIN_FIT) return;
    const place = { row, column, size, sign: Math.sign(fit), finders: Math.abs(fit), timing: 0 };
    places.set(`${row} ${column} ${size}`, place);
  };
  for (const a of strong) {
    for (const b of strong) {
      if (a.sign !== b.sign) continue;
      if (a.row === b.row) addPlace(a.row, a.column, b.column - a.column);
      if (a.column === b.column) addPlace(a.row, a.column, b.row - a.row);
      if (a.row + a.column === b.row + b.column) addPlace(a.row, b.column, b.row - a.row);
    }
  }
  const likely = [...places.values()].sort((a, b) => b.finders - a.finders).slice(0, MAX_PLACES);
  for (const place of likely) place.timing = timingFit(place, cells);
  return likely.sort((a, b) => fit(b) - fit(a))[0] ?? null;
}

/**
 * Measures how well a finder pattern fits at each place, also at places up to MAX_CUT cells outside the picture.
 *
 * The pattern's 7 x 7 modules are a dark square that contains a light one of 5 x 5, which contains a dark one of 3 x 3.
 * @param {Cells} cells
 */
function finderFits({ darkness, columns, rows }) {
  const margin = MAX_CUT + 3;
  const [width, height] = [columns + 2 * margin, rows + 2 * margin];
  /** @type {Floats} */
  const padded = new Float32Array(width * height);
  /** @type {Floats} */
  const inside = new Float32Array(width * height);
  for (let r = 0; r < rows; r += 1) {
    const at = (r + margin) * width + margin;
    padded.set(darkness.subarray(r * columns, (r + 1) * columns), at);
    inside.fill(1, at, at + columns);
  }
  const [three, five, seven] = [1, 2, 3].map((reach) => neighbours(padded, width, height, reach));
  const seen = neighbours(inside, width, height, 3);
  const fits = padded.map(
    (_, i) => (seven?.[i] ?? 0) - 2 * (five?.[i] ?? 0) + 2 * (three?.[i] ?? 0),
  );
  const centre = (/** @type {number} */ row, /** @type {number} */ column) =>
    (row + 3 + margin) * width + column + 3 + margin;

  /** @type {{ row: number, column: number, sign: number, share: number }[]} */
  const found = [];
  for (let row = -MAX_CUT; row <= rows - 7 + MAX_CUT; row += 1) {
    for (let column = -MAX_CUT; column <= columns - 7 + MAX_CUT; column += 1) {
      const at = centre(row, column);
      const share = (fits[at] ?? 0) / (seen[at] ?? 1);
      if (Math.abs(share) >= MIN_FINDER_FIT) {
        found.push({ row, column, sign: Math.sign(share), share: Math.abs(share) });
      }
    }
  }
  const share = (
    /** @type {number} */ row,
    /** @type {number} */ column,
    /** @type {number} */ side,
  ) => {
    const places = [centre(row, column), centre(row, column + side), centre(row + side, column)];
    const sum = (/** @type {Floats} */ of) => places.reduce((all, at) => all + (of[at] ?? 0), 0);
    return sum(fits) / Math.max(MIN_VISIBLE_MODULES, sum(seen));
  };
  const strong = found.sort((a, b) => b.share - a.share).slice(0, MAX_FINDERS);
  return { strong, share };
}

/**
 * @param {Place} place
 * @param {Cells} cells
 * @returns {number} how well timing patterns and separators fit, -1 … 1
 */
function timingFit({ row, column, size, sign }, { darkness, columns, rows }) {
  let [sum, count] = [0, 0];
  const expect = (
    /** @type {number} */ r,
    /** @type {number} */ c,
    /** @type {boolean} */ dark,
  ) => {
    const [y, x] = [r + row, c + column];
    if (x < 0 || y < 0 || x >= columns || y >= rows) return;
    sum += (dark ? sign : -sign) * darkness[y * columns + x];
    count += 1;
  };
  for (let k = 8; k < size - 8; k += 1) {
    expect(6, k, k % 2 === 0);
    expect(k, 6, k % 2 === 0);
  }
  for (let k = 0; k < 8; k += 1) {
    for (const [r, c] of [
      [7, k],
      [7, size - 1 - k],
      [size - 8, k],
    ]) {
      expect(r ?? 0, c ?? 0, false);
      expect(c ?? 0, r ?? 0, false);
    }
  }
  return count ? sum / count : 0;
}

/**
 * @param {Found} found
 * @returns {Modules}
 */
function toModules({ place, cells, x, y }) {
  const { row, column, size, sign, finders, timing } = place;
  /** @type {Bytes} */
  const out = new Uint8Array(size * size).fill(128);
  for (let r = Math.max(0, -row); r < Math.min(size, cells.rows - row); r += 1) {
    for (let c = Math.max(0, -column); c < Math.min(size, cells.columns - column); c += 1) {
      const value = sign * cells.darkness[(r + row) * cells.columns + c + column];
      out[r * size + c] = 128 + Math.round(127 * value) || 129;
    }
  }
  const [left, top] = [cells.x + column * x.pitch, cells.y + row * y.pitch];
  const [right, bottom] = [left + size * x.pitch, top + size * y.pitch];
  const corners = [left, top, right, top, right, bottom, left, bottom];
  return { size, darkness: out, finders, timing, corners };
}
