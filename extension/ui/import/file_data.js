// Tells pictures by their first bytes, and encodes files as base64 for a message to the worker.

import { KakomiError } from "../messages.js";

// Chrome limits a message to 64 MiB, and base64 is a third longer than the bytes.
const MAX_BYTES = 40 * 1024 * 1024;
const SNIFFED_BYTES = 512;
const SVG_LONGER_SIDE_PX = 1600; // an SVG has no pixels of its own

/** @type {Array<[number, number[]]>} offset and bytes: PNG, JPEG, GIF, WebP, BMP, AVIF */
const PICTURE_SIGNATURES = [
  [0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  [0, [0xff, 0xd8, 0xff]],
  [0, [0x47, 0x49, 0x46, 0x38]],
  [8, [0x57, 0x45, 0x42, 0x50]],
  [0, [0x42, 0x4d]],
  [4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69]],
];

/** @param {Blob} blob */
async function firstBytes(blob) {
  return new Uint8Array(await blob.slice(0, SNIFFED_BYTES).arrayBuffer());
}

/** @param {Blob} blob */
export async function isPicture(blob) {
  const first = await firstBytes(blob);
  return PICTURE_SIGNATURES.some(([at, bytes]) => bytes.every((byte, i) => first[at + i] === byte));
}

/** @param {Blob} blob */
export async function isSvg(blob) {
  const text = new TextDecoder().decode(await firstBytes(blob)).trimStart();
  return text.startsWith("<svg") || (text.startsWith("<?xml") && text.includes("<svg"));
}

/** @param {Blob} blob @returns {Promise<HTMLImageElement>} */
async function loadImage(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
  } catch {
    throw unreadableError();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return image;
}

function unreadableError() {
  return new KakomiError({ code: "file.malformed", message: "No such picture.", where: "file" });
}

/**
 * Returns a part of the picture as PNG.
 * @param {CanvasImageSource} source
 * @param {{ x: number, y: number, width: number, height: number }} from in the source's pixels
 * @param {number} scale
 * @returns {Promise<Blob>}
 */
export async function cropToPng(source, { x, y, width, height }, scale = 1) {
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw unreadableError();
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob();
}

/** Returns an SVG as PNG. Scripts in an SVG do not run in an image. @param {Blob} blob */
export async function rasterizeSvg(blob) {
  const image = await loadImage(new Blob([blob], { type: "image/svg+xml" }));
  const width = image.naturalWidth || 512;
  const height = image.naturalHeight || 512;
  const scale = Math.min(4, SVG_LONGER_SIDE_PX / Math.max(width, height));
  return cropToPng(image, { x: 0, y: 0, width, height }, scale);
}

/** @param {Blob} blob @returns {Promise<string>} base64 @throws {KakomiError} file.too_large */
export async function toBase64(blob) {
  if (blob.size > MAX_BYTES) {
    const message = "The file is too large.";
    throw new KakomiError({ code: "file.too_large", message, where: "file" });
  }
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const text = String(reader.result);
      resolve(text.slice(text.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(unreadableError()));
    reader.readAsDataURL(blob);
  });
}
