// Makes an account's own picture: the middle square of an image, small enough for the vault.

import { dataUrlOf } from "./thumbnail.js";

const QUALITIES = [0.92, 0.8, 0.65, 0.5, 0.3];

/**
 * @param {Uint8Array<ArrayBuffer>} bytes of a file whose header Python has checked
 * @param {string} type
 * @param {number} side of the result, in pixels
 * @param {number} maxBytes of the result
 * @returns {Promise<string>} a WebP file in base64
 */
export async function squarePicture(bytes, type, side, maxBytes) {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }));
  const shorter = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - shorter) / 2, (bitmap.height - shorter) / 2];
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas to draw on");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, left, top, shorter, shorter, 0, 0, side, side);
  bitmap.close();
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: "image/webp", quality });
    if (blob.size <= maxBytes) return (await dataUrlOf(blob)).replace(/^[^,]*,/, "");
  }
  throw new Error("the picture does not get small enough");
}
