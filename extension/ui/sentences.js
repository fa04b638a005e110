// Sentences one after another: Japanese puts no space between them.

import { message } from "./words.js";

/** @param {Array<string>} parts those that are empty are left away */
export function joinSentences(...parts) {
  return parts.filter(Boolean).join(message("lang") === "ja" ? "" : " ");
}
