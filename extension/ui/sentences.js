// Sentences one after another: Japanese puts no space between them.

import { words } from "./words.js";

/** @param {Array<string>} parts those that are empty are left away */
export function sentences(...parts) {
  return parts.filter(Boolean).join(words("lang") === "ja" ? "" : " ");
}
