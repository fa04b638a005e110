// The surface of a photographed code, which places its modules in the picture: a plane in perspective, slightly bent.
//
// The fit moves the corners and bends of the surface as long as the code's function patterns match the picture better.

import { functionPatterns } from "./function_patterns.js";

/** @typedef {import("./grayscale.js").Doubles} Doubles */
/** @typedef {import("./local_contrast.js").Relief} Relief */
/** @typedef {{ x: number, y: number }} Point */
/**
 * @typedef {object} Surface
 * @property {number} size modules along a side
 * @property {number} sign 1 dark on light, -1 light on dark
 * @property {Doubles} shape its corners and bends; SHAPE describes the numbers
 * @property {number} fit of the function patterns, -1 … 1
 */

// x and y of the centers of the finder patterns at the top left, top right and bottom left, and of the point where a
// fourth one would be; then six bends, in shares of the distance between two finder patterns. On a bottle whose axis is
// upright, the columns are narrower at both sides (the first bend) and the rows are arcs (the fourth).
export const SHAPE = 14;
export const CORNERS = 8; // of these numbers are corners
const STEPS = [1.2, 0.6, 0.3, 0.15]; // modules by which a round moves corners and bends
const MAX_ROUNDS = 5; // for each step
const WEIGHTS = { finders: 0.35, timing: 0.35, alignment: 0.3 };

/** A summed-area table of the darkness, for means over squares. */
export class Darkness {
  /** @param {Relief} relief */
  constructor({ darkness, width, height }) {
    this.width = width;
    this.height = height;
    const stride = width + 1;
    /** @type {Int32Array & { [index: number]: any }} */
    this.sums = new Int32Array(stride * (height + 1));
    for (let y = 0, i = 0; y < height; y += 1) {
      let sum = 0;
      for (let x = 0, k = (y + 1) * stride + 1; x < width; x += 1, i += 1, k += 1) {
        sum += darkness[i];
        this.sums[k] = this.sums[k - stride] + sum;
      }
    }
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} reach half of the square's side, pixels
   * @returns {number} the mean darkness around a point, -1 … 1; NaN outside the picture
   */
  mean(x, y, reach) {
    const { sums, width, height } = this;
    const l = x - reach + 0.5;
    const t = y - reach + 0.5;
    if (!(l < width && t < height)) return Number.NaN;
    const left = l > 0 ? l | 0 : 0;
    const top = t > 0 ? t | 0 : 0;
    const r = l + 2 * reach;
    const b = t + 2 * reach;
    const right = r >= width ? width : r > left + 1 ? r | 0 : left + 1;
    const bottom = b >= height ? height : b > top + 1 ? b | 0 : top + 1;
    const stride = width + 1;
    const upper = top * stride;
    const lower = bottom * stride;
    const sum = sums[lower + right] - sums[lower + left] - sums[upper + right] + sums[upper + left];
    return sum / (100 * (right - left) * (bottom - top));
  }
}

/**
 * Returns the function that maps a point of the code to the picture. The point is in shares of the distance between
 * two finder patterns, from the center of the one at the top left.
 * @param {Doubles} shape
 * @returns {(u: number, v: number, out: Point) => void}
 */
export function projection(shape) {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x3 = 0, y3 = 0, x2 = 0, y2 = 0, ...bends] = shape;
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bends;
  const [a, b] = weights(shape, x2, y2, 1);
  return (u, v, out) => {
    const du = u * (1 - u);
    const dv = v * (1 - v);
    const s = u + du * (u - 0.5) * b0 + dv * (b1 + (u - 0.5) * b4);
    const t = v + dv * (v - 0.5) * b2 + du * (b3 + (v - 0.5) * b5);
    const p = 1 - s - t;
    const q = a * s;
    const r = b * t;
    const w = p + q + r;
    out.x = (x0 * p + x1 * q + x3 * r) / w;
    out.y = (y0 * p + y1 * q + y3 * r) / w;
  };
}

/**
 * Returns the weights of the second and third corner in homogeneous coordinates, so that the point (t, t) is at x, y.
 * @param {Doubles} shape
 * @param {number} x
 * @param {number} y
 * @param {number} t
 * @returns {[number, number]}
 */
function weights([x0 = 0, y0 = 0, x1 = 0, y1 = 0, x3 = 0, y3 = 0], x, y, t) {
  const [ax, ay, bx, by] = [x1 - x, y1 - y, x3 - x, y3 - y];
  const share = (1 - 2 * t) / t;
  const [cx, cy] = [share * (x - x0), share * (y - y0)];
  const area = ax * by - ay * bx;
  return [(cx * by - cy * bx) / area, (ax * cy - ay * cx) / area];
}

/**
 * Sets the fourth corner so that the center of the last alignment pattern is at x, y.
 * @param {Doubles} shape
 * @param {number} size
 * @param {number} x
 * @param {number} y
 */
export function pinAlignment(shape, size, x, y) {
  const [a, b] = weights(shape, x, y, (size - 10) / (size - 7));
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x3 = 0, y3 = 0] = shape;
  const w = a + b - 1;
  shape[6] = (x1 * a + x3 * b - x0) / w;
  shape[7] = (y1 * a + y3 * b - y0) / w;
}

/** @param {Doubles} shape @param {number} size @returns {number} pixels of a module, on average */
export function unitOf([x0 = 0, y0 = 0, x1 = 0, y1 = 0, x3 = 0, y3 = 0], size) {
  return (Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x3 - x0, y3 - y0)) / (2 * (size - 7));
}

/**
 * @param {Darkness} darkness
 * @param {Surface} surface
 * @returns {number} how well the function patterns fit, -1 … 1
 */
export function fitOf(darkness, { size, sign, shape }) {
  const patterns = functionPatterns(size);
  const project = projection(shape);
  const reach = Math.max(0.5, unitOf(shape, size) * 0.28);
  const span = size - 7;
  const at = { x: 0, y: 0 };
  const fitOfModules = (/** @type {Int16Array} */ modules) => {
    let sum = 0;
    for (let k = 0; k < modules.length; k += 3) {
      project(((modules[k + 1] ?? 0) - 3) / span, ((modules[k] ?? 0) - 3) / span, at);
      const value = darkness.mean(at.x, at.y, reach);
      if (!Number.isNaN(value)) sum += value * (modules[k + 2] ?? 0);
    }
    return (sign * sum) / Math.max(1, modules.length / 3);
  };
  const [finders, timing] = [fitOfModules(patterns.finders), fitOfModules(patterns.timing)];
  if (!patterns.alignment.length) return (finders + timing) / 2;
  return (
    WEIGHTS.finders * finders +
    WEIGHTS.timing * timing +
    WEIGHTS.alignment * fitOfModules(patterns.alignment)
  );
}

/**
 * Returns the surface after moving its corners, and with `bends` its bends, as long as the patterns fit better.
 * @param {Darkness} darkness
 * @param {Surface} start
 * @param {boolean} bends
 * @returns {Surface}
 */
export function refined(darkness, start, bends) {
  const unit = unitOf(start.shape, start.size);
  const best = { ...start, shape: start.shape.slice() };
  for (const step of STEPS) {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const before = best.fit;
      for (let k = 0; k < (bends ? SHAPE : CORNERS); k += 1) {
        const move = k < CORNERS ? step * unit : (3 * step) / (start.size - 7);
        for (const change of [move, -move]) {
          const value = best.shape[k] ?? 0;
          best.shape[k] = value + change;
          const fit = fitOf(darkness, best);
          if (fit > best.fit) {
            best.fit = fit;
            break;
          }
          best.shape[k] = value;
        }
      }
      if (best.fit - before < 0.004) break;
    }
  }
  return best;
}
