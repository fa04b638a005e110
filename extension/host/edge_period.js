// Finds the periods at which a picture's edges repeat: their length and where they begin.

/** @typedef {import("./grayscale.js").Doubles} Doubles */
/** @typedef {import("./grayscale.js").Grey} Grey */
/**
 * @typedef {object} EdgePeriod edges are at `phase`, and at any multiple of `pitch` from there
 * @property {number} pitch pixels
 * @property {number} phase pixels
 */

const PITCHES = [1.9, 16]; // shortest and longest, pixels for each module
const MAX_DIFFERENCE = 40; // of 255; larger differences are limited to it

/**
 * @param {Grey} grey
 * @param {number} most
 * @returns {{ across: EdgePeriod[], down: EdgePeriod[] }} strongest first
 */
export function edgePeriods(grey, most) {
  return { across: peaks(edges(grey, true), most), down: peaks(edges(grey, false), most) };
}

/**
 * @param {Grey} grey
 * @param {boolean} across
 * @returns {Doubles} at each boundary between two columns (or rows) of pixels, the sum of the
 * differences there
 */
function edges({ data, width, height }, across) {
  /** @type {Doubles} */
  const out = new Float64Array(across ? width : height);
  const step = across ? 1 : width;
  const last = width * height - step;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if (i >= last || (across && x === width - 1)) continue;
      out[across ? x + 1 : y + 1] += Math.min(MAX_DIFFERENCE, Math.abs(data[i + step] - data[i]));
    }
  }
  return out;
}

/**
 * @param {Doubles} signal
 * @param {number} frequency
 * @returns {[number, number]} the signal's Fourier coefficient at that frequency, real and imaginary
 */
function fourierCoefficient(signal, frequency) {
  const [c, s] = [Math.cos(2 * Math.PI * frequency), Math.sin(2 * Math.PI * frequency)];
  let [real, imaginary, a, b] = [0, 0, 1, 0];
  for (let i = 0; i < signal.length; i += 1) {
    real += signal[i] * a;
    imaginary += signal[i] * b;
    [a, b] = [a * c - b * s, a * s + b * c];
  }
  return [real, imaginary];
}

/**
 * @param {Doubles} profile
 * @param {number} most
 * @returns {EdgePeriod[]} strongest first
 */
function peaks(profile, most) {
  const mean = profile.reduce((sum, value) => sum + value, 0) / profile.length;
  const signal = profile.map((value) => value - mean);
  const [fast, slow] = [1 / (PITCHES[0] ?? 1), 1 / (PITCHES[1] ?? 1)];
  const step = 1 / (4 * profile.length);
  /** @type {number[]} */
  const power = [];
  for (let f = slow; f <= fast; f += step) power.push(Math.hypot(...fourierCoefficient(signal, f)));
  /** @type {{ frequency: number, power: number }[]} */
  const found = [];
  for (let k = 1; k + 1 < power.length; k += 1) {
    const [a, b, c] = [power[k - 1] ?? 0, power[k] ?? 0, power[k + 1] ?? 0];
    if (b < a || b <= c) continue;
    const shift = (a - c) / (2 * (a - 2 * b + c)); // the vertex of the parabola through the three
    found.push({ frequency: slow + (k + shift) * step, power: b });
  }
  found.sort((a, b) => b.power - a.power);
  return found.slice(0, most).map(({ frequency }) => {
    const [real, imaginary] = fourierCoefficient(signal, frequency);
    const turns = Math.atan2(imaginary, real) / (2 * Math.PI);
    return { pitch: 1 / frequency, phase: (turns - Math.floor(turns)) / frequency };
  });
}
