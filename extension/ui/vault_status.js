// The vault's state on this page. It is read when the page opens, after every change, and when
// another page or the worker locks the vault.

import { send } from "./messages.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */
/** @typedef {(status: VaultStatus) => void} Listener */

/** @type {VaultStatus | null} */
let status = null;
/** @type {Set<Listener>} */
const listeners = new Set();

/** @param {VaultStatus} next from a command's reply */
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
  if (!status) throw new Error("the status of the vault was not read yet");
  return status;
}

/** @param {Listener} listener called at every change */
export function onStatus(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {VaultStatus["slots"][number]["kind"]} kind */
export function slotsOfKind(kind) {
  return currentStatus().slots.filter((slot) => slot.kind === kind);
}

/** Whether the vault has a slot that opens its backups on another device. */
export function hasPortableSlot() {
  return currentStatus().has_portable_slot;
}

/**
 * Reads the status again if the error is that the vault was locked meanwhile.
 * @param {unknown} error
 */
export function refreshIfLocked(error) {
  const code = /** @type {{ code?: string } | null} */ (error)?.code;
  if (code === "vault.locked") refreshStatus().catch(() => {});
}

/** Reads the status again whenever another page locks, unlocks or changes the vault. */
export function watchStatus() {
  let isRefreshing = false;
  chrome.storage.session.onChanged.addListener(async (changes) => {
    if (!("lock" in changes) || isRefreshing) return;
    isRefreshing = true;
    await refreshStatus().catch(() => {});
    isRefreshing = false;
  });
}
