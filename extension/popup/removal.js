// Removing, and the way back. The row is gone at once; what was removed while the line at the foot
// still offers it comes back together.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { send } from "../ui/messages.js";
import { closeToast, offersAction, toast } from "../ui/toast.js";
import { accountTitle, errorMessage, message } from "../ui/words.js";
import { closeBanner } from "./banner.js";
import { focusAccount, focusAt, focusStart, placeOf, setGone, unpin } from "./list.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {{ row: Row, done: Promise<boolean> }} Removed done: whether the vault took it */

/** @type {Removed[]} */
let removed = [];

/** @param {Row} row */
async function takeOut(row) {
  try {
    await send("account.remove", { id: row.id });
    return true;
  } catch (error) {
    removed = removed.filter((one) => one.row !== row);
    setGone(row.id, false);
    focusAccount(row.id);
    toast(errorMessage(error));
    return false;
  }
}

/** @param {Removed} one */
async function bringBack({ row, done }) {
  if (!(await done)) return;
  try {
    await send("account.restore", { id: row.id });
  } catch (error) {
    setGone(row.id, true);
    toast(errorMessage(error));
  }
}

async function undo() {
  const all = removed;
  removed = [];
  closeToast();
  for (const { row } of all) setGone(row.id, false);
  const last = all.at(-1);
  if (last) focusAccount(last.row.id);
  // Last out, first in: each finds its old place.
  for (const one of all.reverse()) await bringBack(one);
  // A sheet without it may have come in between and taken the focus along.
  if (last && document.activeElement === document.body) focusAccount(last.row.id);
}

function offerBack() {
  const [first] = removed;
  if (!first) return;
  const text =
    removed.length === 1
      ? message("removed_account", accountTitle(first.row))
      : message("removed_accounts", removed.length);
  const action = { label: message("undo"), command: "account.restore", act: undo };
  toast(text, { action, durationMs: UNDO_OFFERED_MS });
}

/** @param {Row} row */
export function remove(row) {
  if (!offersAction(undo)) removed = [];
  const at = placeOf(row.id);
  if (unpin(row.id)) closeBanner();
  setGone(row.id, true);
  if (!focusAt(at)) focusStart();
  removed.push({ row, done: takeOut(row) });
  offerBack();
}
