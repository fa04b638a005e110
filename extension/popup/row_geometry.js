// The geometry of a long list: where a row begins, and which rows belong on the page.

const ROWS_BESIDE_VIEW = 6;

/**
 * Returns the distance from the list's top to the row's, in CSS pixels.
 * @param {number} index of the row; the number of rows for the list's end
 * @param {{ usual: number, first: number, firstCount?: number }} heights of the first rows (one, unless firstCount
 *   says how many) and of every other one
 */
export function rowTop(index, { usual, first, firstCount = 1 }) {
  return Math.min(index, firstCount) * first + Math.max(0, index - firstCount) * usual;
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

/**
 * Returns the gap nearest to a point: the index of the row below the gap, or the number of rows for the list's end. No
 * gap is above one of the first rows, which stay first.
 * @param {number} y from the list's top
 * @param {{ usual: number, first: number, firstCount: number }} heights as for rowTop
 * @param {number} count of all rows
 */
export function gapAt(y, { usual, first, firstCount }, count) {
  const index = firstCount + Math.round((y - firstCount * first) / usual);
  return Math.max(firstCount, Math.min(index, count));
}
