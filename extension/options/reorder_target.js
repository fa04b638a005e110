// The arithmetic of moving an item in a list.

/**
 * Returns the index of the item that a dragged item would be dropped before; -1 for the end.
 * @param {number[]} middles the vertical middles of the other items, from top to bottom
 * @param {number} y of the pointer
 */
export function dropIndex(middles, y) {
  return middles.findIndex((middle) => y < middle);
}

/**
 * Returns the index an item moves to when the key is pressed on it; null if it stays.
 * @param {string} key as `KeyboardEvent.key`
 * @param {number} index of the item
 * @param {number} count of all items
 */
export function keyIndex(key, index, count) {
  /** @type {Record<string, number>} */
  const targets = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 };
  const to = targets[key];
  if (to === undefined || to < 0 || to >= count || to === index) return null;
  return to;
}

/**
 * Returns the items with one moved before another, or to the end.
 * @template {{ id: string }} Item
 * @param {Item[]} items
 * @param {string} id of the item that moves; without such an item nothing changes
 * @param {string | null} before the id of the item it moves before; the end if there is none
 */
export function movedBefore(items, id, before) {
  const item = items.find((each) => each.id === id);
  if (!item) return items;
  const others = items.filter((each) => each !== item);
  const index = others.findIndex((each) => each.id === before);
  others.splice(index < 0 ? others.length : index, 0, item);
  return others;
}
