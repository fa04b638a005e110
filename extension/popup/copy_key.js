// Control+C and Command+C: they copy a code unless text is selected.

import { filter } from "./list.js";

/** @param {KeyboardEvent} event */
export function isCopyKey({ key, ctrlKey, metaKey, altKey }) {
  return (ctrlKey || metaKey) && !altKey && key.toLowerCase() === "c";
}

export function isTextSelected() {
  return getSelection()?.toString() !== "" || filter.selectionStart !== filter.selectionEnd;
}
