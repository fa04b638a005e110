// A small picture of what was captured, to tell codes apart by their places. It is shown and kept in
// memory, never written.

const MOST_PX = 680; // twice the popup's width, for fine screens
const QUALITY = 0.7;

/** @param {Blob} blob @returns {Promise<string>} a data URL */
export function dataUrlOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error("a picture could not be written as text"));
    reader.readAsDataURL(blob);
  });
}

/**
 * @param {Blob} blob a picture this browser made itself
 * @returns {Promise<string>} a data URL
 */
export async function thumbnailOf(blob) {
  const whole = await createImageBitmap(blob);
  const scale = Math.min(1, MOST_PX / whole.width);
  const [width, height] = [whole.width, whole.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas to draw on");
  context.imageSmoothingQuality = "high";
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return dataUrlOf(await canvas.convertToBlob({ type: "image/webp", quality: QUALITY }));
}
