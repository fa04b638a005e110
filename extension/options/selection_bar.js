// What can be done with the chosen accounts. Each is one change of the vault with one undo.

import { isBusy, showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { checkbox, field } from "../ui/fields.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { exportOnly } from "./account_picker.js";

/** @typedef {Omit<import("../shapes.d.ts").AccountEditManyRequest, "ids">} Change */
/** @typedef {import("./selection.js").Selection} Selection */

const COMMAND = "account.edit_many";

/**
 * Changes the accounts and offers to undo it.
 * @param {string[]} ids
 * @param {Change} change
 * @param {string} key of the text that says what was done, in the singular and plural
 * @param {() => unknown} onDone
 */
export async function editMany(ids, change, key, onDone) {
  try {
    const { changed, undo } = await send(COMMAND, { ids, ...change });
    onDone();
    if (!undo) return toast(message("options_bulk_none"));
    const act = async () => {
      await send("import.undo", { undo }).catch((error) => toast(errorMessage(error)));
      onDone();
    };
    const action = { label: message("undo"), command: "import.undo", act };
    toast(plural(key, changed), { action, durationMs: Infinity });
  } catch (error) {
    refreshIfLocked(error);
    toast(errorMessage(error));
  }
}

/** @param {Selection} selection @param {{ onChange(): void, onEdited(): unknown }} listeners */
export function selectionBar(selection, listeners) {
  const count = el("b", { role: "status" });
  const all = button({ class: "link", message: "options_select_all" });
  const done = button({ class: "icon-button", label: "options_select_none" }, icon("close"));
  const bar = el("section", { class: "selection-bar", hidden: true });
  bar.ariaLabel = message("options_selected");

  /** @param {() => Promise<unknown>} act @param {"folder" | "pin" | "unpin" | "hide" | "unhide" | "export" | "trash"} name @param {string} command */
  const deed = (act, name, command) => {
    const press = button({ class: "button outlined", command });
    if (name === "folder" || name === "export" || name === "trash") press.append(icon(name, 18));
    press.append(el("span", { message: `options_bulk_${name}` }));
    press.addEventListener("click", () => !isBusy(press) && showBusy(press, act()));
    return press;
  };
  const ids = () => [...selection.chosen];
  /** @param {Change} change @param {string} key */
  const edit = (change, key) => editMany(ids(), change, key, listeners.onEdited);

  all.addEventListener("click", () => {
    selection.toggleAll();
    listeners.onChange();
  });
  done.addEventListener("click", () => {
    selection.clear();
    listeners.onChange();
  });
  bar.append(
    el("div", { class: "selection-count" }, done, count, all),
    el(
      "div",
      { class: "choices" },
      deed(async () => groupDialog(ids(), listeners.onEdited), "folder", COMMAND),
      deed(() => edit({ pinned: true }, "options_bulk_pinned"), "pin", COMMAND),
      deed(() => edit({ pinned: false }, "options_bulk_unpinned"), "unpin", COMMAND),
      deed(() => edit({ hidden: true }, "options_bulk_hidden"), "hide", COMMAND),
      deed(() => edit({ hidden: false }, "options_bulk_unhidden"), "unhide", COMMAND),
      deed(async () => exportOnly(ids()), "export", "backup.export"),
      deed(() => edit({ removed: true }, "options_bulk_removed"), "trash", COMMAND),
    ),
  );
  return {
    element: bar,
    show() {
      bar.hidden = selection.chosen.size === 0;
      count.textContent = plural("options_selected", selection.chosen.size);
      const shown = selection.shown.length;
      all.textContent = plural("options_select_all", shown);
      all.hidden = shown === 0 || selection.shown.every((id) => selection.chosen.has(id));
    },
  };
}

/**
 * Asks which groups the accounts join and leave.
 * @param {string[]} ids
 * @param {() => unknown} onDone
 */
async function groupDialog(ids, onDone) {
  const { groups } = await send("account.groups", { ids });
  const { body, close } = openDialog({ title: plural("options_group_title", ids.length) });
  const boxes = groups.map(({ name, count }) => {
    const box = checkbox({
      name: "group",
      message: "options_groups",
      checked: count === ids.length,
    });
    box.element.querySelector("label")?.replaceChildren(el("bdi", { text: name }));
    box.input.indeterminate = count > 0 && count < ids.length;
    return { name, was: box.input.indeterminate ? null : box.input.checked, ...box };
  });
  const added = el("input", { type: "text", name: "new_group", autocomplete: "off", dir: "auto" });
  const save = button({ class: "button primary", type: "submit", command: COMMAND });
  save.append(el("span", { message: "options_group_save" }));
  const form = el("form", { novalidate: true }, ...boxes.map(({ element }) => element));
  form.append(field({ message: "options_groups_add" }, added));
  const cancel = button({ class: "button quiet", message: "cancel", on: { click: close } });
  form.append(el("div", { class: "choices end" }, cancel, save));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const changed = boxes.filter(({ input, was }) => !input.indeterminate && input.checked !== was);
    const joins = changed.filter(({ input }) => input.checked).map(({ name }) => name);
    const remove_groups = changed.filter(({ input }) => !input.checked).map(({ name }) => name);
    const own = added.value.trim();
    const add_groups = own ? [...joins, own] : joins;
    close();
    editMany(ids, { add_groups, remove_groups }, "options_bulk_grouped", onDone);
  });
  body.append(form);
  (boxes[0]?.input ?? added).focus();
}
