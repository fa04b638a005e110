// Which three finder patterns of a photograph may belong to one code, and how far it is tilted.

import { crossing } from "./finder_patterns.js";

/** @typedef {import("./finder_patterns.js").Finder} Finder */
/** @typedef {import("./local_contrast.js").Relief} Relief */
/**
 * @typedef {object} Triple three finder patterns
 * @property {Finder} a at the corner
 * @property {Finder} b to the right
 * @property {Finder} c below
 * @property {number} across modules from a to b
 * @property {number} down modules from a to c
 * @property {[number, number]} weights of b and c in homogeneous coordinates, by how much smaller their modules are
 * @property {number} cost the less, the likelier
 */

export const MIN_SIZE = 21; // modules
export const MAX_SIZE = 101; // of a code that a camera can resolve

/**
 * @param {Relief} shown
 * @param {number} sign
 * @param {Finder[]} finders
 * @returns {Triple[]} the likeliest first
 */
export function triples(shown, sign, finders) {
  /** @type {Triple[]} */
  const found = [];
  for (const a of finders)
    for (const b of finders)
      for (const c of finders) {
        if (a === b || b === c || a === c) continue;
        const [bx, by, cx, cy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
        if (bx * cy - by * cx <= 0) continue; // clockwise; a mirrored code is read by zxing
        const [long, high] = [Math.hypot(bx, by), Math.hypot(cx, cy)];
        const slant = Math.abs((bx * cx + by * cy) / (long * high));
        const largest = Math.max(a.unit, b.unit, c.unit);
        const smallest = Math.min(a.unit, b.unit, c.unit);
        if (slant > 0.8 || largest > 2.6 * smallest || Math.min(long, high) < 10 * smallest)
          continue;
        if (Math.max(long, high) > 3.2 * Math.min(long, high)) continue;
        const [across, weightB] = distanceInModules(shown, sign, a, b);
        const [down, weightC] = distanceInModules(shown, sign, a, c);
        const difference = Math.abs(Math.log(across / down));
        const size = (across + down) / 2 + 7;
        if (difference > 0.5 || size < MIN_SIZE - 4 || size > MAX_SIZE + 4) continue;
        const cost = difference * 2 + slant + Math.log(largest / smallest);
        found.push({ a, b, c, across, down, weights: [weightB, weightC], cost });
      }
  return found.sort((p, q) => p.cost - q.cost);
}

/** @param {Triple} one @param {Triple} other @returns {number} how many finder patterns both have */
export function commonFinders(one, other) {
  const others = [other.a, other.b, other.c];
  return [one.a, one.b, one.c].filter((finder) => others.includes(finder)).length;
}

/**
 * @param {Relief} shown
 * @param {number} sign
 * @param {Finder} a
 * @param {Finder} b
 * @returns {[number, number]} the modules between two finder patterns, by the size of theirs in this direction, and the
 * weight of the second: in perspective, modules shrink from the one to the other by its square
 */
function distanceInModules(shown, sign, a, b) {
  const distance = Math.hypot(b.x - a.x, b.y - a.y);
  const [dx, dy] = [(b.x - a.x) / distance, (b.y - a.y) / distance];
  const units = [a, b].map(({ x, y, unit }) => crossing(shown, sign, x, y, dx, dy)?.unit ?? unit);
  const [one = 1, other = 1] = units;
  return [distance / Math.sqrt(one * other), Math.sqrt(one / other)];
}
