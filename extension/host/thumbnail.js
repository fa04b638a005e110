// Makes a small copy of a capture, which shows where the codes are. It is never written to disk.

const MAX_WIDTH_PX = 680; // twice the popup's width, for high-density screens
const QUALITY = 0.7;

/** @param {Blob} blob @returns {Promise<string>} a data URL */
export function dataUrlOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error("a blob could not be read"));
    reader.readAsDataURL(blob);
  });
}

/**
 * @param {Blob} blob a picture this browser made itself
 * @returns {Promise<string>} a data URL
 */
export async function thumbnailOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, MAX_WIDTH_PX / bitmap.width);
  const [width, height] = [bitmap.width, bitmap.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas to draw on");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return dataUrlOf(await canvas.convertToBlob({ type: "image/webp", quality: QUALITY }));
}
