// What a file is, by its first bytes, and the file as text that crosses to the worker.

import { KakomiError } from "../ui/messages.js";

// Chrome carries messages of up to 64 MiB, and base64 takes a third more than the bytes.
const LARGEST_BYTES = 40 * 1024 * 1024;
const SNIFFED_BYTES = 512;
const DRAWN_PX = 1600; // the longer side of a drawing that has no pixels of its own

/** @type {Array<[number, number[]]>} offset and bytes: PNG, JPEG, GIF, WebP, BMP, AVIF */
const PICTURES = [
  [0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  [0, [0xff, 0xd8, 0xff]],
  [0, [0x47, 0x49, 0x46, 0x38]],
  [8, [0x57, 0x45, 0x42, 0x50]],
  [0, [0x42, 0x4d]],
  [4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69]],
];

/** @param {Blob} blob */
async function beginning(blob) {
  return new Uint8Array(await blob.slice(0, SNIFFED_BYTES).arrayBuffer());
}

/** @param {Blob} blob */
export async function isPicture(blob) {
  const first = await beginning(blob);
  return PICTURES.some(([at, bytes]) => bytes.every((byte, i) => first[at + i] === byte));
}

/** @param {Blob} blob */
export async function isDrawing(blob) {
  const text = new TextDecoder().decode(await beginning(blob)).trimStart();
  return text.startsWith("<svg") || (text.startsWith("<?xml") && text.includes("<svg"));
}

/** @param {Blob} blob @returns {Promise<HTMLImageElement>} */
async function imageOf(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
  } catch {
    throw unreadable();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return image;
}

function unreadable() {
  return new KakomiError({ code: "file.malformed", message: "No such picture.", where: "file" });
}

/**
 * A part of a picture as a PNG of its own.
 * @param {CanvasImageSource} source
 * @param {{ x: number, y: number, width: number, height: number }} from in the source's pixels
 * @param {number} scale
 * @returns {Promise<Blob>}
 */
export async function cut(source, { x, y, width, height }, scale = 1) {
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw unreadable();
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob();
}

/** A drawing (SVG) as pixels; no script of it runs in an image. @param {Blob} blob */
export async function pixelsOfDrawing(blob) {
  const image = await imageOf(new Blob([blob], { type: "image/svg+xml" }));
  const width = image.naturalWidth || 512;
  const height = image.naturalHeight || 512;
  const scale = Math.min(4, DRAWN_PX / Math.max(width, height));
  return cut(image, { x: 0, y: 0, width, height }, scale);
}

/** @param {Blob} blob @returns {Promise<string>} base64 @throws {KakomiError} file.too_large */
export async function dataOf(blob) {
  if (blob.size > LARGEST_BYTES) {
    const message = "The file is too large.";
    throw new KakomiError({ code: "file.too_large", message, where: "file" });
  }
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const text = String(reader.result);
      resolve(text.slice(text.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(unreadable()));
    reader.readAsDataURL(blob);
  });
}
