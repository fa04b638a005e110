// The filters that are applied to a picture before it is decoded. Python says which ones, in what order and with
// what numbers.

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Floats} Floats */
/** @typedef {import("./grayscale.js").Counts} Counts */
/** @typedef {import("./grayscale.js").Grey} Grey */

const clamped = (/** @type {number} */ value, /** @type {number} */ most) =>
  Math.min(most, Math.max(0, value));

/**
 * Adds a white margin, for codes that reach to the edge.
 * @param {Grey} grey
 * @param {number} least pixels
 * @param {number} share of the longer side
 * @returns {Grey}
 */
export function pad(grey, least, share) {
  const margin = Math.max(least, Math.round(Math.max(grey.width, grey.height) * share));
  const width = grey.width + 2 * margin;
  const height = grey.height + 2 * margin;
  const data = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < grey.height; y += 1) {
    const row = grey.data.subarray(y * grey.width, (y + 1) * grey.width);
    data.set(row, (y + margin) * width + margin);
  }
  const { scale, left, top } = grey;
  return { data, width, height, scale, left: left + margin, top: top + margin };
}

/**
 * Returns, for each new pixel along a side, the old pixels around it and their weights (cubic convolution with
 * a = -1/2).
 * @param {number} from pixels
 * @param {number} to pixels
 */
function cubic(from, to) {
  /** @type {Counts} */
  const places = new Uint32Array(to * 4);
  /** @type {Floats} */
  const weights = new Float32Array(to * 4);
  for (let i = 0; i < to; i += 1) {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre);
    const t = centre - first;
    weights.set(
      [
        -0.5 * t + t * t - 0.5 * t * t * t,
        1 - 2.5 * t * t + 1.5 * t * t * t,
        0.5 * t + 2 * t * t - 1.5 * t * t * t,
        -0.5 * t * t + 0.5 * t * t * t,
      ],
      i * 4,
    );
    for (let k = 0; k < 4; k += 1) places[i * 4 + k] = clamped(first - 1 + k, from - 1);
  }
  return { places, weights };
}

/**
 * Enlarges smoothly; by less than `wanted` if the result would have too many pixels, and never below 1.
 * @param {Grey} grey
 * @param {number} wanted times
 * @param {number} most pixels
 * @returns {Grey}
 */
export function grow(grey, wanted, most) {
  const { data, width, height } = grey;
  const times = Math.max(1, Math.min(wanted, Math.sqrt(most / (width * height))));
  const [w, h] = [Math.round(width * times), Math.round(height * times)];
  const { places: px, weights: wx } = cubic(width, w);
  const { places: py, weights: wy } = cubic(height, h);
  /** @type {Floats} */
  const wide = new Float32Array(w * height);
  for (let y = 0, o = 0; y < height; y += 1) {
    const row = y * width;
    for (let k = 0; k < 4 * w; k += 4, o += 1) {
      wide[o] =
        data[row + px[k]] * wx[k] +
        data[row + px[k + 1]] * wx[k + 1] +
        data[row + px[k + 2]] * wx[k + 2] +
        data[row + px[k + 3]] * wx[k + 3];
    }
  }
  const out = new Uint8ClampedArray(w * h);
  for (let y = 0, o = 0; y < h; y += 1) {
    const k = y * 4;
    const [a, b, c, d] = [py[k] * w, py[k + 1] * w, py[k + 2] * w, py[k + 3] * w];
    const [p, q, r, s] = [wy[k], wy[k + 1], wy[k + 2], wy[k + 3]];
    for (let x = 0; x < w; x += 1, o += 1) {
      out[o] = wide[a + x] * p + wide[b + x] * q + wide[c + x] * r + wide[d + x] * s;
    }
  }
  const { scale, left, top } = grey;
  const made = { scale: scale * times, left: left * times, top: top * times };
  return { data: new Uint8Array(out.buffer), width: w, height: h, ...made };
}

/**
 * Shrinks; each new pixel is the mean of those it covers.
 * @param {Grey} grey
 * @param {number} times how many old pixels one new pixel covers along a side; may be a fraction
 * @returns {Grey}
 */
export function shrink(grey, times) {
  const [w, h] = [Math.floor(grey.width / times) || 1, Math.floor(grey.height / times) || 1];
  const wide = means(grey.data, grey.width, grey.height, w, times, 1, grey.width);
  const high = means(wide, grey.height, w, h, times, w, 1);
  /** @type {Bytes} */
  const data = new Uint8Array(w * h);
  for (let i = 0; i < data.length; i += 1) data[i] = high[i] + 0.5;
  const [scale, left, top] = [grey.scale / times, grey.left / times, grey.top / times];
  return { data, width: w, height: h, scale, left, top };
}

/**
 * Averages along one side; the result has the layout of the source, with `to` in place of `from`.
 * @param {Bytes | Floats} source
 * @param {number} from places along that side
 * @param {number} lines
 * @param {number} to new places
 * @param {number} times
 * @param {number} step from a place to the next
 * @param {number} jump from a line to the next
 */
function means(source, from, lines, to, times, step, jump) {
  /** @type {Floats} */
  const out = new Float32Array(to * lines);
  const newJump = jump === 1 ? 1 : to;
  for (let i = 0; i < to; i += 1) {
    const start = i * times;
    const end = Math.min(from, start + times);
    for (let k = Math.floor(start); k < end; k += 1) {
      const weight = (Math.min(k + 1, end) - Math.max(k, start)) / (end - start);
      for (let line = 0; line < lines; line += 1) {
        out[i * step + line * newJump] += source[k * step + line * jump] * weight;
      }
    }
  }
  return out;
}

/**
 * Replaces each pixel by the mean of the square of 2 * radius + 1 pixels around it.
 * @param {Grey} grey
 * @param {number} radius
 * @returns {Grey}
 */
export function blur(grey, radius) {
  const { data, width, height } = grey;
  /** @type {Floats} */
  const wide = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    let sum = 0;
    for (let k = -radius; k <= radius; k += 1) sum += data[row + clamped(k, width - 1)];
    for (let x = 0; x < width; x += 1) {
      wide[row + x] = sum;
      sum +=
        data[row + clamped(x + radius + 1, width - 1)] - data[row + clamped(x - radius, width - 1)];
    }
  }
  /** @type {Bytes} */
  const out = new Uint8Array(data.length);
  /** @type {Floats} */
  const sums = new Float32Array(width);
  const share = 1 / (2 * radius + 1) ** 2;
  for (let k = -radius; k <= radius; k += 1) {
    const row = clamped(k, height - 1) * width;
    for (let x = 0; x < width; x += 1) sums[x] += wide[row + x];
  }
  for (let y = 0; y < height; y += 1) {
    const next = clamped(y + radius + 1, height - 1) * width;
    const gone = clamped(y - radius, height - 1) * width;
    for (let x = 0; x < width; x += 1) {
      out[y * width + x] = sums[x] * share + 0.5;
      sums[x] += wide[next + x] - wide[gone + x];
    }
  }
  return { ...grey, data: out };
}

/**
 * Enlarges each pixel's difference from its surroundings.
 * @param {Grey} grey
 * @param {number} amount
 * @param {number} radius of the surroundings, pixels
 * @returns {Grey}
 */
export function sharpen(grey, amount, radius) {
  const { data } = blur(grey, radius);
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < out.length; i += 1) {
    out[i] = grey.data[i] + amount * (grey.data[i] - data[i]);
  }
  return { ...grey, data: new Uint8Array(out.buffer) };
}

const MIN_ROW_CONTRAST = 40; // of 255: a row with less is empty
const MAX_GAP = 0.55; // of the height of the adjacent lines; lines of text have larger gaps
const EDGE_PX = 2; // blocks are paler at their ends

/**
 * Joins lines of block characters: fills the gaps between them with the rows above and below.
 * @param {Grey} grey
 * @param {number} share of the width, in the middle, that says which rows are gaps
 * @returns {Grey | null} null if there is no gap to fill
 */
export function join(grey, share) {
  const { width, height } = grey;
  const bands = bandsOf(grey, Math.round((width * (1 - share)) / 2));
  /** @type {Bytes | null} */
  let data = null;
  for (let i = 1; i < bands.length; i += 1) {
    const [above, below] = [bands[i - 1], bands[i]];
    if (!above || !below) continue;
    const gap = below.first - above.last - 1;
    if (gap > MAX_GAP * Math.min(above.last - above.first, below.last - below.first) + 1) continue;
    data ??= grey.data.slice();
    const [up, down] = [inside(above, above.last - EDGE_PX), inside(below, below.first + EDGE_PX)];
    const middle = above.last + 1 + (gap >> 1);
    for (let y = up + 1; y < down; y += 1) {
      const from = y < middle ? up : down;
      data.copyWithin(y * width, from * width, (from + 1) * width);
    }
  }
  return data && { ...grey, data, width, height };
}

/** @typedef {{ first: number, last: number }} Band consecutive rows that are not empty */

/** @param {Band} band @param {number} row */
const inside = ({ first, last }, row) => Math.min(last, Math.max(first, row));

/** @param {Grey} grey @param {number} beside pixels at each side that are ignored @returns {Band[]} */
function bandsOf({ data, width, height }, beside) {
  /** @type {Band[]} */
  const bands = [];
  for (let y = 0; y < height; y += 1) {
    let [low, high] = [255, 0];
    for (let p = y * width + beside; p < (y + 1) * width - beside; p += 1) {
      if (data[p] < low) low = data[p];
      if (data[p] > high) high = data[p];
    }
    if (high - low <= MIN_ROW_CONTRAST) continue;
    const band = bands.at(-1);
    if (band?.last === y - 1) band.last = y;
    else bands.push({ first: y, last: y });
  }
  return bands;
}
