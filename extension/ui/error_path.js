// The path of an error: it names the part of the input that the error is about, such as `secret[3]`.

/**
 * Returns the first index in the path, counted from 0; null if it has none.
 * @param {string} where
 */
export function indexIn(where) {
  const index = /\[(\d+)\]/.exec(where)?.[1];
  return index === undefined ? null : Number(index);
}
