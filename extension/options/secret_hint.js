// Names the character of a typed secret that is wrong, and the letters that it may stand for. The field
// is not changed, because a guess may be wrong.

import { el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { joinSentences } from "../ui/sentences.js";
import { secretExcerpt } from "./secret_excerpt.js";

/** @param {import("./secret_excerpt.js").SecretExcerpt} excerpt */
function advice({ reason, character, lookalike }) {
  if (reason === "lookalike") return message("options_secret_lookalike", character, lookalike);
  if (reason === "wide") return message("options_secret_full_width", character);
  return message("options_secret_stray", character);
}

/**
 * @param {string} typed
 * @param {string} where the error's path, like `secret[3]`
 * @returns {Array<Node | string>}
 */
export function secretHint(typed, where) {
  const excerpt = secretExcerpt(typed, where);
  const { before, character, after, position } = excerpt;
  const shown = el("span", { class: "mono secret-place", dir: "ltr", "aria-hidden": "true" });
  shown.append(before, el("mark", { text: character }), after);
  return [joinSentences(message("options_secret_position", position), advice(excerpt)), shown];
}
