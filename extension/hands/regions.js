// Where on a large picture a code may be: squares that are busy both across and down, with calm
// round them.
//
// The picture is laid out in tiles. A tile is busy if enough of its neighbouring pixels differ in
// any colour; a square counts for the share of busy tiles in it, less the share in the ring of
// tiles round it.

/** @typedef {import("./grey.js").Colours} Colours */
/** @typedef {import("./grey.js").Bytes} Bytes */
/** @typedef {import("./grey.js").Counts} Counts */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box pixels */
/** @typedef {{ x: number, y: number, side: number, score: number }} Square in tiles */

const DIFFERENT = 6; // of 255
const BUSY = 0.04; // of a tile's pixels, across and down
const LARGE = 1_500_000; // pixels
const LINES = 8; // looked at in each tile, of its height or width
const SIDES = [40, 800]; // pixels
const FULL = 0.7; // share of busy tiles in a square
const CLEAR = 0.3; // by how much it must stand out
const SHARED = 0.3; // two squares that share more of the smaller are one

/**
 * @param {Colours} colours
 * @param {number} most
 * @returns {Box[]} the likeliest first
 */
export function regions(colours, most) {
  const tile = colours.width * colours.height > LARGE ? 16 : 8;
  const found = [...squares(colours, tile), ...squares(colours, 3 * tile)];
  found.sort((a, b) => b.score - a.score);
  /** @type {Box[]} */
  const out = [];
  for (const { box } of found) {
    if (out.length >= most) break;
    if (!out.some((other) => shared(box, other) > SHARED)) out.push(box);
  }
  return out;
}

/**
 * @param {Box} a
 * @param {Box} b
 * @returns {number} the share of the smaller one that both cover
 */
function shared(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(a.width * a.height, b.width * b.height);
}

/**
 * @param {Colours} colours
 * @param {number} tile pixels
 * @returns {{ box: Box, score: number }[]}
 */
function squares(colours, tile) {
  const { sums, columns, rows } = busyTiles(colours, tile);
  const stride = columns + 1;
  const inside = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ side) => {
    const [left, top] = [Math.max(0, x), Math.max(0, y)];
    const [right, bottom] = [Math.min(columns, x + side), Math.min(rows, y + side)];
    const sum = sums[bottom * stride + right] - sums[top * stride + right];
    return {
      busy: sum - sums[bottom * stride + left] + sums[top * stride + left],
      tiles: (right - left) * (bottom - top),
    };
  };
  const [least = 0, greatest = 0] = SIDES.map((side) => Math.ceil(side / tile));
  const found = [];
  for (
    let side = Math.max(3, least);
    side <= Math.min(columns, rows, greatest);
    side = wider(side)
  ) {
    for (let y = 0; y + side <= rows; y += 1) {
      for (let x = 0; x + side <= columns; x += 1) {
        const { busy, tiles } = inside(x, y, side);
        if (busy < FULL * tiles) continue;
        const round = inside(x - 1, y - 1, side + 2);
        const ring = round.tiles > tiles ? (round.busy - busy) / (round.tiles - tiles) : CLEAR;
        const score = busy / tiles - ring;
        if (score < CLEAR) continue;
        const box = { x: x * tile, y: y * tile, width: side * tile, height: side * tile };
        found.push({ box, score: score * Math.sqrt(side * tile) });
      }
    }
  }
  return found;
}

const wider = (/** @type {number} */ side) => Math.max(side + 1, Math.round(side * 1.15));

/**
 * @param {Colours} colours
 * @param {number} tile pixels
 * @returns {{ sums: Counts, columns: number, rows: number }} how many busy tiles lie above and left
 * of each corner */
function busyTiles({ data, width, height }, tile) {
  const [columns, rows] = [Math.floor(width / tile), Math.floor(height / tile)];
  const step = Math.max(1, Math.floor(tile / LINES));
  const across = changes(data, [columns * tile - 1, 4], [rows * tile, step, width * 4], tile);
  const down = changes(data, [rows * tile - 1, width * 4], [columns * tile, step, 4], tile);
  const needed = BUSY * tile * Math.ceil(tile / step);
  const stride = columns + 1;
  /** @type {Counts} */
  const sums = new Uint32Array(stride * (rows + 1));
  for (let y = 0; y < rows; y += 1) {
    let busy = 0;
    for (let x = 0; x < columns; x += 1) {
      const both = Math.min(across[y * columns + x], down[x * rows + y]);
      if (both >= needed) busy += 1;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + busy;
    }
  }
  return { sums, columns, rows };
}

/**
 * @param {Colours["data"]} data
 * @param {[number, number]} along length of a line in pixels, bytes from one pixel to the next
 * @param {[number, number, number]} lines how many, every how many, bytes from one to the next
 * @param {number} tile pixels
 * @returns {Counts} for each tile, tiles of a line in turn, how often a pixel differs from the next
 */
function changes(data, [length, next], [count, every, line], tile) {
  const tiles = Math.ceil(length / tile);
  /** @type {Counts} */
  const out = new Uint32Array(tiles * Math.ceil(count / tile));
  for (let j = 0; j < count; j += every) {
    const row = Math.floor(j / tile) * tiles;
    for (let i = 0, p = j * line; i < length; i += 1, p += next) {
      const q = p + next;
      if (
        Math.abs(data[p] - data[q]) > DIFFERENT ||
        Math.abs(data[p + 1] - data[q + 1]) > DIFFERENT ||
        Math.abs(data[p + 2] - data[q + 2]) > DIFFERENT
      ) {
        out[row + Math.floor(i / tile)] += 1;
      }
    }
  }
  return out;
}
