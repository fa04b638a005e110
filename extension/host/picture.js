// Decodes, crops, filters and reads pictures. Python chooses the region and the filters, and gets results, not pixels.

import { deblur } from "./deblur.js";
import { decoded, warmUp } from "./decoders.js";
import { blur, grow, join, pad, sharpen, shrink } from "./filters.js";
import { axis, luma, pixelsOf } from "./grayscale.js";
import { modules } from "./grid.js";
import { photographed } from "./photographed.js";
import { regions } from "./regions.js";

/** @typedef {import("./grayscale.js").Colours} Colours */
/** @typedef {import("./grayscale.js").Grey} Grey */
/** @typedef {import("./regions.js").Box} Region a rectangle of the picture, in its pixels */
/** @typedef {[string, ...number[]]} Step the name of a filter and its numbers */

const MAX_CACHED_PIXELS = 16_000_000;

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
  within: (grey, most = 1) => {
    const times = Math.sqrt((grey.width * grey.height) / most);
    return times > 1 ? shrink(grey, times) : grey;
  },
};

export class Picture {
  /** @type {Map<string, Grey | null>} filtered regions, by region and steps */
  #cache = new Map();
  #cachedPixels = 0;

  /** @param {Colours} colours opaque */
  constructor(colours) {
    this.colours = colours;
    this.width = colours.width;
    this.height = colours.height;
  }

  /**
   * @param {string} decoder
   * @param {string} stepsJson Step[]
   * @param {string} regionJson a Region
   * @returns {Promise<string>} JSON: for every code that was read, its bytes in base64, its corners in this
   * picture's pixels, and its place in a series or null
   */
  async read(decoder, stepsJson, regionJson) {
    const grey = this.#filtered(stepsJson, regionJson);
    if (!grey) return "[]";
    const readings = await decoded(decoder, grey);
    return JSON.stringify(
      readings.map(({ bytes, corners, part }) => ({
        content: base64(bytes),
        part,
        corners: placed(corners, grey, regionJson),
      })),
    );
  }

  /**
   * @param {string} stepsJson Step[]
   * @param {string} regionJson a Region
   * @returns {Promise<string>} JSON: the modules of an upright code (grid.js), or null
   */
  async modules(stepsJson, regionJson) {
    const grey = this.#filtered(stepsJson, regionJson);
    const found = grey && modules(grey);
    if (!found) return "null";
    const corners = placed(found.corners, grey, regionJson);
    return JSON.stringify({ ...found, darkness: base64(found.darkness), corners });
  }

  /**
   * @param {string} stepsJson Step[]
   * @param {string} regionJson a Region
   * @param {number} share of the longer side within which a pixel is compared with its surroundings
   * @returns {Promise<string>} JSON: the modules of photographed codes (photographed.js), best first
   */
  async photographed(stepsJson, regionJson, share) {
    const grey = this.#filtered(stepsJson, regionJson);
    const found = grey ? photographed(grey, share) : [];
    return JSON.stringify(
      found.map((one) => ({
        ...one,
        darkness: base64(one.darkness),
        deblurred: one.deblurred ? base64(one.deblurred) : "",
        corners: placed(one.corners, grey ?? { scale: 1, left: 0, top: 0 }, regionJson),
      })),
    );
  }

  /**
   * @param {string} regionJson a Region
   * @param {number} most
   * @returns {Promise<string>} JSON of Region[]: where in the region a code may be, best first
   */
  async regions(regionJson, most) {
    const { x, y, ...size } = JSON.parse(regionJson);
    const found = regions(crop(this.colours, { x, y, ...size }), most);
    return JSON.stringify(found.map((box) => ({ ...box, x: box.x + x, y: box.y + y })));
  }

  /**
   * @param {string} stepsJson
   * @param {string} regionJson
   * @returns {Grey | null}
   */
  #filtered(stepsJson, regionJson) {
    const [[first, ...numbers], ...rest] = JSON.parse(stepsJson);
    if (this.#cachedPixels > MAX_CACHED_PIXELS) this.#clear();
    let key = `${regionJson}${first}${numbers}`;
    let grey = this.#cache.get(key);
    if (grey === undefined)
      grey = GREYS[first]?.(crop(this.colours, JSON.parse(regionJson)), ...numbers);
    if (grey === undefined) throw new Error(`no filter ${first}`);
    this.#store(key, grey);
    for (const [name, ...values] of rest) {
      key += `${name}${values}`;
      const cached = this.#cache.get(key);
      const filter = STEPS[name];
      if (!filter) throw new Error(`no filter ${name}`);
      grey = cached === undefined ? grey && filter(grey, ...values) : cached;
      this.#store(key, grey);
    }
    return grey;
  }

  /**
   * @param {string} key
   * @param {Grey | null} grey
   */
  #store(key, grey) {
    if (!this.#cache.has(key)) this.#cachedPixels += grey?.data.length ?? 0;
    this.#cache.set(key, grey);
  }

  #clear() {
    this.#cache.clear();
    this.#cachedPixels = 0;
  }
}

/**
 * @param {Colours} colours
 * @param {Region} region inside the picture
 * @returns {Colours}
 */
function crop({ data, width, height }, region) {
  if (region.width === width && region.height === height) return { data, width, height };
  const out = new Uint8ClampedArray(region.width * region.height * 4);
  for (let y = 0; y < region.height; y += 1) {
    const start = ((region.y + y) * width + region.x) * 4;
    out.set(data.subarray(start, start + region.width * 4), y * region.width * 4);
  }
  return { data: out, width: region.width, height: region.height };
}

/**
 * @param {number[]} corners in the grey's pixels
 * @param {Pick<Grey, "scale" | "left" | "top">} grey
 * @param {string} regionJson the Region it was made from
 * @returns {number[]} corners in the picture's pixels
 */
function placed(corners, { scale, left, top }, regionJson) {
  const { x, y } = JSON.parse(regionJson);
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
 * @param {Blob} blob a picture whose size was checked
 * @returns {Promise<Picture>}
 */
export async function decode(blob) {
  warmUp().catch(() => {}); // reported where it is awaited
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
 * @param {string} dataUrl a picture that this browser made; it is as large as the screen
 * @returns {Promise<Picture>}
 */
export function pictureOf(dataUrl) {
  return decode(blobOf(dataUrl));
}

/**
 * Fills transparent pixels with white, or with black if the other pixels are light on average.
 * @param {Colours} colours changed in place
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
  const background = drawn && sum / drawn > 127 ? 0 : 255;
  for (let p = 0; p < data.length; p += 4) {
    const alpha = data[p + 3] / 255;
    for (let k = 0; k < 3; k += 1) data[p + k] = data[p + k] * alpha + background * (1 - alpha);
    data[p + 3] = 255;
  }
  return colours;
}
