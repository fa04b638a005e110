// The time for which codes are made: the computer's, with the offset that the sheet names if the clock is wrong.
// A clock that is set while the page is open is noticed by the monotonic clock, which nobody can set.

import { MIN_CLOCK_JUMP_MS } from "../facts/timings.js";

let offsetMs = 0;
let seen = readClocks();
let jumpedMs = 0;

function readClocks() {
  return { unixMs: Date.now(), monotonicMs: performance.now() };
}

/**
 * Compares both clocks with what they were at the last call. Must be called often, because the clocks drift.
 * @returns {boolean} whether the clock was set, or the computer slept
 */
export function watchClock() {
  const now = readClocks();
  const stepMs = now.unixMs - seen.unixMs - (now.monotonicMs - seen.monotonicMs);
  seen = now;
  if (Math.abs(stepMs) < MIN_CLOCK_JUMP_MS) return false;
  jumpedMs += Math.round(stepMs);
  return true;
}

/** Returns by how much the clock was set since the last call; 0 if it was not. */
export function takeClockJump() {
  watchClock();
  const taken = jumpedMs;
  jumpedMs = 0;
  return taken;
}

/** @param {number} ms to add to the computer's time */
export function setClockOffset(ms) {
  offsetMs = ms;
}

export function clockOffsetMs() {
  return offsetMs;
}

/** Returns Unix milliseconds. */
export function codeTimeMs() {
  return Date.now() + offsetMs;
}

/** Takes the offset of the stored sheet, and of every later one. */
export async function followClockOffset() {
  /** @param {unknown} sheet */
  const take = (sheet) => {
    const { clock_offset_ms: ms } = /** @type {{ clock_offset_ms?: number }} */ (sheet ?? {});
    if (ms !== undefined) setClockOffset(ms);
  };
  chrome.storage.session.onChanged.addListener(({ sheet }) => take(sheet?.newValue));
  take((await chrome.storage.session.get("sheet")).sheet);
}
