// Whether a page notices that the computer's clock was set, by its monotonic clock.

import assert from "node:assert/strict";
import { test } from "node:test";

let unixMs = 1_800_000_000_000;
let monotonicMs = 5_000;
Date.now = () => unixMs;
performance.now = () => monotonicMs;

/** @param {number} ms @param {number} [setMs] by how much the clock is set meanwhile */
function pass(ms, setMs = 0) {
  monotonicMs += ms;
  unixMs += ms + setMs;
}

const { takeClockJump, watchClock } = await import("../../extension/ui/clock.js");

test("time that passes on both clocks is no jump", () => {
  pass(3_600_000);
  assert.equal(watchClock(), false);
  assert.equal(takeClockJump(), 0);
});

test("a clock that is set back or forward is noticed once, by its step", () => {
  for (const setMs of [-300_000, 300_000]) {
    pass(1_000, setMs);
    assert.equal(watchClock(), true);
    pass(1_000);
    assert.equal(watchClock(), false);
    assert.equal(takeClockJump(), setMs);
    assert.equal(takeClockJump(), 0);
  }
});

test("a jump that nobody has watched yet is taken too, and steps add up", () => {
  pass(1_000, -60_000);
  watchClock();
  pass(1_000, -60_000);
  assert.equal(takeClockJump(), -120_000);
});

test("clocks that drift slowly are no jump", () => {
  for (let second = 0; second < 1_000; second += 1) {
    pass(1_000, 100);
    assert.equal(watchClock(), false);
  }
  assert.equal(takeClockJump(), 0);
});
