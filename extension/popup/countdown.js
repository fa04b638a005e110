// Time on the page. Rings turn in CSS; codes change by one timer that sleeps until the next of all
// the moments at which anything on the page must change, and not at all while nobody looks.

/** @typedef {import("../messages.js").Row} Row */
/** @typedef {{ row: Row, paint(nowMs: number): void }} Watcher */
/** @typedef {{ code: string | null, next: string | null, closing: boolean }} Reading */

// The next code is shown for the last sixth of a period, but for no longer than this.
const LONGEST_CLOSING_MS = 10_000;
// A timer may fire a little early; a moment later it is surely past the boundary.
const PAST_MS = 4;
// The two clocks of a page drift apart by more than this when one was set or the machine slept.
const JUMP_MS = 500;

/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let dueMs = Number.POSITIVE_INFINITY;
/** @type {() => void} */
let askForCodes = () => {};
let apartMs = Date.now() - performance.now();

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
 * How long nothing about the row will change.
 * @param {Row} row
 * @param {number} nowMs
 */
export function quietMs(row, nowMs) {
  const leftMs = row.period_s * 1000 - (nowMs % (row.period_s * 1000));
  return leftMs > closingMs(row) ? leftMs - closingMs(row) : leftMs;
}

/** Rings run by another clock than codes do: put back where they belong after either was set. */
function setRings() {
  const nowApartMs = Date.now() - performance.now();
  if (Math.abs(nowApartMs - apartMs) < JUMP_MS) return;
  apartMs = nowApartMs;
  for (const animation of document.getAnimations()) turn(animation);
}

function tick() {
  const nowMs = Date.now();
  for (const watcher of watchers) watcher.paint(nowMs);
  setRings();
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

/** @param {Animation} animation a ring's goes to the wall clock's place in its period */
function turn(animation) {
  if (!(animation instanceof CSSAnimation) || !animation.animationName.startsWith("drain")) return;
  const { duration, delay = 0 } = animation.effect?.getTiming() ?? {};
  const periodMs = Number(duration);
  const timelineMs = Number(animation.timeline?.currentTime ?? 0);
  if (periodMs > 0) animation.startTime = timelineMs - delay - (Date.now() % periodMs);
}

/** @param {AnimationEvent} event a ring begins to turn whenever it first comes into view */
function turnToTheClock(event) {
  if (!event.animationName.startsWith("drain") || !(event.target instanceof Element)) return;
  for (const animation of event.target.getAnimations({ subtree: true })) turn(animation);
}

/** @param {() => void} ask called before the sheet runs out of codes for any row */
export function startCountdown(ask) {
  askForCodes = ask;
  document.addEventListener("animationstart", turnToTheClock);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else tick();
  });
}
