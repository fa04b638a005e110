// Removes accounts and offers an undo. The row disappears at once. Accounts that are removed while
// the toast is shown are restored together.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { accountTitle } from "../ui/account_label.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, closeToast, offersAction, toast } from "../ui/toast.js";
import { closeBanner } from "./banner.js";
import { focusAccount, focusAt, focusStart, indexOf, setRemoved, unpin } from "./list.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {{ row: Row, done: Promise<boolean> }} Removal done: whether the vault saved the removal */

/** @type {Removal[]} */
let removed = [];

/** @param {Row} row */
async function removeFromVault(row) {
  try {
    await send("account.remove", { id: row.id });
    return true;
  } catch (error) {
    removed = removed.filter((one) => one.row !== row);
    setRemoved(row.id, false);
    focusAccount(row.id);
    toast(errorMessage(error));
    return false;
  }
}

/** @param {Removal} one */
async function restore({ row, done }) {
  if (!(await done)) return;
  try {
    await send("account.restore", { id: row.id });
  } catch (error) {
    setRemoved(row.id, true);
    toast(errorMessage(error));
  }
}

async function undo() {
  const all = removed;
  removed = [];
  closeToast();
  for (const { row } of all) setRemoved(row.id, false);
  const last = all.at(-1);
  if (last) focusAccount(last.row.id);
  announce(plural("restored", all.length));
  // In reverse order, so that each is restored to its old position.
  for (const one of all.reverse()) await restore(one);
  // A sheet without the account may have arrived meanwhile and removed the focus.
  if (last && document.activeElement === document.body) focusAccount(last.row.id);
}

function offerUndo() {
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
  const at = indexOf(row.id);
  if (unpin(row.id)) closeBanner();
  setRemoved(row.id, true);
  if (!focusAt(at)) focusStart();
  removed.push({ row, done: removeFromVault(row) });
  offerUndo();
}
