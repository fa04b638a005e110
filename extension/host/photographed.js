// Finds the modules of codes in a photograph: turned, seen in perspective, bent, in shade and glare.
//
// Finder patterns give the places where a code may be; the function patterns (ISO/IEC 18004, section 6.3) give the
// positions of its modules. Then each module is sampled, as in an upright code.

import {
  CORNERS,
  Darkness,
  fitOf,
  pinAlignment,
  projection,
  refined,
  SHAPE,
  unitOf,
} from "./code_surface.js";
import { finderPatterns } from "./finder_patterns.js";
import { commonFinders, MAX_SIZE, MIN_SIZE, triples } from "./finder_triples.js";
import { functionPatterns } from "./function_patterns.js";
import { relief } from "./local_contrast.js";
import { deblurredModules } from "./module_deblur.js";
import { darknessOf } from "./module_sampling.js";

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Doubles} Doubles */
/** @typedef {import("./grayscale.js").Floats} Floats */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {import("./code_surface.js").Surface} Surface */
/** @typedef {import("./grid.js").Modules} Modules */
/** @typedef {import("./finder_triples.js").Triple} Triple */

const MAX_RATED = 60; // triples whose fit is looked at
const MAX_TRIPLES = 3; // whose surfaces are refined
const MAX_CODES = 3;
const MIN_FIRST_FIT = 0.2; // before the surface is refined
const MIN_FIT = 0.36; // after it is refined
const MAX_PEAKS = 5; // places of the last alignment pattern that are tried
const MAX_STARTS = 3; // surfaces that are refined for three finder patterns
const MIN_BEND = 0.1; // a smaller bend is ignored
const MIN_TILT = 0.08; // logarithm of a weight: less is no perspective
const MIN_WEIGHTS = 1.2; // of both together: at 1 the fourth corner is infinitely far
const MAX_BEND = 0.8;
const ARCS = [0, -0.25, 0.25, -0.5, 0.5]; // bends of the rows of a code on a bottle that are tried
const MAX_DARKNESS = 3; // before the modules are deblurred
const FLAT_FIT = 0.8; // a surface with this fit is not bent

/**
 * @param {Grey} grey
 * @param {number} share of the longer side within which a pixel is compared with its surroundings
 * @returns {Modules[]} best first
 */
export function photographed(grey, share) {
  const radius = Math.max(8, Math.round(Math.max(grey.width, grey.height) * share));
  const shown = relief(grey, radius);
  const darkness = new Darkness(shown);
  /** @type {Surface[]} */
  const surfaces = [];
  for (const sign of [1, -1]) {
    const found = triples(shown, sign, finderPatterns(shown, sign)).slice(0, MAX_RATED);
    /** @type {Triple[]} of the surfaces that fit well */
    const taken = [];
    for (const triple of likeliest(darkness, found, sign)) {
      if (taken.some((other) => commonFinders(triple, other) > 1)) continue;
      const surface = surfaceOf(darkness, triple, sign);
      if (surface) surfaces.push(surface);
      if (surface && surface.fit > FLAT_FIT) taken.push(triple);
    }
    if (surfaces.length) break;
  }
  surfaces.sort((a, b) => b.fit - a.fit);
  return surfaces.slice(0, MAX_CODES).map((surface) => measured(grey, surface));
}

/**
 * Rates triples by how well the function patterns fit on a plane whose tilt the sizes of the finder patterns say.
 * @param {Darkness} darkness
 * @param {Triple[]} found
 * @param {number} sign
 * @returns {Triple[]} the MAX_TRIPLES that fit best
 */
function likeliest(darkness, found, sign) {
  const rated = found.map((triple) => {
    const starts = flatShapes(triple);
    const fits = sizes(triple).flatMap((size) =>
      starts.map((shape) => fitOf(darkness, { size, sign, shape, fit: 0 })),
    );
    return { triple, fit: Math.max(-1, ...fits) };
  });
  rated.sort((p, q) => q.fit - p.fit);
  return rated.slice(0, MAX_TRIPLES).map(({ triple }) => triple);
}

/**
 * @param {Darkness} darkness
 * @param {Triple} triple
 * @param {number} sign
 * @returns {Surface | null}
 */
function surfaceOf(darkness, triple, sign) {
  /** @type {Surface[]} */
  const starts = [];
  for (const size of sizes(triple)) {
    const tried = withBends(shapes(darkness, triple, size, sign), triple, size).map((shape) => {
      const surface = { size, sign, shape, fit: 0 };
      return { ...surface, fit: fitOf(darkness, surface) };
    });
    tried.sort((p, q) => q.fit - p.fit);
    starts.push(...tried.slice(0, 2));
  }
  starts.sort((p, q) => q.fit - p.fit);
  /** @type {Surface | null} */
  let best = null;
  for (const start of starts.slice(0, MAX_STARTS)) {
    if (start.fit < MIN_FIRST_FIT) break;
    const isBent = start.shape.subarray(CORNERS).some(Boolean);
    const flat = refined(darkness, start, isBent);
    if (!best || flat.fit > best.fit) best = flat;
    if (flat.fit > FLAT_FIT) break;
  }
  if (best && best.fit < FLAT_FIT) best = refined(darkness, best, true);
  return best && best.fit >= MIN_FIT ? best : null;
}

/**
 * @param {Triple} triple
 * @returns {number[]} how many modules the code may have along a side, the likeliest first
 */
function sizes({ across, down }) {
  const estimate = Math.sqrt(across * down) + 7;
  const least = 0.72 * Math.min(across, down) + 7; // finder patterns at the sides of a bottle are narrow
  const out = [];
  for (let size = MIN_SIZE; size <= MAX_SIZE; size += 4) {
    if (size >= Math.min(least, estimate - 2) && size <= estimate * 1.1 + 2) out.push(size);
  }
  return out.sort((a, b) => Math.abs(a - estimate) - Math.abs(b - estimate));
}

/**
 * @param {Doubles[]} flat shapes
 * @param {Triple} triple
 * @param {number} size
 * @returns {Doubles[]} the flat shapes, and bent ones if the finder patterns are too narrow for the size
 */
function withBends(flat, { across, down }, size) {
  const out = [...flat];
  const narrowed = [across, down].map((modules) => 2 * (1 - (size - 7) / modules));
  for (const [k, bend] of narrowed.entries()) {
    if (bend < MIN_BEND) continue;
    for (const arc of ARCS)
      for (const shape of flat.slice(0, 4)) {
        const made = shape.slice();
        made[CORNERS + 2 * k] = Math.min(MAX_BEND, bend);
        made[CORNERS + (k ? 1 : 3)] = arc;
        out.push(made);
      }
  }
  return out;
}

/**
 * @param {Darkness} darkness
 * @param {Triple} triple
 * @param {number} size
 * @param {number} sign
 * @returns {Doubles[]} shapes to begin with, one for each place where the fourth corner may be
 */
function shapes(darkness, triple, size, sign) {
  const starts = flatShapes(triple);
  const out = [...starts];
  for (const start of starts) {
    const unit = unitOf(start, size);
    if (size < 25) {
      for (let i = -2; i <= 2; i += 1)
        for (let j = -2; j <= 2; j += 1) {
          const shape = start.slice();
          shape[6] = (start[6] ?? 0) + 2.5 * i * unit;
          shape[7] = (start[7] ?? 0) + 2.5 * j * unit;
          out.push(shape);
        }
      continue;
    }
    for (const { x, y } of alignmentPeaks(darkness, start, size, sign)) {
      const shape = start.slice();
      pinAlignment(shape, size, x, y);
      out.push(shape);
    }
  }
  return out;
}

/**
 * @param {Triple} triple
 * @returns {Doubles[]} the parallelogram, and if its finder patterns differ in size, the plane in perspective
 */
function flatShapes({ a, b, c, weights }) {
  /** @type {Doubles} */
  const plain = new Float64Array(SHAPE);
  plain.set([a.x, a.y, b.x, b.y, c.x, c.y, b.x + c.x - a.x, b.y + c.y - a.y]);
  const isTilted = weights.some((weight) => Math.abs(Math.log(weight)) > MIN_TILT);
  if (!isTilted || weights[0] + weights[1] < MIN_WEIGHTS) return [plain];
  return [plain, inPerspective(plain, weights)];
}

/**
 * @param {Doubles} shape
 * @param {[number, number]} weights of the second and third corner
 * @returns {Doubles} the shape with its fourth corner where those weights place it
 */
function inPerspective(shape, [b, c]) {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x3 = 0, y3 = 0] = shape;
  const out = shape.slice();
  out[6] = (x1 * b + x3 * c - x0) / (b + c - 1);
  out[7] = (y1 * b + y3 * c - y0) / (b + c - 1);
  return out;
}

/**
 * @param {Darkness} darkness
 * @param {Doubles} shape without bends
 * @param {number} size
 * @param {number} sign
 * @returns {{ x: number, y: number, score: number }[]} where the last alignment pattern may be
 */
function alignmentPeaks(darkness, shape, size, sign) {
  const project = projection(shape);
  const span = size - 7;
  const [middle, right, below] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  project((size - 10) / span, (size - 10) / span, middle);
  project((size - 9) / span, (size - 10) / span, right);
  project((size - 10) / span, (size - 9) / span, below);
  const { x: cx, y: cy } = middle;
  const [ex, ey] = [right.x - cx, right.y - cy];
  const [fx, fy] = [below.x - cx, below.y - cy];
  const unit = (Math.hypot(ex, ey) + Math.hypot(fx, fy)) / 2;
  const reach = Math.min(14, Math.max(4, size * 0.3));
  /** @type {{ x: number, y: number, score: number }[]} */
  const found = [];
  for (let i = -reach; i <= reach; i += 0.5) {
    for (let j = -reach; j <= reach; j += 0.5) {
      const x = cx + i * ex + j * fx;
      const y = cy + i * ey + j * fy;
      const center = sign * darkness.mean(x, y, unit * 0.3);
      if (!(center > 0.1)) continue;
      const left = sign * darkness.mean(x - ex, y - ey, unit * 0.3);
      const lower = sign * darkness.mean(x + fx, y + fy, unit * 0.3);
      if (center - (left + lower) / 2 < 0.25) continue;
      let sum = 0;
      for (let r = -2; r <= 2; r += 1) {
        for (let c = -2; c <= 2; c += 1) {
          const light = Math.max(Math.abs(r), Math.abs(c)) === 1;
          const value = darkness.mean(x + c * ex + r * fx, y + c * ey + r * fy, unit * 0.3);
          if (!Number.isNaN(value)) sum += light ? -2 * value : value;
        }
      }
      found.push({ x, y, score: sign * sum - 0.1 * Math.hypot(i, j) });
    }
  }
  found.sort((p, q) => q.score - p.score);
  /** @type {typeof found} */
  const peaks = [];
  for (const one of found) {
    if (peaks.length >= MAX_PEAKS) break;
    if (peaks.every(({ x, y }) => Math.hypot(x - one.x, y - one.y) > 1.5 * unit)) peaks.push(one);
  }
  return peaks;
}

/**
 * @param {Grey} grey
 * @param {Surface} surface
 * @returns {Modules}
 */
function measured(grey, { size, sign, shape }) {
  const project = projection(shape);
  const span = size - 7;
  const values = new Float32Array(size * size);
  const outside = new Uint8Array(size * size);
  const reach = Math.max(0.4, unitOf(shape, size) * 0.22);
  const at = { x: 0, y: 0 };
  for (let r = 0, i = 0; r < size; r += 1) {
    for (let c = 0; c < size; c += 1, i += 1) {
      project((c - 3) / span, (r - 3) / span, at);
      values[i] = meanOf(grey, at.x, at.y, reach);
      outside[i] = at.x < 0 || at.y < 0 || at.x >= grey.width || at.y >= grey.height ? 1 : 0;
    }
  }
  const dark = darknessOf(values, size, size);
  /** @type {Bytes} */
  const out = new Uint8Array(size * size);
  for (let i = 0; i < out.length; i += 1) {
    out[i] = outside[i] ? 128 : 128 + Math.round(127 * sign * (dark[i] ?? 0));
  }
  const unlimited = darknessOf(values, size, size, MAX_DARKNESS).map((value) => sign * value);
  const alone = deblurredModules(unlimited, size);
  const patterns = functionPatterns(size);
  const fit = (/** @type {Int16Array} */ modules) => {
    let sum = 0;
    for (let k = 0; k < modules.length; k += 3) {
      sum += (dark[(modules[k] ?? 0) * size + (modules[k + 1] ?? 0)] ?? 0) * (modules[k + 2] ?? 0);
    }
    return (sign * sum) / (modules.length / 3);
  };
  const corners = [-3.5, -3.5, size - 3.5, -3.5, size - 3.5, size - 3.5, -3.5, size - 3.5];
  for (let k = 0; k < corners.length; k += 2) {
    project((corners[k] ?? 0) / span, (corners[k + 1] ?? 0) / span, at);
    [corners[k], corners[k + 1]] = [at.x, at.y];
  }
  return {
    size,
    darkness: out,
    deblurred:
      alone && out.map((_, i) => (outside[i] ? 128 : 128 + Math.round(127 * (alone[i] ?? 0)))),
    finders: fit(patterns.finders),
    timing: fit(patterns.timing),
    corners,
  };
}

/**
 * @param {Grey} grey
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @returns {number} the mean of nine interpolated values around a point; outside the picture, those of the nearest pixel
 */
function meanOf({ data, width, height }, x, y, reach) {
  let sum = 0;
  for (let j = -1; j <= 1; j += 1) {
    for (let i = -1; i <= 1; i += 1) {
      const px = Math.min(width - 1.001, Math.max(0, x + i * reach - 0.5));
      const py = Math.min(height - 1.001, Math.max(0, y + j * reach - 0.5));
      const [c, r] = [Math.floor(px), Math.floor(py)];
      const [s, t] = [px - c, py - r];
      const p = r * width + c;
      const upper = data[p] * (1 - s) + data[p + 1] * s;
      const lower = data[p + width] * (1 - s) + data[p + width + 1] * s;
      sum += upper * (1 - t) + lower * t;
    }
  }
  return sum / 9;
}
