// How a code is shown: its digits are in groups.

/** @type {Record<number, number[]>} the sizes of the groups, by the number of digits */
const GROUP_SIZES = { 6: [3, 3], 7: [3, 4], 8: [4, 4], 9: [3, 3, 3], 10: [5, 5] };

/**
 * Returns the code with its digits in groups, like "123 456". Codes of letters are not split.
 * @param {string} code
 * @returns {string}
 */
export function groupDigits(code) {
  if (!/^\d+$/.test(code)) return code;
  const groups = [];
  let start = 0;
  for (const size of GROUP_SIZES[code.length] ?? [code.length]) {
    groups.push(code.slice(start, start + size));
    start += size;
  }
  return groups.join(" ");
}
