// Time on the page. Codes and rings change by one timer that sleeps until the next of all the moments
// at which anything on the page must change, and not at all while nobody looks.

/** @typedef {import("./messages.js").Row} Row */
/** @typedef {{ row: Row, paint(nowMs: number): void }} Watcher */
/** @typedef {{ code: string | null, next: string | null, closing: boolean }} Reading */

// The next code is shown for the last sixth of a period, but for no longer than this.
const LONGEST_CLOSING_MS = 10_000;
// A ring drains in so many steps, each about a pixel. An animation of so few costs as much as a smooth
// one: the browser looks after it sixty times a second.
const STEPS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 6 : 30;
// A timer may fire a little early; a moment later it is surely past the boundary.
const PAST_MS = 4;

/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let dueMs = Number.POSITIVE_INFINITY;
/** @type {() => void} */
let askForCodes = () => {};

/** @param {Row} row */
function closingMs(row) {
  return Math.min((row.period_s * 1000) / 6, LONGEST_CLOSING_MS);
}

/**
 * What the row says now.
 * @param {Row} row
 * @param {number} nowMs
 * @returns {Reading}
 */
export function readingOf(row, nowMs) {
  const periodMs = row.period_s * 1000;
  const at = Math.floor(nowMs / periodMs) - row.first_step;
  const closing = periodMs - (nowMs % periodMs) <= closingMs(row);
  return { code: row.codes[at] ?? null, next: row.codes[at + 1] ?? null, closing };
}

/**
 * How much of its ring is drained, from 0 to just under 1.
 * @param {Row} row
 * @param {number} nowMs
 */
export function drainedOf(row, nowMs) {
  const periodMs = row.period_s * 1000;
  return Math.floor(((nowMs % periodMs) / periodMs) * STEPS) / STEPS;
}

/**
 * How long nothing about the row will change.
 * @param {Row} row
 * @param {number} nowMs
 */
export function quietMs(row, nowMs) {
  const periodMs = row.period_s * 1000;
  const leftMs = periodMs - (nowMs % periodMs);
  const stepMs = leftMs % (periodMs / STEPS) || periodMs / STEPS;
  return leftMs > closingMs(row) ? Math.min(leftMs - closingMs(row), stepMs) : stepMs;
}

function tick() {
  const nowMs = Date.now();
  for (const watcher of watchers) watcher.paint(nowMs);
  if (nowMs >= dueMs) {
    dueMs = Number.POSITIVE_INFINITY;
    askForCodes();
  }
  sleep();
}

/** Sets the one timer, anew. */
export function sleep() {
  clearTimeout(timer);
  if (document.hidden) return;
  const nowMs = Date.now();
  let quiet = Math.max(0, dueMs - nowMs);
  for (const { row } of watchers) {
    if (row.kind !== "hotp") quiet = Math.min(quiet, quietMs(row, nowMs));
  }
  if (quiet < Number.POSITIVE_INFINITY) timer = setTimeout(tick, quiet + PAST_MS);
}

/** @param {number} atMs when to ask for fresh codes; Infinity for not at all */
export function askAt(atMs) {
  dueMs = atMs;
  sleep();
}

/** @param {Watcher} watcher */
export function watch(watcher) {
  watchers.add(watcher);
}

/** @param {Watcher} watcher */
export function unwatch(watcher) {
  watchers.delete(watcher);
}

/** @param {() => void} ask called before the sheet runs out of codes for any row */
export function startCountdown(ask) {
  askForCodes = ask;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else tick();
  });
}
