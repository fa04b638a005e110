// Time on the page. Codes and rings change by one timer that sleeps until the next of all the moments
// at which anything on the page must change, and not at all while nobody looks.

/** @typedef {import("./messages.js").Row} Row */
/** @typedef {{ row: Row, paint(nowMs: number): void }} Watcher */
/** @typedef {{ code: string | null, next: string | null, closing: boolean }} CurrentCodes */

// The next code is shown for the last sixth of a period, but for no longer than this.
const MAX_NEXT_CODE_SHOWN_MS = 10_000;
// A ring drains in so many steps, each about a pixel. An animation of so few costs as much as a smooth
// one: the browser looks after it sixty times a second.
const RING_STEPS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 6 : 30;
// A timer may fire a little early; a moment later it is surely past the boundary.
const TIMER_SLACK_MS = 4;

/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let refreshAtMs = Number.POSITIVE_INFINITY;
/** @type {() => void} */
let requestCodes = () => {};

/** @param {Row} row */
function nextCodeShownMs(row) {
  return Math.min((row.period_s * 1000) / 6, MAX_NEXT_CODE_SHOWN_MS);
}

/**
 * What the row says now.
 * @param {Row} row
 * @param {number} nowMs
 * @returns {CurrentCodes}
 */
export function codesAt(row, nowMs) {
  const periodMs = row.period_s * 1000;
  const at = Math.floor(nowMs / periodMs) - row.first_step;
  const closing = periodMs - (nowMs % periodMs) <= nextCodeShownMs(row);
  return { code: row.codes[at] ?? null, next: row.codes[at + 1] ?? null, closing };
}

/**
 * How much of its ring is drained, from 0 to just under 1.
 * @param {Row} row
 * @param {number} nowMs
 */
export function elapsedFraction(row, nowMs) {
  const periodMs = row.period_s * 1000;
  return Math.floor(((nowMs % periodMs) / periodMs) * RING_STEPS) / RING_STEPS;
}

/**
 * How long nothing about the row will change.
 * @param {Row} row
 * @param {number} nowMs
 */
export function msUntilChange(row, nowMs) {
  const periodMs = row.period_s * 1000;
  const leftMs = periodMs - (nowMs % periodMs);
  const stepMs = leftMs % (periodMs / RING_STEPS) || periodMs / RING_STEPS;
  return leftMs > nextCodeShownMs(row) ? Math.min(leftMs - nextCodeShownMs(row), stepMs) : stepMs;
}

function tick() {
  const nowMs = Date.now();
  for (const watcher of watchers) watcher.paint(nowMs);
  if (nowMs >= refreshAtMs) {
    refreshAtMs = Number.POSITIVE_INFINITY;
    requestCodes();
  }
  scheduleTick();
}

/** Sets the one timer, anew. */
export function scheduleTick() {
  clearTimeout(timer);
  if (document.hidden) return;
  const nowMs = Date.now();
  let waitMs = Math.max(0, refreshAtMs - nowMs);
  for (const { row } of watchers) {
    if (row.kind !== "hotp") waitMs = Math.min(waitMs, msUntilChange(row, nowMs));
  }
  if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(tick, waitMs + TIMER_SLACK_MS);
}

/** @param {number} atMs when to ask for fresh codes; Infinity for not at all */
export function scheduleRefresh(atMs) {
  refreshAtMs = atMs;
  scheduleTick();
}

/** @param {Watcher} watcher */
export function watch(watcher) {
  watchers.add(watcher);
}

/** @param {Watcher} watcher */
export function unwatch(watcher) {
  watchers.delete(watcher);
}

/** @param {() => void} refresh called before the sheet runs out of codes for any row */
export function startCountdown(refresh) {
  requestCodes = refresh;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else tick();
  });
}
