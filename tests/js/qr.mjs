// Draws QR codes as the pixels that extension/host works on.

import { encode } from "../../extension/node_modules/uqr/dist/index.mjs";

export const URI = "otpauth://totp/ACME:hanako@example.com?secret=JBSWY3DPEHPK3PXP&issuer=ACME";

/** @param {string} text @returns {boolean[][]} the modules, true for dark, without a quiet zone */
export function qrModules(text) {
  return encode(text, { border: 0 }).data;
}

/**
 * @param {boolean[][]} modules
 * @param {{ width: number, height: number, left: number, top: number, px: number }} place the picture's size, the
 * corner of the code in it and the width of a module, all in pixels
 * @returns {{ data: Uint8Array, width: number, height: number, scale: number, left: number, top: number }}
 */
export function greyPicture(modules, { width, height, left, top, px }) {
  const data = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isDark = modules[Math.floor((y - top) / px)]?.[Math.floor((x - left) / px)];
      if (isDark) data[y * width + x] = 0;
    }
  }
  return { data, width, height, scale: 1, left: 0, top: 0 };
}

/** @param {{ data: Uint8Array, width: number, height: number }} grey @returns the same in RGBA */
export function coloursOf({ data, width, height }) {
  const rgba = new Uint8ClampedArray(data.length * 4);
  for (const [i, value] of data.entries()) rgba.set([value, value, value, 255], i * 4);
  return { data: rgba, width, height };
}
