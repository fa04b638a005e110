// The decoders, with one interface: a filtered picture in, readings out. Python says which decoder reads what.

import "../vendor/jsqr/jsQR.js"; // a classic script that sets a global
import { prepareZXingModule } from "../vendor/zxing-wasm/reader/index.js";

/** @typedef {import("./grayscale.js").Bytes} Bytes */
/** @typedef {import("./grayscale.js").Grey} Grey */
/**
 * @typedef {object} Reading
 * @property {Uint8Array} bytes the code's content
 * @property {number[]} corners x and y of its four corners in the grey's pixels, clockwise from the
 * top left
 * @property {{ index: number, size: number, parity: number } | null} part its place in a series of
 * codes ("structured append"); the index counts from 0
 */

const WASM = "vendor/zxing-wasm/zxing_reader.wasm";

// QR codes of both models. Micro QR is off: it is found in noise.
const OPTIONS = {
  formats: "QRCodeModel2,QRCodeModel1",
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: false,
  binarizer: 0, // local average
  isPure: false,
  downscaleFactor: 2,
  downscaleThreshold: 250,
  minLineCount: 2,
  maxNumberOfSymbols: 255,
  validateOptionalChecksum: false,
  returnErrors: false,
  eanAddOnSymbol: 0,
  textMode: 0,
  characterSet: 0,
  tryCode39ExtendedMode: true,
};

// One threshold for the whole picture, which small modules of a large code need.
const GLOBAL = { ...OPTIONS, binarizer: 1 };

/** @typedef {Awaited<ReturnType<typeof prepareZXingModule>>} Zxing */

/** @type {Promise<any> | null} */
let loading = null;

async function loaded() {
  const response = await fetch(chrome.runtime.getURL(WASM));
  if (!response.ok) throw new Error(`${WASM} is missing from the extension`);
  const wasmBinary = await response.arrayBuffer();
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** Starts to load zxing's WebAssembly, before it is needed. @returns {Promise<any>} the module */
export function warmUp() {
  loading ??= loaded();
  loading.catch(() => {
    loading = null; // the next picture tries again
  });
  return loading;
}

/**
 * Reads all QR codes.
 * @param {Grey} grey
 * @param {object} [options] of zxing
 * @returns {Promise<Reading[]>}
 */
async function zxing({ data, width, height }, options = OPTIONS) {
  const module = await warmUp();
  const pixels = module._malloc(data.length);
  if (!pixels) throw new Error("no memory for the picture");
  try {
    module.HEAPU8.set(data, pixels);
    const found = module.readBarcodesFromPixmap(pixels, width, height, options);
    const readings = Array.from({ length: found.size() }, (_, i) => found.get(i)).map(readingOf);
    found.delete();
    return readings;
  } finally {
    module._free(pixels);
  }
}

/**
 * @param {any} result of zxing; the content of a code with a character set (ECI) is returned in UTF-8
 * @returns {Reading}
 */
function readingOf({ bytes, text, hasECI, position, ...series }) {
  const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
  return {
    bytes: hasECI ? new TextEncoder().encode(text) : bytes,
    corners: corners.flatMap(({ x, y }) => [x, y]),
    part: partOf(series),
  };
}

/**
 * Returns the code's place in a series, or null.
 * @param {any} result of zxing
 * @returns {Reading["part"]}
 */
function partOf({ sequenceSize: size, sequenceIndex: index, sequenceId }) {
  return size > 1 ? { index, size, parity: Number(sequenceId) } : null;
}

/**
 * Reads at most one QR code: jsQR stops at the first.
 * @param {Grey} grey
 * @returns {Promise<Reading[]>}
 */
async function jsqr({ data, width, height }) {
  const pixels = Uint32Array.from(data, (value) => value * 0x01010101);
  const colours = new Uint8ClampedArray(pixels.buffer);
  const code = globalThis.jsQR(colours, width, height, { inversionAttempts: "dontInvert" });
  if (!code || code.binaryData.length === 0) return []; // jsQR finds empty codes in noise
  const { topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner } = code.location;
  const corners = [topLeftCorner, topRightCorner, bottomRightCorner, bottomLeftCorner];
  return [
    {
      bytes: Uint8Array.from(code.binaryData),
      corners: corners.flatMap(({ x, y }) => [x, y]),
      part: null,
    },
  ];
}

/** @type {Readonly<Record<string, (grey: Grey) => Promise<Reading[]>>>} */
const DECODERS = { zxing, "zxing-global": (grey) => zxing(grey, GLOBAL), jsqr };

/**
 * @param {string} decoder
 * @param {Grey} grey
 * @returns {Promise<Reading[]>} none if the decoder throws: another strategy may read the code
 */
export async function decoded(decoder, grey) {
  const decode = DECODERS[decoder];
  if (!decode) throw new Error(`no decoder ${decoder}`);
  try {
    return await decode(grey);
  } catch (error) {
    console.warn("kakomi: a decoder failed", decoder, error);
    return [];
  }
}
