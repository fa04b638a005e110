// How a code is shown: its digits are in groups.

/** @type {Record<number, number[]>} the sizes of the groups, by the number of digits */
const GROUP_SIZES = { 6: [3, 3], 7: [3, 4], 8: [4, 4], 9: [3, 3, 3], 10: [5, 5] };

/**
 * @param {number} length of the code
 * @param {string} grouping
 * @returns {number[]}
 */
function groupSizes(length, grouping) {
  if (grouping === "even") return GROUP_SIZES[length] ?? [length];
  const size = Number(grouping);
  return size > 0 ? Array(Math.ceil(length / size)).fill(size) : [length];
}

/**
 * Returns the code with its digits in groups, like "123 456". Codes of letters are not split.
 * @param {string} code
 * @param {"even" | "3" | "2" | "4" | "none"} [grouping] the size of a group
 * @returns {string}
 */
export function groupDigits(code, grouping = "even") {
  if (!/^\d+$/.test(code)) return code;
  const groups = [];
  let start = 0;
  for (const size of groupSizes(code.length, grouping)) {
    groups.push(code.slice(start, start + size));
    start += size;
  }
  return groups.join(" ");
}
