// The arithmetic of periods (extension/ui/code_period.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codesAt,
  elapsedSteps,
  msUntilChange,
  refreshDueMs,
} from "../../extension/ui/code_period.js";

const ROW = /** @type {const} */ ({
  kind: "totp",
  period_s: 30,
  first_step: 100,
  codes: ["a", "b", "c", "d"],
});
/** @type {any} */
const row = ROW;
const START_MS = 100 * 30_000;

test("the current code changes exactly at the boundary of the period", () => {
  assert.equal(codesAt(row, START_MS).code, "a");
  assert.equal(codesAt(row, START_MS + 29_999).code, "a");
  assert.equal(codesAt(row, START_MS + 30_000).code, "b");
});

test("outside of the row's codes there is no code", () => {
  assert.deepEqual(codesAt(row, START_MS + 120_000), { code: null, next: null, closing: false });
  assert.equal(codesAt(row, START_MS - 1).code, null);
  assert.equal(codesAt(row, START_MS + 119_999).next, null);
});

test("the next code is shown for the last sixth of a period", () => {
  assert.equal(codesAt(row, START_MS + 24_999).closing, false);
  assert.equal(codesAt(row, START_MS + 25_000).closing, true);
});

test("the next code of a long period is shown for at most ten seconds", () => {
  const long = { ...row, period_s: 300, first_step: 10 };
  assert.equal(codesAt(long, 10 * 300_000 + 289_999).closing, false);
  assert.equal(codesAt(long, 10 * 300_000 + 290_000).closing, true);
});

test("the elapsed share goes in steps from 0 to just under 1", () => {
  assert.equal(elapsedSteps(row, START_MS, 30), 0);
  assert.equal(elapsedSteps(row, START_MS + 999, 30), 0);
  assert.equal(elapsedSteps(row, START_MS + 1000, 30), 1 / 30);
  assert.equal(elapsedSteps(row, START_MS + 29_999, 30), 29 / 30);
});

test("nothing changes before msUntilChange, and something changes after it", () => {
  /** @param {number} nowMs */
  const seen = (nowMs) => JSON.stringify([codesAt(row, nowMs), elapsedSteps(row, nowMs, 6)]);
  for (let nowMs = START_MS; nowMs < START_MS + 30_000; nowMs += 137) {
    const waitMs = msUntilChange(row, nowMs, 6);
    assert.ok(waitMs > 0);
    assert.equal(seen(nowMs + Math.floor(waitMs) - 1), seen(nowMs), `at ${nowMs}`);
    assert.notEqual(seen(nowMs + Math.ceil(waitMs) + 1), seen(nowMs), `at ${nowMs}`);
  }
});

test("new codes are due while two future codes are left", () => {
  assert.equal(refreshDueMs([row]), START_MS + 2 * 30_000);
});

test("the row that runs out first decides when new codes are due", () => {
  const short = { ...row, period_s: 10, first_step: 300 };
  assert.equal(refreshDueMs([row, short]), START_MS + 2 * 10_000);
});

test("counters and rows without codes are never due", () => {
  const counter = { ...row, kind: "hotp" };
  const withoutPin = { ...row, kind: "motp", codes: [] };
  assert.equal(refreshDueMs([counter, withoutPin]), Number.POSITIVE_INFINITY);
});
