// What keeps sync from working, in plain words.

import { message } from "./i18n.js";

/** @typedef {NonNullable<import("../shapes.d.ts").SyncStatus["problem"]>} SyncProblem */

/** @param {SyncProblem["name"]} name */
export function syncProblemText(name) {
  return message(name.startsWith("folder_") ? `error_sync_${name}` : `sync_problem_${name}`);
}
