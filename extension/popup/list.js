// The list of accounts, in the vault's order. The first rows are painted at once, the others after
// the first paint. Of a long list only the rows near the view are on the page.

import { codeTimeMs } from "../ui/clock.js";
import { scheduleTick, showSeconds, unwatch, watch } from "../ui/countdown.js";
import { message, plural } from "../ui/i18n.js";
import { FILTER_FROM, matcher } from "../ui/match.js";
import { SearchTexts } from "../ui/search_texts.js";
import { rowsOnSite } from "../ui/site_match.js";
import { announce } from "../ui/toast.js";
import { chosenGroup, HIDDEN, showGroups } from "./group_chips.js";
import { gapAt, rowsInView, rowTop } from "./row_geometry.js";
import { forgetUsedCodes, RowView, rowViewAt } from "./rows.js";
import { preferences } from "./sheet.js";
import { describeSite } from "./site_heading.js";
import { firstPaint, setHomeView } from "./view_state.js";

/** @typedef {import("../ui/messages.js").Row} Row */

const list = /** @type {HTMLElement} */ (document.getElementById("rows"));
const scroller = /** @type {HTMLElement} */ (document.getElementById("scroller"));
const noMatch = /** @type {HTMLElement} */ (document.getElementById("no-match"));
const scanButton = /** @type {HTMLElement} */ (document.querySelector("#empty-actions .primary"));
export const filter = /** @type {HTMLInputElement} */ (document.getElementById("filter"));

// A few more than fit the tallest popup.
const FIRST_ROWS = 10;
// Up to this number every row is on the page; beyond it, only those near the view.
const MAX_ROWS_ON_PAGE = 100;

/** @type {Row[]} of the sheet */
let sheetRows = [];
/** @type {Row[]} to be shown: without those just removed, filtered, the pinned one first */
let rows = [];
/** @type {Map<string, RowView>} on the page */
const views = new Map();
/** @type {Set<string>} removed here; the sheet may still have them */
const removedIds = new Set();
/** @type {string | null} */
let pinnedId = null;
/** @type {URL | null} the page in front, if Chrome gives its address */
let page = null;
/** @type {Map<string, { at: number, isProposed: boolean }>} by id: the accounts of that page, and their order */
let onSite = new Map();
/** @type {ReadonlySet<string>} ids of the accounts whose code the page in front has a field for */
let fillableIds = new Set();
/** @type {() => void} */
let onRowsChanged = () => {};
/** @type {string | null} the account that Tab moves to */
let currentId = null;
/** @type {string | null} the account that gets the focus once the sheet has it */
let focusWhenShownId = null;
let shownOrder = "";
let isPainted = false;
let isUpdateScheduled = false;
let rowHeightPx = 56; // measured once there is a row

const searchTexts = new SearchTexts(() => {
  if (filter.value.trim()) filterBy(filter.value);
});

/** Measures the height of a usual row, and of the first rows, which are larger: one just added, and those of the
 * page. */
function rowHeights() {
  let first = 0;
  for (const view of views.values()) {
    const height = view.element.offsetHeight;
    if (isTall(view.row.id)) first = height || first;
    else if (height > 0) rowHeightPx = height;
  }
  const usualFrom = rows.findIndex(({ id }) => !isTall(id));
  const firstCount = usualFrom < 0 ? rows.length : usualFrom;
  return { usual: rowHeightPx, first: first || rowHeightPx, firstCount };
}

/**
 * Returns the gap between rows that is nearest to the pointer: the account below it, null at the list's end, and the
 * gap's distance from the top of the scrolled content.
 * @param {number} clientY
 */
export function gapAtPointer(clientY) {
  const heights = rowHeights();
  const index = gapAt(clientY - list.getBoundingClientRect().top, heights, rows.length);
  return { below: rows[index]?.id ?? null, top: list.offsetTop + rowTop(index, heights) };
}

/** @param {string} id */
function isTall(id) {
  return id === pinnedId || onSite.has(id);
}

/** @returns {[number, number]} the range of rows, from and to, that belongs on the page now */
function visibleRange() {
  if (!isPainted) return [0, Math.min(FIRST_ROWS, rows.length)];
  if (rows.length <= MAX_ROWS_ON_PAGE) return [0, rows.length];
  const { scrollTop, clientHeight } = scroller;
  const top = Math.max(0, scrollTop - list.offsetTop);
  return rowsInView({ scrollTop: top, clientHeight }, rowHeights().usual, rows.length);
}

/**
 * Adds padding in place of the rows that are not on the page.
 * @param {number} from
 * @param {number} to
 */
function padForHiddenRows(from, to) {
  if (!isPainted || rows.length <= MAX_ROWS_ON_PAGE) {
    list.style.paddingBlock = "";
    return;
  }
  const known = rowHeights();
  const above = rowTop(from, known);
  const below = rowTop(rows.length, known) - rowTop(to, known);
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

/**
 * Sets aria-posinset and aria-setsize if not all rows are on the page.
 * @param {RowView} view
 * @param {number} index among all rows
 */
function setPosition({ element }, index) {
  if (rows.length > MAX_ROWS_ON_PAGE) {
    element.setAttribute("aria-setsize", String(rows.length));
    element.setAttribute("aria-posinset", String(index + 1));
  } else {
    element.removeAttribute("aria-setsize");
    element.removeAttribute("aria-posinset");
  }
}

/** @param {RowView} view */
function setTabStop({ element, row }) {
  const isCurrent = row.id === currentId;
  element.classList.toggle("is-current", isCurrent);
  for (const button of element.querySelectorAll("button")) button.tabIndex = isCurrent ? 0 : -1;
}

/** @param {Row[]} kept */
function removeViewsExcept(kept) {
  const ids = new Set(kept.map((row) => row.id));
  for (const [id, view] of views) {
    if (ids.has(id)) continue;
    unwatch(view);
    view.element.remove();
    views.delete(id);
  }
}

/** Gives the focus back to a row that has lost it because it was moved. @param {Element | null} focused */
function keepFocus(focused) {
  if (focused === document.activeElement || !list.contains(focused)) return;
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** Puts the visible rows on the page and removes all others. */
function updatePage() {
  const [from, to] = visibleRange();
  const visible = rows.slice(from, to);
  removeViewsExcept(visible);
  const nowMs = codeTimeMs();
  const focused = document.activeElement;
  let element = list.firstElementChild;
  visible.forEach((row, at) => {
    const view = viewFor(row);
    view.paint(nowMs);
    view.element.classList.toggle("is-fresh", row.id === pinnedId);
    setSite(view);
    setTabStop(view);
    setPosition(view, from + at);
    if (element === view.element) element = element.nextElementSibling;
    else list.insertBefore(view.element, element);
  });
  keepFocus(focused);
  padForHiddenRows(from, to);
  scheduleTick();
}

/** @param {RowView} view */
function setSite(view) {
  const place = onSite.get(view.row.id);
  view.setSite(place && page ? page.host : null, {
    isProposed: place?.isProposed === true,
    canFill: fillableIds.has(view.row.id),
  });
}

function findRowsOnSite() {
  const { matching, proposed } = rowsOnSite(sheetRows, page);
  onSite = new Map();
  for (const row of [...matching, ...proposed]) {
    onSite.set(row.id, { at: onSite.size, isProposed: onSite.size >= matching.length });
  }
}

/**
 * Shows the accounts of the page first.
 * @param {URL | null} shown the page in front; null if it is not known, or no web page
 */
export function setPage(shown) {
  if (shown?.href === page?.href) return;
  page = shown;
  findRowsOnSite();
  if (sheetRows.length > 0) repaint();
}

/** @param {() => void} listener called when the rows have changed */
export function onRowsChange(listener) {
  onRowsChanged = listener;
}

/** Returns the page in front; null if it is not known, or no web page. */
export function currentPage() {
  return page;
}

/** Returns the ids of the accounts that belong to the page. */
export function idsOnSite() {
  return [...onSite.keys()];
}

/** @param {readonly string[]} ids of the accounts whose code the page in front has a field for */
export function setFillableIds(ids) {
  fillableIds = new Set(ids);
  for (const view of views.values()) setSite(view);
}

/** Moves the accounts of the page to the front, in their order. */
function putSiteFirst() {
  if (onSite.size === 0) return;
  const here = rows.filter(({ id }) => onSite.has(id));
  here.sort((one, other) => Number(onSite.get(one.id)?.at) - Number(onSite.get(other.id)?.at));
  rows = [...here, ...rows.filter(({ id }) => !onSite.has(id))];
}

/**
 * Returns whether the row is in what the chips above the list choose. The page's own accounts and one just added are
 * listed in any case, and a search goes through all.
 * @param {Row} row
 */
function isListed(row) {
  if (row.id === pinnedId) return true;
  const group = chosenGroup();
  if (group === HIDDEN) return Boolean(row.hidden);
  if (group !== null) return !row.hidden && Boolean(row.groups?.includes(group));
  return !row.hidden || onSite.has(row.id);
}

function filterRows() {
  const matches = matcher(filter.value, searchTexts.texts);
  const isSearching = filter.value.trim() !== "";
  rows = sheetRows.filter(
    (row) => !removedIds.has(row.id) && matches(row) && (isSearching || isListed(row)),
  );
  putSiteFirst();
  const pinnedIndex = rows.findIndex((row) => row.id === pinnedId);
  if (pinnedIndex > 0) rows.unshift(...rows.splice(pinnedIndex, 1));
  if (!rows.some((row) => row.id === currentId)) currentId = rows[0]?.id ?? null;
}

function repaint() {
  filterRows();
  // An account that was just added is above those of the page.
  const isSiteFirst = onSite.has(rows[0]?.id ?? "");
  describeSite(page, isSiteFirst ? rows.flatMap(({ id }) => onSite.get(id) ?? []) : []);
  updatePage();
  const left = sheetRows.length - removedIds.size;
  setHomeView(left > 0 ? "rows" : "empty");
  if (focusWhenShownId) focusAccount(focusWhenShownId);
}

/** Applies what the settings say of all rows. */
function applyPreferences() {
  const { density, next_code: next, show_seconds: seconds, curtain } = preferences();
  Object.assign(document.documentElement.dataset, {
    density,
    next,
    seconds: String(seconds),
    curtain: String(curtain),
  });
  showSeconds(seconds);
}

/** Paints all rows again, after a setting was changed here. */
export function repaintAll() {
  applyPreferences();
  for (const view of views.values()) view.update(view.row);
  repaint();
}

/** The rows that are listed now in the order of the vault: without those above it, which are of the page or just
 * added. */
export function movableRows() {
  return rows.filter(({ id }) => !isTall(id));
}

/**
 * Returns the rows in the order of the rows that are shown, if accounts are sorted by use and a use is all that changed:
 * no row moves away from the pointer.
 * @param {Row[]} next of the sheet
 */
function withUsedRowsInPlace(next) {
  const isOrderKept = shownOrder === "used" && preferences().order === "used";
  shownOrder = preferences().order;
  if (!isOrderKept || next.length !== sheetRows.length) return next;
  const byId = new Map(next.map((row) => [row.id, row]));
  const inPlace = sheetRows.flatMap(({ id, pinned, hidden }) => {
    const row = byId.get(id);
    const isAsBefore =
      Boolean(row?.pinned) === Boolean(pinned) && Boolean(row?.hidden) === Boolean(hidden);
    return row && isAsBefore ? [row] : [];
  });
  return inPlace.length === next.length ? inPlace : next;
}

/** @param {Row[]} next of the sheet */
export function showRows(next) {
  sheetRows = withUsedRowsInPlace(next);
  applyPreferences();
  showGroups(repaint);
  searchTexts.expire();
  findRowsOnSite();
  const ids = new Set(next.map((row) => row.id));
  for (const id of removedIds) if (!ids.has(id)) removedIds.delete(id);
  repaint();
  onRowsChanged();
  if (isPainted) return;
  firstPaint().then(() => {
    isPainted = true;
    updatePage();
  });
}

/** Removes every account from the page. */
export function clearRows() {
  sheetRows = [];
  searchTexts.forget();
  onSite = new Map();
  describeSite(null, []);
  filter.value = "";
  showGroups(repaint);
  filterRows();
  updatePage();
  forgetUsedCodes();
}

/** Shows an account first and large until the popup closes. @param {string | null} id null: none */
export function pin(id) {
  pinnedId = id;
  if (id) filter.value = "";
  repaint();
  if (id) scroller.scrollTop = 0;
}

/** @param {string} id @returns {boolean} whether it was pinned */
export function unpin(id) {
  if (pinnedId !== id) return false;
  pin(null);
  return true;
}

/** @param {string} id @param {boolean} away whether to hide it, even if the sheet still has it */
export function setRemoved(id, away) {
  if (away) removedIds.add(id);
  else removedIds.delete(id);
  repaint();
}

/** @param {string} id */
export function indexOf(id) {
  return rows.findIndex((row) => row.id === id);
}

/** @param {string} id */
export function rowOf(id) {
  return sheetRows.find((row) => row.id === id) ?? null;
}

/** @param {string | null} id */
function setCurrent(id) {
  if (id === currentId) return;
  const before = views.get(currentId ?? "");
  currentId = id;
  if (before) setTabStop(before);
  const view = views.get(id ?? "");
  if (view) setTabStop(view);
}

/** Scrolls a row into view, and puts it on the page first if needed. @param {number} index */
function reveal(index) {
  const row = rows[index];
  if (!row) return null;
  if (!views.has(row.id)) {
    isPainted = true;
    updatePage();
  }
  if (!views.has(row.id)) {
    scroller.scrollTop = rowTop(index, rowHeights());
    updatePage();
  }
  const view = views.get(row.id) ?? null;
  view?.element.scrollIntoView({ block: "nearest" });
  return view;
}

/** Focuses the row at this index, or the nearest one. @param {number} index */
export function focusAt(index) {
  const view = reveal(Math.max(0, Math.min(index, rows.length - 1)));
  if (!view) return false;
  focusWhenShownId = null;
  setCurrent(view.row.id);
  view.button.focus({ preventScroll: true });
  return true;
}

/** Focuses the account now, or as soon as the sheet has it. @param {string} id */
export function focusAccount(id) {
  const at = indexOf(id);
  focusWhenShownId = at < 0 ? id : null;
  return at >= 0 && focusAt(at);
}

/** @param {string} id @returns {RowView | undefined} the account's row, if it is on the page */
export function viewOf(id) {
  return views.get(id);
}

/** Returns the row that Enter in the filter copies. */
export function firstMatch() {
  return views.get(currentId ?? "") ?? views.get(rows[0]?.id ?? "") ?? null;
}

function pageLength() {
  return Math.max(1, Math.floor(scroller.clientHeight / rowHeights().usual) - 1);
}

/** @param {"next" | "previous" | "first" | "last" | "nextPage" | "previousPage"} where */
export function moveFocus(where) {
  const at = indexOf(currentId ?? "");
  const fromFilter = document.activeElement === filter;
  if (where === "previous" && at <= 0) return filter.focus();
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

/** Focuses the filter, the first row, or the scan button, whichever there is. */
export function focusStart() {
  if (sheetRows.length >= FILTER_FROM) filter.focus();
  else if (!focusAt(0)) scanButton.focus();
}

/** @param {string} text */
export function filterBy(text) {
  if (filter.value !== text) filter.value = text;
  if (text.trim()) searchTexts.request();
  currentId = null;
  scroller.scrollTop = 0;
  repaint();
  const none = rows.length === 0 && sheetRows.length > 0;
  noMatch.hidden = !none;
  noMatch.textContent = none ? message("no_match", text.trim()) : "";
  announce(none ? noMatch.textContent : plural("matches", rows.length));
}

/** Shows and focuses the filter, for a user who starts typing elsewhere. */
export function focusFilter() {
  filter.focus();
}

function onScroll() {
  if (isUpdateScheduled || rows.length <= MAX_ROWS_ON_PAGE) return;
  isUpdateScheduled = true;
  requestAnimationFrame(() => {
    isUpdateScheduled = false;
    updatePage();
  });
}

filter.addEventListener("input", () => filterBy(filter.value));
scroller.addEventListener("scroll", onScroll, { passive: true });
list.addEventListener("focusin", (event) => {
  const view = rowViewAt(event.target);
  setCurrent(view?.row.id ?? currentId);
  view?.describeTimeLeft();
});
