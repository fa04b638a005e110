// Finds finder patterns in a photograph: dark, light, dark, light, dark in the proportions 1:1:3:1:1, across and down.

/** @typedef {import("./local_contrast.js").Integers} Integers */
/** @typedef {import("./local_contrast.js").Relief} Relief */
/**
 * @typedef {object} Finder the center of a finder pattern
 * @property {number} x pixels
 * @property {number} y pixels
 * @property {number} unit pixels of a module
 * @property {number} hits rows that cross it
 */

const MIN_DARKNESS = 14; // of 100; smaller values are noise
const MIN_ONE = 0.35; // least and greatest length of a run of one module, in modules
const MAX_ONE = 1.8;
const MIN_THREE = 1.9; // the same for the run of three modules in the middle
const MAX_THREE = 4.3;
const MIN_UNIT = 1; // pixels
const MAX_FINDERS = 14;
const MIN_HITS = 2;

/**
 * @param {Relief} relief
 * @param {number} sign 1 dark on light, -1 light on dark
 * @returns {Finder[]} those that most rows cross first
 */
export function finderPatterns(relief, sign) {
  const { darkness, width, height } = relief;
  /** @type {Finder[]} */
  const found = [];
  /** @type {Integers} */
  const runs = new Int32Array(width + 2); // where the runs of this row begin
  for (let y = 1; y < height - 1; y += 1) {
    const row = y * width;
    let count = 0;
    let before = false; // a row begins light
    for (let x = 0; x < width; x += 1) {
      const dark = sign * darkness[row + x] > MIN_DARKNESS;
      if (dark !== before) {
        runs[count] = x;
        count += 1;
        before = dark;
      }
    }
    runs[count] = width;
    for (let k = 0; k + 5 <= count; k += 2) {
      const a = runs[k];
      const b = runs[k + 1];
      const c = runs[k + 2];
      const d = runs[k + 3];
      const e = runs[k + 4];
      if (isFinder(b - a, c - b, d - c, e - d, runs[k + 5] - e))
        check(relief, sign, (c + d) / 2, y, found);
    }
  }
  return found
    .filter(({ hits }) => hits >= MIN_HITS)
    .sort((a, b) => b.hits - a.hits)
    .slice(0, MAX_FINDERS);
}

/**
 * @param {number} a length of the first run
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @param {number} e
 */
function isFinder(a, b, c, d, e) {
  const unit = (a + b + c + d + e) / 7;
  const least = MIN_ONE * unit;
  const greatest = MAX_ONE * unit;
  return (
    unit >= MIN_UNIT &&
    c >= MIN_THREE * unit &&
    c <= MAX_THREE * unit &&
    a >= least &&
    a <= greatest &&
    b >= least &&
    b <= greatest &&
    d >= least &&
    d <= greatest &&
    e >= least &&
    e <= greatest
  );
}

/**
 * Adds the pattern to `found` if its proportions also hold vertically.
 * @param {Relief} relief
 * @param {number} sign
 * @param {number} x
 * @param {number} y
 * @param {Finder[]} found
 */
function check(relief, sign, x, y, found) {
  const down = crossing(relief, sign, x, y, 0, 1);
  if (!down) return;
  const middle = y + down.shift;
  const across = crossing(relief, sign, x, middle, 1, 0);
  if (!across) return;
  const unit = (down.unit + across.unit) / 2;
  if (down.unit > 3.2 * across.unit || across.unit > 3.2 * down.unit) return;
  const at = { x: x + across.shift, y: middle, unit, hits: 1 };
  const same = found.find(
    (other) =>
      Math.abs(other.x - at.x) < 2 * unit &&
      Math.abs(other.y - at.y) < 2 * unit &&
      Math.max(other.unit, unit) < 1.7 * Math.min(other.unit, unit),
  );
  if (!same) {
    found.push(at);
    return;
  }
  const weight = 1 / (same.hits + 1);
  same.x += (at.x - same.x) * weight;
  same.y += (at.y - same.y) * weight;
  same.unit += (at.unit - same.unit) * weight;
  same.hits += 1;
}

/**
 * Walks from the middle of a pattern to both sides.
 * @param {Relief} relief
 * @param {number} sign
 * @param {number} x
 * @param {number} y
 * @param {number} dx of a step of one pixel
 * @param {number} dy
 * @returns {{ unit: number, shift: number } | null} the size of a module and the distance to the middle, in pixels; null if it is no pattern
 */
export function crossing({ darkness, width, height }, sign, x, y, dx, dy) {
  const walk = (/** @type {number} */ way) => {
    const lengths = [0, 0, 0];
    const most = Math.max(width, height);
    let [state, px, py] = [0, x, y];
    for (let step = 0; step < most; step += 1) {
      const [column, row] = [Math.round(px), Math.round(py)];
      if (column < 0 || row < 0 || column >= width || row >= height) break;
      const dark = sign * darkness[row * width + column] > MIN_DARKNESS;
      if (dark !== (state !== 1)) {
        state += 1;
        if (state === 3) return lengths;
      }
      lengths[state] = (lengths[state] ?? 0) + 1;
      px += way * dx;
      py += way * dy;
    }
    return state === 2 ? lengths : null; // the pattern touches the picture's edge
  };
  const ahead = walk(1);
  const back = ahead && walk(-1);
  if (!(ahead && back)) return null;
  const [a0 = 0, a1 = 0, a2 = 0] = ahead;
  const [b0 = 0, b1 = 0, b2 = 0] = back;
  if (!isFinder(b2, b1, a0 + b0 - 1, a1, a2)) return null;
  return { unit: (a0 + a1 + a2 + b0 + b1 + b2 - 1) / 7, shift: (a0 + a1 + a2 - b0 - b1 - b2) / 2 };
}
