// Repaints codes and rings. One timer sleeps until the next moment at which anything on the page
// changes. It does not run while the page is hidden.

import { codeTimeMs, watchClock } from "./clock.js";
import { elapsedSteps, msUntilChange } from "./code_period.js";

/** @typedef {import("./messages.js").Row} Row */
/** @typedef {{ row: Row, paint(nowMs: number): void }} Watcher */

// A ring moves in steps of about a pixel. A CSS animation of so few steps costs as much as a smooth
// one: the browser updates it sixty times a second.
const RING_STEPS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 6 : 30;
// A timer may fire a little early. With this much added, it fires after the boundary.
const TIMER_SLACK_MS = 4;

/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let refreshAtMs = Number.POSITIVE_INFINITY;
let isSecondShown = false;
/** @type {() => void} */
let requestCodes = () => {};

/**
 * Returns how much of the row's ring has elapsed, from 0 to just under 1.
 * @param {Row} row
 * @param {number} nowMs
 */
export function elapsedFraction(row, nowMs) {
  return elapsedSteps(row, nowMs, RING_STEPS);
}

function tick() {
  const nowMs = codeTimeMs();
  for (const watcher of watchers) watcher.paint(nowMs);
  if (watchClock() || nowMs >= refreshAtMs) {
    refreshAtMs = Number.POSITIVE_INFINITY;
    requestCodes();
  }
  scheduleTick();
}

/** Sets the timer again. */
export function scheduleTick() {
  clearTimeout(timer);
  if (document.hidden) return;
  const nowMs = codeTimeMs();
  let waitMs = Math.max(0, refreshAtMs - nowMs);
  for (const { row } of watchers) {
    if (row.kind !== "hotp") waitMs = Math.min(waitMs, msUntilChange(row, nowMs, RING_STEPS));
  }
  if (isSecondShown) waitMs = Math.min(waitMs, 1000 - (nowMs % 1000));
  if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(tick, waitMs + TIMER_SLACK_MS);
}

/** @param {boolean} shown whether rows show the seconds left, which change each second */
export function showSeconds(shown) {
  isSecondShown = shown;
}

/** @param {number} atMs when to request new codes; Infinity for never */
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
