// The clock that starts exchanges: a timer for a few seconds, and an alarm if the worker ends before it.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

/** @type {Array<[string, number]>} */
let alarms = [];
globalThis.chrome = /** @type {any} */ ({
  alarms: {
    create: (
      /** @type {string} */ name,
      /** @type {{delayInMinutes: number}} */ { delayInMinutes },
    ) => alarms.push([name, delayInMinutes]),
  },
});
mock.timers.enable({ apis: ["setTimeout"] });
const { onSyncDue, SYNC_ALARM, syncStore } = await import("../../extension/host/sync_store.js");
let ticks = 0;
onSyncDue(() => {
  ticks += 1;
});

beforeEach(() => {
  mock.timers.tick(1_000_000);
  ticks = 0;
  alarms = [];
});

test("a short time is a timer, with an alarm behind it", () => {
  syncStore.schedule(2_000);
  assert.deepEqual(alarms, [[SYNC_ALARM, 0.5]]);
  mock.timers.tick(1_999);
  assert.equal(ticks, 0);
  mock.timers.tick(1);
  assert.equal(ticks, 1);
});

test("many changes in a row do not put an exchange off", () => {
  for (let passed = 0; passed < 5_000; passed += 500) {
    syncStore.schedule(2_000);
    mock.timers.tick(500);
  }
  assert.equal(ticks, 2);
});

test("a long time is an alarm alone, which does not replace a timer", () => {
  syncStore.schedule(86_400_000);
  assert.deepEqual(alarms, [[SYNC_ALARM, 1_440]]);
  syncStore.schedule(500);
  syncStore.schedule(86_400_000);
  assert.deepEqual(alarms.at(-1), [SYNC_ALARM, 0.5]);
  mock.timers.tick(500);
  assert.equal(ticks, 1);
});
