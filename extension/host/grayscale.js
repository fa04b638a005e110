// Converts colours to grey in two ways: by brightness, and along the axis on which the picture's colours differ most,
// so that red on green of the same brightness becomes black on white.

/**
 * Typed arrays. Their elements are `any`, as no type can say that an index is within the bounds.
 * @typedef {Uint8Array & { [index: number]: any }} Bytes
 * @typedef {Uint32Array & { [index: number]: any }} Counts
 * @typedef {Float32Array & { [index: number]: any }} Floats
 * @typedef {Float64Array & { [index: number]: any }} Doubles
 */
/**
 * @typedef {object} Colours pixels of a canvas: red, green, blue and alpha in turn, opaque
 * @property {Uint8ClampedArray & { [index: number]: any }} data
 * @property {number} width
 * @property {number} height
 */
/**
 * A filtered picture. Its pixel (x, y) is at ((x - left) / scale, (y - top) / scale) of the original.
 * @typedef {object} Grey
 * @property {Bytes} data 0 black … 255 white, row by row
 * @property {number} width
 * @property {number} height
 * @property {number} scale
 * @property {number} left
 * @property {number} top
 */

/** @type {[number, number, number]} ITU-R BT.601 */
const BRIGHTNESS = [0.299, 0.587, 0.114];
const ROUNDS = 40; // of the iteration
const MAX_SAMPLES = 60_000; // pixels from which the main axis is computed

/**
 * @param {Bytes} data
 * @param {Colours} of
 * @returns {Grey}
 */
const grey = (data, { width, height }) => ({ data, width, height, scale: 1, left: 0, top: 0 });

/**
 * Brightness (ITU-R BT.601).
 * @param {Colours} colours
 * @returns {Grey}
 */
export function luma(colours) {
  const pixels = pixelsOf(colours);
  /** @type {Bytes} */
  const out = new Uint8Array(pixels.length);
  for (let i = 0; i < out.length; i += 1) {
    const p = pixels[i];
    out[i] = (306 * (p & 255) + 601 * ((p >> 8) & 255) + 117 * ((p >> 16) & 255) + 512) >> 10;
  }
  return grey(out, colours);
}

/**
 * Returns the same memory with one number for each pixel, red in the lowest byte (little-endian).
 * @param {Colours} colours
 * @returns {Counts}
 */
export function pixelsOf({ data }) {
  return new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
}

/**
 * Returns the upper half of the colours' covariance matrix, row by row.
 * @param {Colours} colours
 */
function covariance({ data }) {
  const step = 4 * Math.max(1, Math.floor(data.length / 4 / MAX_SAMPLES));
  let [n, r, g, b, rr, gg, bb, rg, rb, gb] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = 0; p < data.length; p += step) {
    const [x, y, z] = [data[p], data[p + 1], data[p + 2]];
    n += 1;
    r += x;
    g += y;
    b += z;
    rr += x * x;
    gg += y * y;
    bb += z * z;
    rg += x * y;
    rb += x * z;
    gb += y * z;
  }
  const by = (/** @type {number} */ xy, /** @type {number} */ x, /** @type {number} */ y) =>
    xy / n - (x / n) * (y / n);
  return [by(rr, r, r), by(rg, r, g), by(rb, r, b), by(gg, g, g), by(gb, g, b), by(bb, b, b)];
}

/**
 * Returns the first eigenvector of the colours' covariance, by power iteration. It points to lighter colours.
 * @param {Colours} colours
 * @returns {[number, number, number]}
 */
function direction(colours) {
  const [rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0] = covariance(colours);
  let [x, y, z] = BRIGHTNESS;
  for (let i = 0; i < ROUNDS; i += 1) {
    const u = rr * x + rg * y + rb * z;
    const v = rg * x + gg * y + gb * z;
    const w = rb * x + gb * y + bb * z;
    const length = Math.hypot(u, v, w);
    if (length < 1e-6) return BRIGHTNESS; // all of one colour
    [x, y, z] = [u / length, v / length, w / length];
  }
  const isAhead = BRIGHTNESS[0] * x + BRIGHTNESS[1] * y + BRIGHTNESS[2] * z >= 0;
  return isAhead ? [x, y, z] : [-x, -y, -z];
}

/**
 * Converts along the colours' main axis, stretched over the whole range.
 * @param {Colours} colours
 * @param {number} cut share of the pixels at either end that may go beyond black and white
 * @returns {Grey}
 */
export function axis(colours, cut) {
  const { data } = colours;
  const [x, y, z] = direction(colours);
  /** @type {Floats} */
  const along = new Float32Array(data.length >> 2);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0, p = 0; i < along.length; i += 1, p += 4) {
    along[i] = x * data[p] + y * data[p + 1] + z * data[p + 2];
    low = Math.min(low, along[i]); // reads the element, because the array rounds
    high = Math.max(high, along[i]);
  }
  const [black, white] = rangeWithout(along, low, high, cut);
  const gain = 255 / Math.max(1e-6, white - black);
  const out = new Uint8ClampedArray(along.length);
  for (let i = 0; i < along.length; i += 1) out[i] = (along[i] - black) * gain;
  return grey(new Uint8Array(out.buffer), colours);
}

/**
 * @param {Floats} values between low and high
 * @param {number} low
 * @param {number} high
 * @param {number} cut
 * @returns {[number, number]} the values that leave a share of `cut` below and above
 */
function rangeWithout(values, low, high, cut) {
  const BINS = 1024;
  const width = (high - low) / BINS || 1;
  /** @type {Counts} */
  const bins = new Uint32Array(BINS + 1);
  for (let i = 0; i < values.length; i += 1) bins[Math.floor((values[i] - low) / width)] += 1;
  const allowed = values.length * cut;
  let [first, last] = [0, BINS];
  for (let sum = 0; first < BINS && sum + bins[first] <= allowed; first += 1) sum += bins[first];
  for (let sum = 0; last > 0 && sum + bins[last] <= allowed; last -= 1) sum += bins[last];
  return last > first ? [low + first * width, low + (last + 1) * width] : [low, high];
}
