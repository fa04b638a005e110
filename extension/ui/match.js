// Finds accounts by what is typed into a filter: by the rule of kakomi/search.py, which
// tests/vectors/search.json holds to the same results.

import { LETTERS } from "../facts/search.js";

/** @typedef {import("./messages.js").Row} Row */

/** From this many accounts on, lists have a filter. */
export const FILTER_FROM = 7;

// Accents, the points of Hebrew and of Arabic, and invisible characters. The marks of kana (U+3099,
// U+309A) are none of them.
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u200b-\u200f\u2060\ufeff\u00ad]/g;
const ASCII_LABEL = /^[\n\x20-\x5f\x61-\x7e]*$/; // without "`", which LETTERS has
/** @type {Readonly<Record<string, string>>} */
const letters = LETTERS;
const LETTER = new RegExp(`[${Object.keys(letters).join("")}]`, "g");
const KATAKANA = /[\u30a1-\u30f6]/g;

/** @type {WeakMap<Row, string>} */
const foldedRows = new WeakMap();

/**
 * Returns the text without differences of case, accents, width, and kana.
 * @param {string} text
 * @returns {string}
 */
export function foldText(text) {
  if (ASCII_LABEL.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(MARKS, "")
    .normalize("NFKC")
    .replace(LETTER, (letter) => letters[letter] ?? letter)
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

/** @param {Row} row @returns {string} */
function foldedNames(row) {
  let names = foldedRows.get(row);
  if (names === undefined) {
    names = foldText(`${row.issuer}\n${row.name}`);
    foldedRows.set(row, names);
  }
  return names;
}

/**
 * Returns whether a row matches: every word is in its searched text. Until Python has given the
 * texts, only the row's issuer and name are searched.
 * @param {string} text words in any order
 * @param {ReadonlyMap<string, string>} [searchTexts] by the accounts' ids
 * @returns {(row: Row) => boolean}
 */
export function matcher(text, searchTexts) {
  const terms = foldText(text).split(/\s+/).filter(Boolean);
  if (terms.length === 0) return () => true;
  return (row) => {
    const searched = searchTexts?.get(row.id) ?? foldedNames(row);
    return terms.every((term) => searched.includes(term));
  };
}
