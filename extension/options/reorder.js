// Moving rows of a list: drag one by its grip, or press the arrows on it. The list itself is put in
// order by whoever owns it.

import { announce } from "../ui/toast.js";
import { message } from "../ui/words.js";

/** @typedef {(id: string, before: string | null) => void} Move */

/** @param {HTMLElement} list */
function items(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-account]")]);
}

/** @param {HTMLElement | undefined} item */
function idOf(item) {
  return item?.dataset.account ?? null;
}

/** Where the pointer would drop it. @param {HTMLElement[]} others @param {number} y */
function itemBelow(others, y) {
  return others.find((item) => {
    const { top, height } = item.getBoundingClientRect();
    return y < top + height / 2;
  });
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
function neighbour(list, item, key) {
  const all = items(list);
  const at = all.indexOf(item);
  /** @type {Record<string, number>} the place it goes to, counted without it */
  const places = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 };
  const to = places[key];
  if (to === undefined || to < 0 || to >= all.length || to === at) return null;
  const others = all.filter((one) => one !== item);
  return { before: idOf(others[to]), place: to + 1, of: all.length };
}

/**
 * @param {HTMLElement} list whose rows carry data-account, each with a .grip
 * @param {Move} move
 */
export function movable(list, move) {
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest(".grip") : null;
    const item = grip?.closest("[data-account]");
    const free = event.button === 0 && !list.classList.contains("filtered");
    if (free && item instanceof HTMLElement) drag(list, move, event, item);
  });
  list.addEventListener("keydown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest(".grip") : null;
    const item = grip?.closest("[data-account]");
    if (!(item instanceof HTMLElement) || list.classList.contains("filtered")) return;
    const to = neighbour(list, item, event.key);
    if (!to) return;
    event.preventDefault();
    move(idOf(item) ?? "", to.before);
    announce(message("options_moved_to", to.place, to.of));
  });
}
