// A secret mistyped: which character can't be part of it, and which letter it may have been. Said,
// not guessed: nothing is put in its place.

import { el } from "../ui/dom.js";
import { joinSentences } from "../ui/sentences.js";
import { message } from "../ui/words.js";

const ROUND = 6; // characters shown on either side

/** @type {Record<string, string>} what base32 (RFC 4648) leaves out, because it looks like these */
const LOOKALIKES = { 0: "O", 1: "I / L", 8: "B", 9: "G / Q" };

/** @param {string} character */
function advice(character) {
  const like = LOOKALIKES[character.normalize("NFKC")];
  if (like) return message("options_secret_lookalike", character, like);
  if (/[^\x20-\x7e]/.test(character)) return message("options_secret_wide", character);
  return message("options_secret_stray", character);
}

/**
 * @param {string} typed
 * @param {string} where the path of the error: `secret[3]`, counted in characters
 * @returns {Array<Node | string>}
 */
export function secretHint(typed, where) {
  const characters = [...typed];
  const at = Number(/\[(\d+)\]/.exec(where)?.[1] ?? 0);
  const character = characters[at] ?? "";
  const before = characters.slice(Math.max(0, at - ROUND), at).join("");
  const after = characters.slice(at + 1, at + 1 + ROUND).join("");
  const shown = el("span", { class: "mono secret-place", dir: "ltr", "aria-hidden": "true" });
  shown.append(at > ROUND ? "…" : "", before, el("mark", { text: character }), after);
  if (at + 1 + ROUND < characters.length) shown.append("…");
  return [joinSentences(message("options_secret_place", at + 1), advice(character)), shown];
}
