// The accounts, in the vault's order. The first are painted at once, as far as the eye reaches; the
// others right after. Of a long list only the rows near the view are on the page.

import { scheduleTick, unwatch, watch } from "../ui/countdown.js";
import { matcher } from "../ui/match.js";
import { announce } from "../ui/toast.js";
import { message, plural } from "../ui/words.js";
import { forgetUsedCodes, RowView, viewAt } from "./rows.js";
import { homeShows, shown } from "./view_state.js";

/** @typedef {import("../ui/messages.js").Row} Row */

const list = /** @type {HTMLElement} */ (document.getElementById("rows"));
const scroller = /** @type {HTMLElement} */ (document.getElementById("scroller"));
const filterBox = /** @type {HTMLElement} */ (document.getElementById("filter-box"));
const noMatch = /** @type {HTMLElement} */ (document.getElementById("no-match"));
const scanButton = /** @type {HTMLElement} */ (document.querySelector("#actions .primary"));
export const filter = /** @type {HTMLInputElement} */ (document.getElementById("filter"));

// What fits the tallest popup, and a little more.
const FIRST = 10;
// Up to here every row is on the page; beyond, those in view and so many on either side.
const WHOLE_UP_TO = 100;
const ASIDE = 6;
// With more accounts than this the eye is slower than a few letters.
export const FILTER_FROM = 7;

/** @type {Row[]} what the sheet says */
let sheetRows = [];
/** @type {Row[]} what is to be seen: not those just removed, only what matches, the pinned one first */
let rows = [];
/** @type {Map<string, RowView>} the rows on the page */
const views = new Map();
/** @type {Set<string>} removed here, though the sheet may not know yet */
const gone = new Set();
/** @type {string | null} */
let pinned = null;
/** @type {string | null} the account that Tab comes to */
let current = null;
/** @type {string | null} the account to be focused once the sheet has it */
let awaited = null;
let begun = false;
let placing = false;
let usualPx = 72; // a row's height: measured, once there is one

/** @param {number} index */
function isPinned(index) {
  return pinned !== null && rows[index]?.id === pinned;
}

/** Heights as they are on the page, the pinned row's apart. */
function heights() {
  let first = 0;
  for (const view of views.values()) {
    if (view.row.id === pinned) first = view.element.offsetHeight;
    else if (view.element.offsetHeight > 0) usualPx = view.element.offsetHeight;
  }
  return { usual: usualPx, first: isPinned(0) && first > 0 ? first : usualPx };
}

/** @param {number} index @param {{ usual: number, first: number }} heights */
function topOf(index, { usual, first }) {
  return index === 0 ? 0 : first + (index - 1) * usual;
}

/** @returns {[number, number]} from and to: the rows that belong on the page now */
function reach() {
  if (!begun) return [0, Math.min(FIRST, rows.length)];
  if (rows.length <= WHOLE_UP_TO) return [0, rows.length];
  const { usual } = heights();
  const from = Math.floor(scroller.scrollTop / usual) - ASIDE;
  const to = Math.ceil((scroller.scrollTop + scroller.clientHeight) / usual) + ASIDE;
  return [Math.max(0, Math.min(from, rows.length - 1)), Math.min(rows.length, to)];
}

/** @param {number} from @param {number} to room for the rows that are not on the page */
function makeRoom(from, to) {
  if (!begun || rows.length <= WHOLE_UP_TO) {
    list.style.paddingBlock = "";
    return;
  }
  const known = heights();
  const above = topOf(from, known);
  const below = topOf(rows.length, known) - topOf(to, known);
  list.style.paddingBlock = `${above}px ${below}px`;
}

/** @param {Row} row */
function viewFor(row) {
  let view = views.get(row.id);
  if (!view) {
    view = new RowView(row, "saved");
    views.set(row.id, view);
    watch(view);
  } else if (view.row !== row) view.update(row);
  return view;
}

/** @param {RowView} view @param {number} index its place among all, where not all are there to count */
function tellPlace({ element }, index) {
  if (rows.length > WHOLE_UP_TO) {
    element.setAttribute("aria-setsize", String(rows.length));
    element.setAttribute("aria-posinset", String(index + 1));
  } else {
    element.removeAttribute("aria-setsize");
    element.removeAttribute("aria-posinset");
  }
}

/** @param {RowView} view */
function setTab({ element, row }) {
  const isCurrent = row.id === current;
  element.classList.toggle("is-current", isCurrent);
  for (const button of element.querySelectorAll("button")) button.tabIndex = isCurrent ? 0 : -1;
}

/** @param {Row[]} wanted */
function drop(wanted) {
  const ids = new Set(wanted.map((row) => row.id));
  for (const [id, view] of views) {
    if (ids.has(id)) continue;
    unwatch(view);
    view.element.remove();
    views.delete(id);
  }
}

/** Puts on the page what belongs there, and nothing else. */
function place() {
  const [from, to] = reach();
  const wanted = rows.slice(from, to);
  drop(wanted);
  const nowMs = Date.now();
  let there = list.firstElementChild;
  wanted.forEach((row, at) => {
    const view = viewFor(row);
    view.paint(nowMs);
    view.element.classList.toggle("is-fresh", row.id === pinned);
    setTab(view);
    tellPlace(view, from + at);
    if (there === view.element) there = there.nextElementSibling;
    else list.insertBefore(view.element, there);
  });
  makeRoom(from, to);
  scheduleTick();
}

function arrange() {
  const matches = matcher(filter.value);
  rows = sheetRows.filter((row) => !gone.has(row.id) && matches(row));
  const fresh = rows.findIndex((row) => row.id === pinned);
  if (fresh > 0) rows.unshift(...rows.splice(fresh, 1));
  if (!rows.some((row) => row.id === current)) current = rows[0]?.id ?? null;
}

function repaint() {
  arrange();
  place();
  const left = sheetRows.length - gone.size;
  if (left >= FILTER_FROM) filterBox.hidden = false;
  else if (filter.value === "" && document.activeElement !== filter) filterBox.hidden = true;
  homeShows(left > 0 ? "rows" : "empty");
  if (awaited) focusAccount(awaited);
}

/** @param {Row[]} next the sheet's rows */
export function showRows(next) {
  sheetRows = next;
  const ids = new Set(next.map((row) => row.id));
  for (const id of gone) if (!ids.has(id)) gone.delete(id);
  repaint();
  if (begun) return;
  shown().then(() => {
    begun = true;
    place();
  });
}

/** Takes every account off the page. */
export function forgetRows() {
  sheetRows = [];
  filter.value = "";
  arrange();
  place();
  forgetUsedCodes();
}

/** @param {string | null} id the account shown first and large, until the popup closes */
export function pin(id) {
  pinned = id;
  if (id) filter.value = "";
  repaint();
  if (id) scroller.scrollTop = 0;
}

/** @param {string} id @returns {boolean} whether it was pinned */
export function unpin(id) {
  if (pinned !== id) return false;
  pin(null);
  return true;
}

/** @param {string} id @param {boolean} away whether to show it no more, whatever the sheet says */
export function setGone(id, away) {
  if (away) gone.add(id);
  else gone.delete(id);
  repaint();
}

/** @param {string} id */
export function placeOf(id) {
  return rows.findIndex((row) => row.id === id);
}

/** @param {string} id */
export function rowOf(id) {
  return sheetRows.find((row) => row.id === id) ?? null;
}

/** @param {string | null} id */
function setCurrent(id) {
  if (id === current) return;
  const before = views.get(current ?? "");
  current = id;
  if (before) setTab(before);
  const view = views.get(id ?? "");
  if (view) setTab(view);
}

/** @param {number} index brought on the page if it is not, and into view */
function reveal(index) {
  const row = rows[index];
  if (!row) return null;
  if (!views.has(row.id)) {
    begun = true;
    place();
  }
  if (!views.has(row.id)) {
    scroller.scrollTop = topOf(index, heights());
    place();
  }
  const view = views.get(row.id) ?? null;
  view?.element.scrollIntoView({ block: "nearest" });
  return view;
}

/** @param {number} index the row, or the nearest there is */
export function focusAt(index) {
  const view = reveal(Math.max(0, Math.min(index, rows.length - 1)));
  if (!view) return false;
  awaited = null;
  setCurrent(view.row.id);
  view.button.focus({ preventScroll: true });
  return true;
}

/** @param {string} id focused now, or as soon as it is here */
export function focusAccount(id) {
  const at = placeOf(id);
  awaited = at < 0 ? id : null;
  return at >= 0 && focusAt(at);
}

/** The row that Enter in the filter means. */
export function firstMatch() {
  return views.get(current ?? "") ?? views.get(rows[0]?.id ?? "") ?? null;
}

function pageLength() {
  return Math.max(1, Math.floor(scroller.clientHeight / heights().usual) - 1);
}

/** @param {"next" | "previous" | "first" | "last" | "nextPage" | "previousPage"} where */
export function walk(where) {
  const at = placeOf(current ?? "");
  const fromFilter = document.activeElement === filter;
  if (where === "previous" && at <= 0 && !filterBox.hidden) return filter.focus();
  const to = {
    next: fromFilter ? at : at + 1,
    previous: at - 1,
    first: 0,
    last: rows.length - 1,
    nextPage: at + pageLength(),
    previousPage: at - pageLength(),
  };
  focusAt(to[where]);
}

/** Where a person most likely wants to be when the popup opens. */
export function focusStart() {
  if (!filterBox.hidden) filter.focus();
  else if (!focusAt(0)) scanButton.focus();
}

/** @param {string} text */
export function filterBy(text) {
  if (filter.value !== text) filter.value = text;
  filterBox.hidden = false;
  current = null;
  scroller.scrollTop = 0;
  repaint();
  const none = rows.length === 0 && sheetRows.length > 0;
  noMatch.hidden = !none;
  noMatch.textContent = none ? message("no_match", text.trim()) : "";
  announce(none ? noMatch.textContent : plural("matches", rows.length));
}

/** For whoever types without having gone there first. */
export function focusFilter() {
  filterBox.hidden = false;
  filter.focus();
}

function onScroll() {
  if (placing || rows.length <= WHOLE_UP_TO) return;
  placing = true;
  requestAnimationFrame(() => {
    placing = false;
    place();
  });
}

filter.addEventListener("input", () => filterBy(filter.value));
scroller.addEventListener("scroll", onScroll, { passive: true });
list.addEventListener("focusin", (event) => setCurrent(viewAt(event.target)?.row.id ?? current));
