// Changes of an account that take effect at once: pinning, hiding, and its place in the list.

import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { focusAccount, movableRows } from "./list.js";
import { preferences } from "./sheet.js";

/** @typedef {import("./rows.js").RowView} RowView */
/** @typedef {import("../shapes.d.ts").AccountEditRequest} AccountEditRequest */

/** @type {Promise<void>} */
let lastMove = Promise.resolve();

/**
 * @param {RowView} view
 * @param {Omit<AccountEditRequest, "id">} change
 * @param {string} [said] for a screen reader
 */
async function change({ row }, change, said) {
  try {
    await send("account.edit", { id: row.id, ...change });
    if (said) announce(said);
  } catch (error) {
    toast(errorMessage(error));
  }
}

/** @param {RowView} view */
export function togglePin(view) {
  const { title, row } = view;
  return change(view, { pinned: !row.pinned }, message(row.pinned ? "unpinned" : "pinned", title));
}

/** @param {RowView} view */
export function toggleCodeHidden(view) {
  return change(view, { hides_code: !view.row.hides_code });
}

/** Hides the account from the list, or lists it again; a hidden one can be taken back at once. @param {RowView} view */
export async function toggleHidden(view) {
  const { title, row } = view;
  await change(view, { hidden: !row.hidden });
  if (row.hidden) return;
  const action = {
    label: message("undo"),
    command: "account.edit",
    act: () => change(view, { hidden: false }),
  };
  toast(message("hidden_account", title), { action });
}

/**
 * Moves the account by one place among those that are listed, after the moves before it.
 * @param {RowView} view
 * @param {-1 | 1} by
 */
export function moveBy(view, by) {
  lastMove = lastMove.then(() => moveByNow(view, by));
}

/** @param {RowView} view @param {-1 | 1} by */
async function moveByNow(view, by) {
  const rows = movableRows();
  const at = rows.findIndex(({ id }) => id === view.row.id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= rows.length) return;
  await moveBefore(view, (by < 0 ? rows[to] : rows[to + 1])?.id ?? null);
}

/**
 * Moves the account in front of another, which makes the order that is shown the user's own.
 * @param {RowView} view
 * @param {string | null} below the account that is below it then; null: it becomes the last
 */
export async function moveBefore({ row, title }, below) {
  const others = movableRows().filter(({ id }) => id !== row.id);
  const at = below === null ? others.length : others.findIndex(({ id }) => id === below);
  const wasSorted = preferences().order !== "own";
  try {
    await send("account.move", { id: row.id, before: below });
    announce(message("moved_to", title, at + 1, others.length + 1));
    if (wasSorted) toast(message("order_is_own"));
    focusAccount(row.id);
  } catch (error) {
    toast(errorMessage(error));
  }
}
