// How the vault stands: open, locked, or worse. Asked when the page opens, after whatever changes
// it, and when the worker says on the board that it locked.

import { send } from "./messages.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */
/** @typedef {(status: VaultStatus) => void} Listener */

/** @type {VaultStatus | null} */
let status = null;
/** @type {Set<Listener>} */
const listeners = new Set();

/** @param {VaultStatus} next as a command answered it */
export function setStatus(next) {
  status = next;
  for (const listener of listeners) listener(next);
}

export async function refreshStatus() {
  const next = await send("vault.status", {});
  setStatus(next);
  return next;
}

/** @returns {VaultStatus} */
export function currentStatus() {
  if (!status) throw new Error("nobody has asked yet how the vault stands");
  return status;
}

/** @param {Listener} listener called at each answer */
export function onStatus(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {VaultStatus["slots"][number]["kind"]} kind */
export function slotsOfKind(kind) {
  return currentStatus().slots.filter((slot) => slot.kind === kind);
}

/** Whether what leaves encrypted can be opened again elsewhere. */
export function hasPortableSlot() {
  return slotsOfKind("passphrase").length + slotsOfKind("recovery").length > 0;
}

/**
 * A refusal because the vault was locked meanwhile shows the lock.
 * @param {unknown} error
 */
export function refreshIfLocked(error) {
  const code = /** @type {{ code?: string } | null} */ (error)?.code;
  if (code === "vault.locked") refreshStatus().catch(() => {});
}

/** Hear of it when another page locks, unlocks or changes it. */
export function watchStatus() {
  let isRefreshing = false;
  chrome.storage.session.onChanged.addListener(async (changes) => {
    if (!("lock" in changes) || isRefreshing) return;
    isRefreshing = true;
    await refreshStatus().catch(() => {});
    isRefreshing = false;
  });
}
