// How the vault stands: open, locked, or worse. Asked when the page opens, after whatever changes
// it, and when the worker says on the board that it locked.

import { send } from "./messages.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */
/** @typedef {(status: Status) => void} Listener */

/** @type {Status | null} */
let status = null;
/** @type {Set<Listener>} */
const listeners = new Set();

/** @param {Status} next as a command answered it */
export function stands(next) {
  status = next;
  for (const listener of listeners) listener(next);
}

export async function askHowItStands() {
  const next = await send("vault.status", {});
  stands(next);
  return next;
}

/** @returns {Status} */
export function standing() {
  if (!status) throw new Error("nobody has asked yet how the vault stands");
  return status;
}

/** @param {Listener} listener called at each answer */
export function onStanding(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {Status["slots"][number]["kind"]} kind */
export function slotsOf(kind) {
  return standing().slots.filter((slot) => slot.kind === kind);
}

/** Whether what leaves encrypted can be opened again elsewhere. */
export function opensElsewhere() {
  return slotsOf("passphrase").length + slotsOf("recovery").length > 0;
}

/**
 * A refusal because the vault was locked meanwhile shows the lock.
 * @param {unknown} error
 */
export function noteLock(error) {
  const code = /** @type {{ code?: string } | null} */ (error)?.code;
  if (code === "vault.locked") askHowItStands().catch(() => {});
}

/** Hear of it when another page locks, unlocks or changes it. */
export function followStanding() {
  let asking = false;
  chrome.storage.session.onChanged.addListener(async (changes) => {
    if (!("lock" in changes) || asking) return;
    asking = true;
    await askHowItStands().catch(() => {});
    asking = false;
  });
}
