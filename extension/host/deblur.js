// Sharpens a blurred picture.
//
// The blur is assumed to be Gaussian. Its width is estimated from the steepest slopes. The sharp picture is found by
// projected Landweber iteration with Nesterov's momentum: blur the guess, add the difference between the picture and
// the result, and clamp to black and white.

import { shrink } from "./filters.js";

/** @typedef {import("./grayscale.js").Floats} Floats */
/** @typedef {import("./grayscale.js").Counts} Counts */
/** @typedef {import("./grayscale.js").Grey} Grey */

const STEEPEST_SHARE = 0.001; // of the slopes, from which the width is estimated
// The steepest slope of a step of 255 that was blurred by a Gaussian is this constant divided by sigma. The factor 0.885
// allows for codes, whose steps are close together (measured over codes blurred by 0.5 to 1 module).
const SLOPE = (0.885 * 255) / Math.sqrt(2 * Math.PI);
const MIN_SIGMA = 1.4; // pixels; a narrower blur is not removed
const WORKING_SIGMA = 1.8; // pixels; a picture with a wider blur is shrunk to this first, for speed

/**
 * @param {Grey} grey stretched over the whole range
 * @returns {number} the blur's sigma in pixels
 */
function blurSigma({ data, width, height }) {
  /** @type {Counts} */
  const slopes = new Uint32Array(256);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = row; x < row + width - 1; x += 1) slopes[Math.abs(data[x + 1] - data[x])] += 1;
  }
  let steepest = 255;
  for (let sum = 0; steepest > 1; steepest -= 1) {
    sum += slopes[steepest];
    if (sum > data.length * STEEPEST_SHARE) break;
  }
  return SLOPE / steepest;
}

/**
 * @param {Grey} grey stretched over the whole range
 * @param {number} rounds
 * @returns {Grey | null} null if the picture is sharp
 */
export function deblur(grey, rounds) {
  const sigma = blurSigma(grey);
  if (sigma < MIN_SIGMA) return null;
  const times = sigma / WORKING_SIGMA;
  return times > 1.15
    ? sharpened(shrink(grey, times), WORKING_SIGMA, rounds)
    : sharpened(grey, sigma, rounds);
}

/**
 * @param {Grey} grey
 * @param {number} sigma
 * @param {number} rounds
 * @returns {Grey}
 */
function sharpened(grey, sigma, rounds) {
  const { data, width, height } = grey;
  /** @type {Floats} */
  const guess = Float32Array.from(data);
  /** @type {Floats} */
  const extrapolated = guess.slice();
  const blur = gaussianBlur(width, height, sigma);
  let step = 1;
  for (let round = 0; round < rounds; round += 1) {
    const blurred = blur(extrapolated);
    const next = (1 + Math.sqrt(1 + 4 * step * step)) / 2;
    const momentum = (step - 1) / next;
    step = next;
    for (let i = 0; i < blurred.length; i += 1) {
      const value = Math.min(255, Math.max(0, extrapolated[i] + data[i] - blurred[i]));
      extrapolated[i] = value + momentum * (value - guess[i]);
      guess[i] = value;
    }
  }
  return { ...grey, data: Uint8Array.from(guess) };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {number} sigma
 * @returns {(source: Floats) => Floats} a Gaussian blur; the result is good until the next call
 */
function gaussianBlur(width, height, sigma) {
  const radius = Math.ceil(3 * sigma);
  /** @type {Floats} */
  const taps = new Float32Array(radius + 1);
  for (let k = 0; k <= radius; k += 1) taps[k] = Math.exp((-k * k) / (2 * sigma * sigma));
  const total = taps.reduce((sum, tap, k) => sum + (k ? 2 : 1) * tap, 0);
  for (let k = 0; k <= radius; k += 1) taps[k] /= total;
  /** @type {Floats} */
  const line = new Float32Array(width + 2 * radius);
  /** @type {Floats} */
  const wide = new Float32Array(width * height);
  /** @type {Floats} */
  const out = new Float32Array(width * height);

  return (source) => {
    for (let row = 0; row < wide.length; row += width) {
      line.fill(source[row], 0, radius);
      line.set(source.subarray(row, row + width), radius);
      line.fill(source[row + width - 1], radius + width);
      for (let x = 0; x < width; x += 1) {
        let sum = line[x + radius] * taps[0];
        for (let k = 1; k <= radius; k += 1) {
          sum += (line[x + radius - k] + line[x + radius + k]) * taps[k];
        }
        wide[row + x] = sum;
      }
    }
    for (let y = 0; y < height; y += 1) {
      const row = y * width;
      for (let x = 0; x < width; x += 1) out[row + x] = wide[row + x] * taps[0];
      for (let k = 1; k <= radius; k += 1) {
        const above = Math.max(0, y - k) * width;
        const below = Math.min(height - 1, y + k) * width;
        const tap = taps[k];
        for (let x = 0; x < width; x += 1)
          out[row + x] += (wide[above + x] + wide[below + x]) * tap;
      }
    }
    return out;
  };
}
