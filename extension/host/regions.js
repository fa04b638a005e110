// Finds the regions of a picture where a code may be: squares with many edges in both directions and few edges around
// them.
//
// The picture is divided into tiles. A tile is busy if enough of its neighbouring pixels differ in any colour. The
// score of a square is the share of busy tiles in it, less the share in the ring of tiles around it.

import { pixelsOf } from "./grayscale.js";

/** @typedef {import("./grayscale.js").Colours} Colours */
/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Counts} Counts */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box pixels */
/**
 * @typedef {object} Tiles
 * @property {Counts} across for each tile, how often a pixel differs from its right neighbour
 * @property {Counts} down the same for the neighbour below
 * @property {number} columns
 * @property {number} rows
 * @property {number} tile pixels along a side
 * @property {number} lines compared in each, in each direction
 */

const MIN_DIFFERENCE = 6; // of 255
const MIN_BUSY_SHARE = 0.04; // of a tile's pixels, across and down
const LARGE_PICTURE_PIXELS = 1_500_000;
const LINES = 4; // of pixels that are compared in each tile, in each direction
const COARSE = 3; // fine tiles along a coarse one, for codes of large modules
const SIDES = [40, 800]; // pixels
const MIN_BUSY_TILES = 0.7; // share of a square's tiles
const MIN_SCORE = 0.3;
const MAX_OVERLAP = 0.3; // of the smaller of two squares; with more, the second is dropped
const SAMPLES = 32; // along a side, to weigh dark against light
const MIN_BALANCE = 0.22; // share of dark and of light in a code; text has less dark

/**
 * @param {Colours} colours
 * @param {number} most
 * @returns {Box[]} best first
 */
export function regions(colours, most) {
  const tile = colours.width * colours.height > LARGE_PICTURE_PIXELS ? 16 : 8;
  const fine = changesIn(colours, tile);
  const found = [...squares(fine), ...squares(coarser(fine))];
  found.sort((a, b) => b.score - a.score);
  /** @type {Box[]} */
  const taken = [];
  /** @type {Box[]} */
  const out = [];
  for (const { box } of found) {
    if (out.length >= most) break;
    if (taken.some((other) => overlap(box, other) > MAX_OVERLAP)) continue;
    taken.push(box);
    if (isBalanced(colours, box)) out.push(box);
  }
  return out;
}

/**
 * Returns whether there is enough of both dark and light, in the colour channel with the most contrast.
 * @param {Colours} colours
 * @param {Box} box
 */
function isBalanced({ data, width }, box) {
  const [across, down] = [box.width / SAMPLES, box.height / SAMPLES];
  let [range, share] = [-1, 0];
  for (let colour = 0; colour < 3; colour += 1) {
    /** @type {Bytes} */
    const seen = new Uint8Array(SAMPLES * SAMPLES);
    for (let i = 0; i < seen.length; i += 1) {
      const x = box.x + Math.floor((i % SAMPLES) * across);
      const y = box.y + Math.floor(Math.floor(i / SAMPLES) * down);
      seen[i] = data[(y * width + x) * 4 + colour];
    }
    seen.sort();
    const [low, high] = [seen[seen.length >> 4], seen[seen.length - (seen.length >> 4)]];
    if (high - low <= range) continue;
    range = high - low;
    share = seen.findIndex((value) => value > (low + high) / 2) / seen.length;
  }
  return share >= MIN_BALANCE && share <= 1 - MIN_BALANCE;
}

/**
 * @param {Box} a
 * @param {Box} b
 * @returns {number} the share of the smaller one that both cover
 */
function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(a.width * a.height, b.width * b.height);
}

/**
 * @param {Tiles} tiles
 * @returns {{ box: Box, score: number }[]}
 */
function squares({ across, down, columns, rows, tile, lines }) {
  const stride = columns + 1;
  /** @type {Counts} */
  const sums = new Uint32Array(stride * (rows + 1)); // busy tiles above and left of each corner
  const needed = MIN_BUSY_SHARE * tile * lines;
  for (let y = 0; y < rows; y += 1) {
    let busy = 0;
    for (let x = 0; x < columns; x += 1) {
      if (Math.min(across[y * columns + x], down[y * columns + x]) >= needed) busy += 1;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + busy;
    }
  }
  const sum = (
    /** @type {number} */ left,
    /** @type {number} */ top,
    /** @type {number} */ right,
    /** @type {number} */ bottom,
  ) =>
    sums[bottom * stride + right] -
    sums[top * stride + right] -
    sums[bottom * stride + left] +
    sums[top * stride + left];
  /** The share of busy tiles in the ring around a square; MIN_SCORE if the square fills the picture. */
  const ringed = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ side,
    /** @type {number} */ busy,
  ) => {
    const [left, top] = [Math.max(0, x - 1), Math.max(0, y - 1)];
    const [right, bottom] = [Math.min(columns, x + side + 1), Math.min(rows, y + side + 1)];
    const tiles = (right - left) * (bottom - top) - side * side;
    return tiles > 0 ? (sum(left, top, right, bottom) - busy) / tiles : MIN_SCORE;
  };
  const [least = 0, greatest = 0] = SIDES.map((side) => Math.ceil(side / tile));
  const found = [];
  for (
    let side = Math.max(3, least);
    side <= Math.min(columns, rows, greatest);
    side = Math.max(side + 1, Math.round(side * 1.15))
  ) {
    for (let y = 0; y + side <= rows; y += 1) {
      for (let x = 0; x + side <= columns; x += 1) {
        const busy = sum(x, y, x + side, y + side);
        if (busy < MIN_BUSY_TILES * side * side) continue;
        const score = busy / (side * side) - ringed(x, y, side, busy);
        if (score < MIN_SCORE) continue;
        const box = { x: x * tile, y: y * tile, width: side * tile, height: side * tile };
        found.push({ box, score: score * Math.sqrt(side * tile) });
      }
    }
  }
  return found;
}

/**
 * Counts in each tile how often a pixel differs from the next, on the compared lines.
 * @param {Colours} colours
 * @param {number} tile pixels
 * @returns {Tiles}
 */
function changesIn(colours, tile) {
  const { width, height } = colours;
  const pixels = pixelsOf(colours);
  const [columns, rows] = [Math.floor(width / tile), Math.floor(height / tile)];
  const step = tile / LINES;
  /** @type {Counts} */
  const across = new Uint32Array(columns * rows);
  /** @type {Counts} */
  const down = new Uint32Array(columns * rows);
  for (let y = 0; y < rows * tile; y += step) {
    let at = Math.floor(y / tile) * columns;
    for (let x = 0, p = y * width; x < columns; x += 1, at += 1) {
      const end = x === columns - 1 && columns * tile === width ? tile - 1 : tile;
      for (let k = 0; k < end; k += 1, p += 1) {
        if (differ(pixels[p], pixels[p + 1])) across[at] += 1;
      }
    }
  }
  for (let y = 0; y < Math.min(rows * tile, height - 1); y += 1) {
    let at = Math.floor(y / tile) * columns;
    for (let x = 0, p = y * width; x < columns; x += 1, at += 1) {
      for (let k = 0; k < LINES; k += 1, p += step) {
        if (differ(pixels[p], pixels[p + width])) down[at] += 1;
      }
    }
  }
  return { across, down, columns, rows, tile, lines: LINES };
}

/**
 * @param {number} a pixel
 * @param {number} b pixel
 */
function differ(a, b) {
  return (
    a !== b && // most of a page is of one colour
    (Math.abs((a & 255) - (b & 255)) > MIN_DIFFERENCE ||
      Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) > MIN_DIFFERENCE ||
      Math.abs(((a >> 16) & 255) - ((b >> 16) & 255)) > MIN_DIFFERENCE)
  );
}

/**
 * @param {Tiles} tiles
 * @returns {Tiles} the same in larger tiles
 */
function coarser({ across, down, columns, rows, tile, lines }) {
  const [width, height] = [Math.floor(columns / COARSE), Math.floor(rows / COARSE)];
  const together = (/** @type {Counts} */ counts) => {
    /** @type {Counts} */
    const out = new Uint32Array(width * height);
    for (let y = 0; y < height * COARSE; y += 1) {
      for (let x = 0; x < width * COARSE; x += 1) {
        out[Math.floor(y / COARSE) * width + Math.floor(x / COARSE)] += counts[y * columns + x];
      }
    }
    return out;
  };
  const larger = { columns: width, rows: height, tile: tile * COARSE, lines: lines * COARSE };
  return { across: together(across), down: together(down), ...larger };
}
