// Joins sentences. Japanese puts no space between them.

import { message } from "./i18n.js";

/** @param {Array<string>} parts empty ones are left out */
export function joinSentences(...parts) {
  return parts.filter(Boolean).join(message("lang") === "ja" ? "" : " ");
}
