// A press on a code copies it, and says so. Nothing else happens on this path, but for a
// counter-based account: its code is made by the press.

import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { accountTitle, errorMessage, message } from "../ui/words.js";

/** @typedef {import("./rows.js").RowView} RowView */

const SAY_SO_MS = 2000;

/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const saying = new WeakMap();

/** @param {RowView} view */
export async function copy(view) {
  if (!view.code) return;
  try {
    await navigator.clipboard.writeText(view.code);
  } catch {
    toast(message("copy_failed"));
    return;
  }
  announce(message("copied_code_of", accountTitle(view.row)));
  const { element } = view;
  clearTimeout(saying.get(element));
  element.classList.add("is-copied");
  saying.set(
    element,
    setTimeout(() => element.classList.remove("is-copied"), SAY_SO_MS),
  );
}

/**
 * The next code of a counter, saved as used before it is shown; copied, as it was asked for.
 * @param {RowView} view
 */
export async function useNext(view) {
  const { element } = view;
  if (element.ariaBusy === "true") return;
  element.ariaBusy = "true";
  try {
    const { code } = await send("account.use", { id: view.row.id });
    view.use(code);
    await copy(view);
  } catch (error) {
    toast(errorMessage(error));
  } finally {
    element.ariaBusy = null;
  }
}

/** @param {RowView} view what its main button does */
export function press(view) {
  return view.button.dataset.command === "account.use" ? useNext(view) : copy(view);
}
