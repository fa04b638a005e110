// An upright code's modules, one by one, found by the picture's own rhythm.
//
// Decoders for photographs look for the three finder patterns first and give up without them. What
// stands on a screen is upright and evenly spaced: its edges repeat with the width of a module. So
// the rhythm is found first, from all edges at once; then the place where finder and timing
// patterns fit, even if some of them are cut off or covered (ISO/IEC 18004, section 6.3). What lies
// outside the picture is told as unknown.

import { rhythms } from "./rhythm.js";

/** @typedef {import("./grey.js").Bytes} Bytes */
/** @typedef {import("./grey.js").Floats} Floats */
/** @typedef {import("./grey.js").Doubles} Doubles */
/** @typedef {import("./grey.js").Grey} Grey */
/** @typedef {import("./rhythm.js").Rhythm} Rhythm */
/**
 * @typedef {object} Modules
 * @property {number} size modules along a side
 * @property {Bytes} darkness 0 surely light … 255 surely dark, 128 unknown; row by row
 * @property {number} finders how well the finder patterns fit, up to 1
 * @property {number} timing the same of the timing patterns and separators
 * @property {number[]} corners x and y of the code's four corners in the grey's pixels, clockwise
 */
/** @typedef {{ data: Floats, columns: number, rows: number, x: number, y: number }} Cells */
/** @typedef {{ row: number, column: number, size: number, sign: number, finders: number, timing: number }} Place */

const PEAKS = 6; // rhythms tried
const MIDDLE = 0.34; // share of a cell's width that is looked at
const VISIBLE = 0.3; // of a cell cut by the edge, to be looked at
const SHIFTS = [0, -0.1, 0.1]; // of a cell's width
const CUT = 3; // modules that may be missing at each side
const NEAR = 5; // cells: how far the neighbours reach that say what is dark
const FAINT = 12; // of 255: a smaller difference between light and dark is none
const SMALLEST = 21;
const LARGEST = 177;
const FITS = 0.5; // finder patterns below this are none
const SURE = 1.7; // finders and timing together: no other rhythm needs to be tried
const TRIED = 200; // places whose timing patterns are looked at

const FINDER = Array.from({ length: 49 }, (_, i) => {
  const ring = Math.max(Math.abs((i % 7) - 3), Math.abs(Math.floor(i / 7) - 3));
  return ring === 2 ? -1 : 1; // 1 dark
});

/**
 * @param {Grey} grey
 * @returns {Modules | null}
 */
export function modules(grey) {
  const { across, down } = rhythms(grey, 2 * PEAKS);
  /** @type {{ place: Place, cells: Cells, darkness: Floats, pitch: [number, number] } | null} */
  let best = null;
  for (const x of across.slice(0, PEAKS)) {
    const y = down.find((other) => Math.abs(other.pitch / x.pitch - 1) < 0.03);
    if (!y) continue;
    const cells = cut(grey, x, y);
    const darkness = darknessOf(cells);
    const place = placeIn(cells, darkness);
    if (!place) continue;
    const score = place.finders + place.timing;
    if (best && score <= best.place.finders + best.place.timing) continue;
    best = { place, cells, darkness, pitch: [x.pitch, y.pitch] };
    if (score > SURE) break;
  }
  return best && told(best.place, best.cells, best.darkness, best.pitch);
}

/**
 * The middle of each cell of the rhythm; cells at the edges may be cut.
 *
 * Where a code was drawn on whole pixels, its columns and rows lie up to a third of a module beside
 * the rhythm, each all along: so each is looked at where it differs most from place to place.
 * @param {Grey} grey
 * @param {Rhythm} across
 * @param {Rhythm} down
 * @returns {Cells}
 */
function cut({ data, width, height }, across, down) {
  const [x, columns] = firstAndCount(across, width);
  const [y, rows] = firstAndCount(down, height);
  /** @type {Floats} */
  const wide = new Float32Array(columns * height); // column by column
  for (let c = 0; c < columns; c += 1) {
    const line = clearest(x + c * across.pitch, across.pitch, width, height, data, 1, width);
    wide.set(line, c * height);
  }
  /** @type {Floats} */
  const out = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r += 1) {
    out.set(
      clearest(y + r * down.pitch, down.pitch, height, columns, wide, 1, height),
      r * columns,
    );
  }
  return { data: out, columns, rows, x, y };
}

/**
 * @param {number} start of a row or column of cells
 * @param {number} pitch
 * @param {number} length how far the pixels reach in that direction
 * @param {number} count of places along the row or column
 * @param {Bytes | Floats} data
 * @param {number} step from one pixel to the next across the row or column
 * @param {number} jump from one place along it to the next
 * @returns {Floats} its values where they differ most
 */
function clearest(start, pitch, length, count, data, step, jump) {
  /** @type {Floats} */
  let best = new Float32Array(count);
  let most = -1;
  for (const shift of SHIFTS) {
    /** @type {Floats} */
    const line = new Float32Array(count);
    middle(start + shift * pitch, pitch, length, (pixel, weight) => {
      for (let i = 0, p = pixel * step; i < count; i += 1, p += jump) line[i] += data[p] * weight;
    });
    const difference = unlikeness(line);
    if (difference > most) [most, best] = [difference, line];
  }
  return best;
}

/** @param {Floats} line */
function unlikeness(line) {
  let squares = 0;
  for (let i = 1; i < line.length; i += 1) squares += (line[i] - line[i - 1]) ** 2;
  return squares;
}

/**
 * @param {Rhythm} rhythm
 * @param {number} length pixels
 * @returns {[number, number]} where the first cell begins, maybe outside, and how many there are
 */
function firstAndCount({ pitch, phase }, length) {
  const first = phase - Math.floor(phase / pitch + 1 - VISIBLE) * pitch;
  return [first, Math.max(0, Math.floor((length - first) / pitch + 1 - VISIBLE))];
}

/**
 * @param {number} start of a cell
 * @param {number} pitch
 * @param {number} length pixels
 * @param {(pixel: number, weight: number) => void} use
 */
function middle(start, pitch, length, use) {
  const from = Math.min(length - 1, Math.max(0, start + pitch * (0.5 - MIDDLE / 2)));
  const to = Math.max(from + 0.5, Math.min(length, start + pitch * (0.5 + MIDDLE / 2)));
  for (let pixel = Math.floor(from); pixel < to && pixel < length; pixel += 1) {
    use(pixel, (Math.min(pixel + 1, to) - Math.max(pixel, from)) / (to - from));
  }
}

/**
 * How dark each cell is among its neighbours: -1 as the light ones are … 1 as the dark ones.
 *
 * Light are those above the mean of their own neighbours. So a few dark cells in much white, or
 * the other way round, shift nothing.
 * @param {Cells} cells
 * @returns {Floats}
 */
function darknessOf({ data, columns, rows }) {
  const ones = new Float32Array(data.length).fill(1);
  const [sum, count] = [neighbours(data, columns, rows), neighbours(ones, columns, rows)];
  /** @type {Floats} */
  const light = data.map((value, i) => (value * count[i] >= sum[i] ? 1 : 0));
  const lights = neighbours(light, columns, rows);
  const lightSum = neighbours(
    data.map((value, i) => value * light[i]),
    columns,
    rows,
  );
  return data.map((value, i) => {
    const high = lightSum[i] / Math.max(1, lights[i]);
    const low = (sum[i] - lightSum[i]) / Math.max(1, count[i] - lights[i]);
    const half = Math.max(FAINT, high - low) / 2;
    return Math.max(-1, Math.min(1, (low + half - value) / half));
  });
}

/**
 * @param {Floats} values
 * @param {number} columns
 * @param {number} rows
 * @returns {Floats} for each cell the sum over the cells at most NEAR columns and rows away
 */
function neighbours(values, columns, rows) {
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
    const [top, bottom] = [Math.max(0, r - NEAR) * stride, Math.min(rows, r + NEAR + 1) * stride];
    for (let c = 0; c < columns; c += 1, i += 1) {
      const [left, right] = [Math.max(0, c - NEAR), Math.min(columns, c + NEAR + 1)];
      out[i] = sums[bottom + right] - sums[top + right] - sums[bottom + left] + sums[top + left];
    }
  }
  return out;
}

/**
 * Where the three finder patterns fit best, dark on light or light on dark.
 * @param {Cells} cells
 * @param {Floats} darkness
 * @returns {Place | null}
 */
function placeIn({ columns, rows }, darkness) {
  const { fit, seen, width, at } = finderFits(columns, rows, darkness);
  /** @type {Place[]} */
  const places = [];
  for (let row = -CUT; row <= rows + CUT - SMALLEST; row += 1) {
    for (let column = -CUT; column <= columns + CUT - SMALLEST; column += 1) {
      const first = at(row, column);
      const most = Math.min(LARGEST, columns + CUT - column, rows + CUT - row);
      for (let size = SMALLEST; size <= most; size += 4) {
        const [right, below] = [first + size - 7, first + (size - 7) * width];
        const sum = fit[first] + fit[right] + fit[below];
        const share = Math.abs(sum) / Math.max(60, seen[first] + seen[right] + seen[below]);
        if (share < FITS) continue;
        places.push({ row, column, size, sign: Math.sign(sum), finders: share, timing: 0 });
      }
    }
  }
  places.sort((a, b) => b.finders - a.finders);
  const likely = places.slice(0, TRIED);
  for (const place of likely) place.timing = timingFit(place, columns, rows, darkness);
  likely.sort((a, b) => b.finders + b.timing - a.finders - a.timing);
  return likely[0] ?? null;
}

/**
 * @param {number} columns
 * @param {number} rows
 * @param {Floats} darkness
 */
function finderFits(columns, rows, darkness) {
  const width = columns + 2 * CUT;
  const at = (/** @type {number} */ row, /** @type {number} */ column) =>
    (row + CUT) * width + column + CUT;
  /** @type {Floats} */
  const fit = new Float32Array(width * (rows + 2 * CUT));
  /** @type {Bytes} */
  const seen = new Uint8Array(fit.length); // how many of the 49 lie inside
  for (let row = -CUT; row < rows; row += 1) {
    for (let column = -CUT; column < columns; column += 1) {
      let [sum, count] = [0, 0];
      for (let k = 0; k < 49; k += 1) {
        const [r, c] = [row + Math.floor(k / 7), column + (k % 7)];
        if (r < 0 || c < 0 || r >= rows || c >= columns) continue;
        sum += darkness[r * columns + c] * (FINDER[k] ?? 0);
        count += 1;
      }
      fit[at(row, column)] = sum;
      seen[at(row, column)] = count;
    }
  }
  return { fit, seen, width, at };
}

/**
 * @param {Place} place
 * @param {number} columns
 * @param {number} rows
 * @param {Floats} darkness
 * @returns {number} how well timing patterns and separators fit, -1 … 1
 */
function timingFit({ row, column, size, sign }, columns, rows, darkness) {
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
 * @param {Place} place
 * @param {Cells} cells
 * @param {Floats} darkness
 * @param {[number, number]} pitch
 * @returns {Modules}
 */
function told({ row, column, size, sign, finders, timing }, cells, darkness, [px, py]) {
  /** @type {Bytes} */
  const out = new Uint8Array(size * size).fill(128);
  for (let r = Math.max(0, -row); r < Math.min(size, cells.rows - row); r += 1) {
    for (let c = Math.max(0, -column); c < Math.min(size, cells.columns - column); c += 1) {
      const value = sign * darkness[(r + row) * cells.columns + c + column];
      out[r * size + c] = 128 + Math.round(127 * value) || 129;
    }
  }
  const [left, top] = [cells.x + column * px, cells.y + row * py];
  const [right, bottom] = [left + size * px, top + size * py];
  const corners = [left, top, right, top, right, bottom, left, bottom];
  return { size, darkness: out, finders, timing, corners };
}
