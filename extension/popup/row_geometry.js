// The geometry of a long list: where a row begins, and which rows belong on the page.

const ROWS_BESIDE_VIEW = 6;

/**
 * Returns the distance from the list's top to the row's, in CSS pixels.
 * @param {number} index of the row; the number of rows for the list's end
 * @param {{ usual: number, first: number }} heights of the first row and of every other one
 */
export function rowTop(index, { usual, first }) {
  return index === 0 ? 0 : first + (index - 1) * usual;
}

/**
 * Returns the rows in view, with some on either side.
 * @param {{ scrollTop: number, clientHeight: number }} view in CSS pixels
 * @param {number} rowHeight
 * @param {number} count of all rows
 * @returns {[number, number]} the first of them, and the one after the last
 */
export function rowsInView({ scrollTop, clientHeight }, rowHeight, count) {
  const from = Math.floor(scrollTop / rowHeight) - ROWS_BESIDE_VIEW;
  const to = Math.ceil((scrollTop + clientHeight) / rowHeight) + ROWS_BESIDE_VIEW;
  return [Math.max(0, Math.min(from, count - 1)), Math.min(count, to)];
}
