// What a paste or drop event contains, and whether it is meant for a text field.

/** @param {DragEvent} event @returns {boolean} whether it drags files or text */
export function hasFilesOrText({ dataTransfer }) {
  const types = dataTransfer?.types ?? [];
  return types.includes("Files") || types.includes("text/plain");
}

/** @param {EventTarget | null} target @returns {boolean} whether it is inside a text field */
export function isTextField(target) {
  return target instanceof Element && target.closest("input, textarea") !== null;
}
