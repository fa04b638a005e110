// Finds accounts by what is typed into a filter.

/** @typedef {import("./messages.js").Row} Row */

/** @type {WeakMap<Row, string>} */
const foldedRows = new WeakMap();

/**
 * Returns the text with full and half width, upper and lower case, katakana and hiragana unified.
 * @param {string} text
 * @returns {string}
 */
export function foldText(text) {
  const plain = text.normalize("NFKC").toLowerCase();
  return plain.replace(/[\u30a1-\u30f6]/g, (kana) =>
    String.fromCharCode(kana.charCodeAt(0) - 0x60),
  );
}

/**
 * Returns whether a row matches: every word of the text is in its issuer or name.
 * @param {string} text words in any order
 * @returns {(row: Row) => boolean}
 */
export function matcher(text) {
  const terms = foldText(text).split(/\s+/).filter(Boolean);
  return (row) => {
    if (terms.length === 0) return true;
    let names = foldedRows.get(row);
    if (names === undefined) {
      names = foldText(`${row.issuer} ${row.name}`);
      foldedRows.set(row, names);
    }
    const searched = names;
    return terms.every((term) => searched.includes(term));
  };
}
