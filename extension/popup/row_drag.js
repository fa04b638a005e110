// Moves an account by dragging its row with the mouse. Alt+Up, Alt+Down and the row's menu do the same.

import { moveBefore } from "./account_changes.js";
import { gapAtPointer, movableRows } from "./list.js";
import { rowViewAt } from "./rows.js";

/** @typedef {import("./rows.js").RowView} RowView */

// A shorter movement is a click during which the pointer moved a little.
const MIN_DRAG_PX = 6;
// So near to the list's edge the pointer scrolls it, by so much in each frame.
const EDGE_PX = 36;
const SCROLL_PX = 8;

const scroller = /** @type {HTMLElement} */ (document.getElementById("scroller"));

/** @type {{ view: RowView, startY: number } | null} the row under the pressed button */
let pressed = null;
/** @type {{ view: RowView, y: number, line: HTMLElement } | null} */
let drag = null;

/** @param {PointerEvent} event */
function onPointerDown({ button, clientY, pointerType, target }) {
  pressed = null;
  if (button !== 0 || pointerType !== "mouse" || !(target instanceof Element)) return;
  const view = target.closest(".copy") ? rowViewAt(target) : null;
  const isMovable = view?.status === "saved" && movableRows().some(({ id }) => id === view.row.id);
  if (view && isMovable) pressed = { view, startY: clientY };
}

/** @param {PointerEvent} event */
function onPointerMove({ buttons, clientY, pointerId }) {
  if (buttons === 0) return stop();
  if (pressed && !drag && Math.abs(clientY - pressed.startY) >= MIN_DRAG_PX) begin(pointerId);
  if (!drag) return;
  drag.y = clientY;
  showGap();
}

/** @param {number} pointerId */
function begin(pointerId) {
  if (!pressed) return;
  const line = document.createElement("div");
  line.className = "drop-line";
  scroller.append(line);
  scroller.setPointerCapture(pointerId); // the pointer may leave the list
  drag = { view: pressed.view, y: pressed.startY, line };
  drag.view.element.classList.add("is-dragged");
  document.documentElement.classList.add("dragging");
  requestAnimationFrame(scrollAtEdge);
}

function showGap() {
  if (drag) drag.line.style.top = `${gapAtPointer(drag.y).top}px`;
}

function scrollAtEdge() {
  if (!drag) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  if (drag.y < top + EDGE_PX) scroller.scrollTop -= SCROLL_PX;
  else if (drag.y > bottom - EDGE_PX) scroller.scrollTop += SCROLL_PX;
  showGap();
  requestAnimationFrame(scrollAtEdge);
}

function stop() {
  pressed = null;
  if (!drag) return;
  drag.line.remove();
  drag.view.element.classList.remove("is-dragged");
  document.documentElement.classList.remove("dragging");
  drag = null;
}

/** Ignores the click that follows when the button is released, which would copy the code. */
function ignoreClick() {
  /** @param {Event} event */
  const ignore = (event) => event.stopPropagation();
  addEventListener("click", ignore, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", ignore, { capture: true }));
}

function onPointerUp() {
  if (!drag) return stop();
  const { view, y } = drag;
  const { below } = gapAtPointer(y);
  stop();
  ignoreClick();
  const rows = movableRows();
  const next = rows[rows.findIndex(({ id }) => id === view.row.id) + 1]?.id ?? null;
  if (below !== view.row.id && below !== next) moveBefore(view, below);
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  if (!drag || event.key !== "Escape") return;
  event.preventDefault(); // the popup stays open
  event.stopPropagation();
  stop();
  addEventListener("pointerup", ignoreClick, { capture: true, once: true });
}

scroller.addEventListener("pointerdown", onPointerDown);
scroller.addEventListener("pointermove", onPointerMove);
scroller.addEventListener("pointerup", onPointerUp);
scroller.addEventListener("pointercancel", stop);
addEventListener("keydown", onKeyDown, { capture: true });
