// Pictures: unpacked, cut, prepared and read on this side of the border. Python says which part and
// how; pixels never cross.

import { deblur } from "./deblur.js";
import { decoded, warmUp } from "./decoders.js";
import { blur, grow, join, pad, sharpen, shrink } from "./filters.js";
import { axis, luma, pixelsOf } from "./grayscale.js";
import { modules } from "./grid.js";
import { regions } from "./regions.js";

/** @typedef {import("./grayscale.js").Colours} Colours */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {import("./regions.js").Box} Part a rectangle of the picture, in its pixels */
/** @typedef {[string, ...number[]]} Step a preparation's name and its numbers */

const MOST_KEPT = 16_000_000; // prepared pixels

/** @type {Readonly<Record<string, (colours: Colours, ...numbers: number[]) => Grey>>} */
const GREYS = { luma, axis: (colours, cut = 0) => axis(colours, cut) };

/** @type {Readonly<Record<string, (grey: Grey, ...numbers: number[]) => Grey | null>>} */
const STEPS = {
  blur: (grey, radius = 1) => blur(grey, radius),
  deblur: (grey, rounds = 1) => deblur(grey, rounds),
  grow: (grey, times = 1, most = 0) => grow(grey, times, most),
  join: (grey, share = 1) => join(grey, share),
  pad: (grey, least = 0, share = 0) => pad(grey, least, share),
  sharpen: (grey, amount = 1, radius = 1) => sharpen(grey, amount, radius),
  shrink: (grey, times = 1) => shrink(grey, times),
};

export class Picture {
  /** @type {Map<string, Grey | null>} what was prepared, by part and steps */
  #prepared = new Map();
  #kept = 0; // pixels in it

  /** @param {Colours} colours opaque */
  constructor(colours) {
    this.colours = colours;
    this.width = colours.width;
    this.height = colours.height;
  }

  /**
   * @param {string} decoder
   * @param {string} steps JSON of Step[]
   * @param {string} part JSON of a Part
   * @returns {Promise<string>} JSON: bytes as base64 and corners in this picture's pixels, of every
   * code read
   */
  async read(decoder, steps, part) {
    const grey = this.#prepare(steps, part);
    if (!grey) return "[]";
    const readings = await decoded(decoder, grey);
    return JSON.stringify(
      readings.map(({ bytes, corners }) => ({
        content: base64(bytes),
        corners: placed(corners, grey, part),
      })),
    );
  }

  /**
   * @param {string} steps JSON of Step[]
   * @param {string} part JSON of a Part
   * @returns {Promise<string>} JSON: an upright code's modules one by one, or null
   */
  async modules(steps, part) {
    const grey = this.#prepare(steps, part);
    const found = grey && modules(grey);
    if (!found) return "null";
    const corners = placed(found.corners, grey, part);
    return JSON.stringify({ ...found, darkness: base64(found.darkness), corners });
  }

  /**
   * @param {string} part JSON of a Part
   * @param {number} most
   * @returns {Promise<string>} JSON of Part[]: where in it a code may be, the likeliest first
   */
  async regions(part, most) {
    const { x, y, ...size } = JSON.parse(part);
    const found = regions(cut(this.colours, { x, y, ...size }), most);
    return JSON.stringify(found.map((box) => ({ ...box, x: box.x + x, y: box.y + y })));
  }

  /**
   * @param {string} steps
   * @param {string} part
   * @returns {Grey | null}
   */
  #prepare(steps, part) {
    const [[first, ...numbers], ...rest] = JSON.parse(steps);
    if (this.#kept > MOST_KEPT) this.#forget();
    let key = `${part}${first}${numbers}`;
    let grey = this.#prepared.get(key);
    if (grey === undefined) grey = GREYS[first]?.(cut(this.colours, JSON.parse(part)), ...numbers);
    if (grey === undefined) throw new Error(`no preparation ${first}`);
    this.#keep(key, grey);
    for (const [name, ...values] of rest) {
      key += `${name}${values}`;
      const known = this.#prepared.get(key);
      const prepare = STEPS[name];
      if (!prepare) throw new Error(`no preparation ${name}`);
      grey = known === undefined ? grey && prepare(grey, ...values) : known;
      this.#keep(key, grey);
    }
    return grey;
  }

  /**
   * @param {string} key
   * @param {Grey | null} grey
   */
  #keep(key, grey) {
    if (!this.#prepared.has(key)) this.#kept += grey?.data.length ?? 0;
    this.#prepared.set(key, grey);
  }

  #forget() {
    this.#prepared.clear();
    this.#kept = 0;
  }
}

/**
 * @param {Colours} colours
 * @param {Part} part inside them
 * @returns {Colours}
 */
function cut({ data, width, height }, part) {
  if (part.width === width && part.height === height) return { data, width, height };
  const out = new Uint8ClampedArray(part.width * part.height * 4);
  for (let y = 0; y < part.height; y += 1) {
    const start = ((part.y + y) * width + part.x) * 4;
    out.set(data.subarray(start, start + part.width * 4), y * part.width * 4);
  }
  return { data: out, width: part.width, height: part.height };
}

/**
 * @param {number[]} corners in the grey's pixels
 * @param {Grey} grey
 * @param {string} part JSON of the Part it was made from
 * @returns {number[]} in the picture's pixels
 */
function placed(corners, { scale, left, top }, part) {
  const { x, y } = JSON.parse(part);
  return corners.map((value, i) => {
    const place = i % 2 ? y + (value - top) / scale : x + (value - left) / scale;
    return Math.round(place * 10) / 10;
  });
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * @param {string} dataUrl base64
 * @returns {Blob}
 */
export function blobOf(dataUrl) {
  const comma = dataUrl.indexOf(",");
  const type = dataUrl.slice("data:".length, dataUrl.indexOf(";"));
  const text = atob(dataUrl.slice(comma + 1));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return new Blob([bytes], { type });
}

/**
 * @param {Blob} blob a picture whose size was found bearable
 * @returns {Promise<Picture>}
 */
export async function unpacked(blob) {
  warmUp().catch(() => {}); // told where it is awaited
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas to work on");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const colours = context.getImageData(0, 0, canvas.width, canvas.height);
  return new Picture(opaque(colours));
}

/**
 * @param {string} dataUrl a picture this browser made itself; its size is the screen's
 * @returns {Promise<Picture>}
 */
export function pictureOf(dataUrl) {
  return unpacked(blobOf(dataUrl));
}

/**
 * Transparent pixels take the colour that what is drawn on them stands out from.
 * @param {Colours} colours changed
 */
function opaque(colours) {
  const { data } = colours;
  const pixels = pixelsOf(colours);
  let all = -1;
  for (let i = 0; i < pixels.length; i += 1) all &= pixels[i];
  if (all >>> 24 === 255) return colours;
  let [sum, drawn] = [0, 0];
  for (let p = 0; p < data.length; p += 4) {
    sum += data[p + 3] * (data[p] + data[p + 1] + data[p + 2]);
    drawn += data[p + 3] * 3;
  }
  const ground = drawn && sum / drawn > 127 ? 0 : 255;
  for (let p = 0; p < data.length; p += 4) {
    const alpha = data[p + 3] / 255;
    for (let k = 0; k < 3; k += 1) data[p + k] = data[p + k] * alpha + ground * (1 - alpha);
    data[p + 3] = 255;
  }
  return colours;
}
