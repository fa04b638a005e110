// Names the character of a typed secret that is wrong, and the letters that it may be. The field
// is not changed, because a guess may be wrong.

import { el } from "../ui/dom.js";
import { indexIn } from "../ui/error_path.js";
import { message } from "../ui/i18n.js";
import { joinSentences } from "../ui/sentences.js";
import { secretExcerpt } from "./secret_excerpt.js";

/** @param {import("./secret_excerpt.js").SecretExcerpt} excerpt */
function advice({ reason, character, lookalike }) {
  if (reason === "lookalike") {
    // "I / L" stays on one line.
    const letters = lookalike.replaceAll(" ", "\u00a0");
    return message("options_secret_lookalike", character, letters);
  }
  if (reason === "wide") return message("options_secret_full_width", character);
  return message("options_secret_stray", character);
}

/**
 * @param {string} typed
 * @param {{ code?: string, where?: string }} error
 * @returns {Array<Node | string> | null} null if the error is not about one character
 */
export function secretHint(typed, { code, where = "" }) {
  const index = indexIn(where);
  if (code !== "secret.invalid" || index === null) return null;
  const excerpt = secretExcerpt(typed, index);
  const { before, character, after, position } = excerpt;
  const shown = el("span", { class: "mono secret-place", dir: "ltr", "aria-hidden": "true" });
  shown.append(before, el("mark", { text: character }), after);
  return [joinSentences(message("options_secret_position", position), advice(excerpt)), shown];
}
