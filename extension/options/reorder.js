// Moves an item of a list by dragging its grip, or by Alt and the arrow keys. The caller reorders the
// list.

import { message } from "../ui/i18n.js";
import { announce } from "../ui/toast.js";
import { dropIndex, keyIndex } from "./reorder_target.js";

/** @typedef {(id: string, before: string | null) => void} Move */

/** @param {HTMLElement} list */
function items(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-account]")]);
}

/** @param {HTMLElement | undefined} item */
function idOf(item) {
  return item?.dataset.account ?? null;
}

/**
 * Returns the item that the dragged one would be dropped before.
 * @param {HTMLElement[]} others
 * @param {number} y
 */
function itemBelow(others, y) {
  const middles = others.map((item) => {
    const { top, height } = item.getBoundingClientRect();
    return top + height / 2;
  });
  return others[dropIndex(middles, y)];
}

/**
 * @param {HTMLElement} list
 * @param {Move} move
 * @param {PointerEvent} event
 * @param {HTMLElement} item
 */
function drag(list, move, event, item) {
  const grip = /** @type {HTMLElement} */ (event.target);
  const others = items(list).filter((one) => one !== item);
  const leaving = new AbortController();
  const { signal } = leaving;
  /** @type {HTMLElement | undefined} */
  let below;
  let moved = false;
  const mark = () => {
    for (const one of others) one.classList.toggle("drop-before", one === below);
    others.at(-1)?.classList.toggle("drop-after", moved && !below);
  };
  const stop = () => {
    leaving.abort();
    item.classList.remove("dragged");
    for (const one of others) one.classList.remove("drop-before", "drop-after");
  };
  item.classList.add("dragged");
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener(
    "pointermove",
    ({ clientY }) => {
      moved = true;
      below = itemBelow(others, clientY);
      mark();
    },
    { signal },
  );
  grip.addEventListener(
    "pointerup",
    () => {
      stop();
      if (moved) move(idOf(item) ?? "", idOf(below));
    },
    { signal },
  );
  for (const type of ["pointercancel", "lostpointercapture"]) {
    grip.addEventListener(type, stop, { signal });
  }
  addEventListener("keydown", ({ key }) => key === "Escape" && stop(), { signal });
}

/** @param {HTMLElement} list @param {HTMLElement} item @param {string} key */
function keyTarget(list, item, key) {
  const all = items(list);
  const to = keyIndex(key, all.indexOf(item), all.length);
  if (to === null) return null;
  const others = all.filter((other) => other !== item);
  return { before: idOf(others[to]), position: to + 1, count: all.length };
}

/**
 * @param {HTMLElement} list whose rows have data-account, each with a .grip
 * @param {Move} move
 */
export function makeReorderable(list, move) {
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest(".grip") : null;
    const item = grip?.closest("[data-account]");
    const free = event.button === 0 && !list.classList.contains("filtered");
    if (free && item instanceof HTMLElement) drag(list, move, event, item);
  });
  list.addEventListener("keydown", (event) => {
    const item = event.target instanceof Element ? event.target.closest("[data-account]") : null;
    if (!event.altKey || !(item instanceof HTMLElement) || list.classList.contains("filtered"))
      return;
    const to = keyTarget(list, item, event.key);
    if (!to) return;
    event.preventDefault();
    move(idOf(item) ?? "", to.before);
    announce(message("options_moved_to", to.position, to.count));
  });
}
