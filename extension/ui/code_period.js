// The arithmetic of a row's period: which codes are current, and when the next change is due.

/** @typedef {import("./messages.js").Row} Row */
/** @typedef {{ code: string | null, next: string | null, closing: boolean }} CurrentCodes */

// The next code is shown for the last sixth of a period, but for at most this long.
const MAX_NEXT_CODE_SHOWN_MS = 10_000;
// New codes are requested while every row still has this many future codes.
const CODES_IN_RESERVE = 2;

/** @param {Pick<Row, "period_s">} row */
function nextCodeShownMs({ period_s }) {
  return Math.min((period_s * 1000) / 6, MAX_NEXT_CODE_SHOWN_MS);
}

/**
 * Returns the current code, the next one, and whether the next one is to be shown (`closing`).
 * A code is null if the row's codes do not reach that far.
 * @param {Pick<Row, "period_s" | "first_step" | "codes">} row
 * @param {number} nowMs
 * @returns {CurrentCodes}
 */
export function codesAt(row, nowMs) {
  const periodMs = row.period_s * 1000;
  const index = Math.floor(nowMs / periodMs) - row.first_step;
  const closing = periodMs - (nowMs % periodMs) <= nextCodeShownMs(row);
  return { code: row.codes[index] ?? null, next: row.codes[index + 1] ?? null, closing };
}

/**
 * Returns how long the current code still holds.
 * @param {Pick<Row, "period_s">} row
 * @param {number} nowMs
 */
export function msLeft({ period_s }, nowMs) {
  return period_s * 1000 - (nowMs % (period_s * 1000));
}

/**
 * Returns how much of the period has elapsed, from 0 to just under 1, rounded down to a step.
 * @param {Pick<Row, "period_s">} row
 * @param {number} nowMs
 * @param {number} steps into which a period is divided
 */
export function elapsedSteps({ period_s }, nowMs, steps) {
  const periodMs = period_s * 1000;
  return Math.floor(((nowMs % periodMs) / periodMs) * steps) / steps;
}

/**
 * Returns the time until the ring moves by a step or the next code appears, whichever is first.
 * @param {Pick<Row, "period_s">} row
 * @param {number} nowMs
 * @param {number} steps into which a period is divided
 */
export function msUntilChange(row, nowMs, steps) {
  const periodMs = row.period_s * 1000;
  const leftMs = periodMs - (nowMs % periodMs);
  const stepMs = leftMs % (periodMs / steps) || periodMs / steps;
  const shownMs = nextCodeShownMs(row);
  return leftMs > shownMs ? Math.min(leftMs - shownMs, stepMs) : stepMs;
}

/**
 * Returns the time, in Unix milliseconds, at which the first row has too few future codes left;
 * Infinity if no row has codes that change with time.
 * @param {Pick<Row, "kind" | "first_step" | "codes" | "period_s">[]} rows
 */
export function refreshDueMs(rows) {
  let dueMs = Number.POSITIVE_INFINITY;
  for (const { kind, first_step, codes, period_s } of rows) {
    if (kind === "hotp" || codes.length === 0) continue;
    dueMs = Math.min(dueMs, (first_step + codes.length - CODES_IN_RESERVE) * period_s * 1000);
  }
  return dueMs;
}
