// Finds the character of a typed secret that an error is about. JavaScript does this, because no error
// of Python's contains a part of a secret: it has the position only.

import { BASE32_LOOKALIKES } from "../facts/account.js";

const CHARACTERS_BESIDE = 6;
/** @type {Readonly<Record<string, readonly string[]>>} */
const lookalikes = BASE32_LOOKALIKES;

/**
 * @typedef {object} SecretExcerpt
 * @property {number} position of the character, counted from 1
 * @property {string} character
 * @property {string} before up to six characters; begins with "…" if more were cut off
 * @property {string} after up to six characters; ends with "…" if more were cut off
 * @property {"lookalike" | "wide" | "stray"} reason why it cannot be part of a secret: it looks like a
 *   letter, it is outside of ASCII, or neither
 * @property {string} lookalike the letters it looks like; empty unless the reason is "lookalike"
 */

/**
 * @param {string} typed
 * @param {number} index of the wrong character, counted from 0
 * @returns {SecretExcerpt}
 */
export function secretExcerpt(typed, index) {
  const characters = [...typed];
  const character = characters[index] ?? "";
  const start = Math.max(0, index - CHARACTERS_BESIDE);
  const end = index + 1 + CHARACTERS_BESIDE;
  const lookalike = (lookalikes[character.normalize("NFKC")] ?? []).join(" / ");
  const wide = /[^\x20-\x7e]/.test(character);
  return {
    position: index + 1,
    character,
    before: (start > 0 ? "…" : "") + characters.slice(start, index).join(""),
    after: characters.slice(index + 1, end).join("") + (end < characters.length ? "…" : ""),
    reason: lookalike ? "lookalike" : wide ? "wide" : "stray",
    lookalike,
  };
}
