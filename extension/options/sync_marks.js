// Which accounts sync concerns: those that are only on this computer because sync is full, and those in
// the trash that were also edited on another computer.

import { send } from "../ui/messages.js";

/** @type {ReadonlySet<string>} */
let local = new Set();
/** @type {ReadonlySet<string>} */
let edited = new Set();

/** Reads them again. Without an answer there are no marks. */
export async function readSyncMarks() {
  const status = await send("sync.status", {}).catch(() => null);
  local = new Set(status?.local_accounts);
  edited = new Set(status?.edited_in_trash);
}

/** @param {string} id of an account */
export function isOnlyHere(id) {
  return local.has(id);
}

/** @param {string} id of an account in the trash */
export function wasEditedElsewhere(id) {
  return edited.has(id);
}
