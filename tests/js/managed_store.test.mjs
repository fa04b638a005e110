// The organization's policy as the host reads it.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

/** @type {() => void} */
let onChanged = () => {};
/** @type {() => Promise<unknown>} */
let get = async () => ({});
globalThis.chrome = /** @type {any} */ ({
  storage: {
    managed: {
      get: () => get(),
      onChanged: { addListener: (/** @type {() => void} */ listener) => (onChanged = listener) },
    },
  },
});
const { managedStore } = await import("../../extension/host/stores.js");

test("the policy is known from the first read until it changes", async () => {
  get = async () => ({ Count: 1 });
  assert.equal(managedStore.known(), null);
  assert.equal(await managedStore.read(), '{"Count":1}');
  assert.equal(managedStore.known(), '{"Count":1}');
  onChanged();
  assert.equal(managedStore.known(), null);
});

test("an answer from before a change is not kept", async () => {
  get = async () => ({ Count: 1 });
  const reading = managedStore.read();
  onChanged();
  assert.equal(await reading, '{"Count":1}');
  assert.equal(managedStore.known(), null);
});

test("an answer that never comes is given up, and asked for again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  onChanged();
  get = () => new Promise(() => {});
  const reading = managedStore.read();
  mock.timers.tick(3_000);
  await assert.rejects(reading, /did not answer/);
  get = async () => ({ Given: true });
  assert.equal(await managedStore.read(), '{"Given":true}');
  mock.timers.reset();
});
