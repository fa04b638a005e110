// The trash. A removed account stays for thirty days, can be restored, and can be deleted permanently: one
// account, those that are selected, or all.

import { fullTitle } from "../ui/account_label.js";
import { showBusy } from "../ui/busy.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile } from "../ui/tile.js";
import { announce, toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { Selection } from "./selection.js";
import { editMany } from "./selection_bar.js";
import { wasEditedElsewhere } from "./sync_marks.js";

/** @typedef {import("../shapes.d.ts").TrashedAccount} TrashedAccount */

/** @param {string[]} ids @param {boolean} isAll */
async function deleteMany(ids, isAll) {
  const isConfirmed = await confirm({
    title: plural("options_empty_trash_title", ids.length),
    text: message("options_delete_text"),
    message: isAll ? "options_empty_trash" : "options_delete",
    command: "account.empty_trash",
  });
  return isConfirmed && (await send("account.empty_trash", { ids }));
}

/** @param {TrashedAccount} account */
async function purge(account) {
  const isConfirmed = await confirm({
    title: message("options_delete_title", fullTitle(account)),
    text: message("options_delete_text"),
    message: "options_delete",
    command: "account.purge",
  });
  return isConfirmed && (await send("account.purge", { id: account.id }));
}

class TrashPanel {
  /** @param {() => void} onChange called after an account was restored or deleted */
  constructor(onChange) {
    this.onChange = onChange;
    this.selection = new Selection();
    /** @type {TrashedAccount[]} */
    this.trashed = [];
    /** @type {Map<string, HTMLInputElement>} */
    this.checks = new Map();
    this.summary = el("summary", {});
    this.list = el("ul", { class: "trash-list" });
    this.count = el("b", { role: "status" });
    this.none = button({ class: "icon-button", label: "options_select_none" }, icon("close"));
    this.restore = button({ command: "account.edit_many" });
    this.remove = button({ class: "button quiet danger-text", command: "account.empty_trash" });
    const deeds = el("div", { class: "choices" }, this.none, this.count, this.restore, this.remove);
    const how = el("p", { class: "quiet", message: "options_trash_text" });
    this.element = el("details", { class: "panel trash", hidden: true }, this.summary, how, deeds);
    this.element.append(this.list);
    this.none.addEventListener("click", () => this.select(() => this.selection.clear()));
    this.restore.addEventListener("click", () => this.restoreMany());
    this.remove.addEventListener("click", () => {
      const ids = this.ids();
      const isAll = this.selection.chosen.size === 0;
      this.run(this.remove, () => deleteMany(ids, isAll), "");
    });
  }

  /** Returns the accounts that the buttons above the list are about: the selected ones, or all. */
  ids() {
    const { chosen } = this.selection;
    const all = this.trashed.map(({ id }) => id);
    return chosen.size > 0 ? all.filter((id) => chosen.has(id)) : all;
  }

  restoreMany() {
    const onDone = () => {
      this.read();
      this.onChange();
    };
    const done = editMany(this.ids(), { removed: false }, "options_bulk_restored", onDone);
    return showBusy(this.restore, done);
  }

  async read() {
    const { accounts } = await send("account.removed", {});
    this.trashed = accounts;
    const ids = accounts.map(({ id }) => id);
    this.selection.update(ids, new Set(ids));
    this.element.hidden = accounts.length === 0;
    this.summary.textContent = plural("options_trash", accounts.length);
    this.checks.clear();
    this.list.replaceChildren(...accounts.map((account) => this.rowElement(account)));
    this.paint();
  }

  /** @param {() => void} change of the selection */
  select(change) {
    change();
    this.paint();
  }

  paint() {
    const { chosen } = this.selection;
    for (const [id, check] of this.checks) check.checked = chosen.has(id);
    const isChoosing = chosen.size > 0;
    this.none.hidden = this.count.hidden = !isChoosing;
    this.count.textContent = isChoosing ? plural("options_selected", chosen.size) : "";
    this.restore.textContent = message(isChoosing ? "options_restore" : "options_restore_all");
    this.remove.textContent = message(isChoosing ? "options_delete" : "options_empty_trash");
  }

  /** @param {HTMLButtonElement} pressed @param {() => Promise<unknown>} act @param {string} announcement */
  async run(pressed, act, announcement) {
    try {
      await showBusy(pressed, act());
      announce(announcement);
      await this.read();
      this.onChange();
      this.summary.focus();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  }

  /** @param {TrashedAccount} account */
  rowElement(account) {
    const { id } = account;
    const title = fullTitle(account);
    const check = el("input", { type: "checkbox", class: "row-check" });
    check.ariaLabel = message("options_select", title);
    check.addEventListener("click", (event) => {
      this.select(() => (event.shiftKey ? this.selection.extendTo(id) : this.selection.toggle(id)));
    });
    this.checks.set(id, check);
    const left = el("span", { class: "quiet", text: plural("options_days", account.days_left) });
    const restore = button({ message: "options_restore", command: "account.restore" });
    const remove = button({ class: "button quiet danger-text", message: "options_delete" });
    remove.dataset.command = "account.purge";
    restore.setAttribute("aria-label", message("options_restore_account", title));
    remove.setAttribute("aria-label", message("options_delete_account", title));
    const restored = message("options_restored", title);
    restore.addEventListener("click", () =>
      this.run(restore, () => send("account.restore", { id }), restored),
    );
    remove.addEventListener("click", () => this.run(remove, () => purge(account), ""));
    const row = el(
      "li",
      { "data-removed": id },
      check,
      accountTile({ ...account, icon: account.service_icon }),
      accountNames(account),
      wasEditedElsewhere(id) && el("span", { class: "mark-here", message: "sync_trash_edited" }),
      left,
    );
    row.append(el("div", { class: "choices" }, restore, remove));
    return row;
  }
}

/** @param {() => void} onChange called after an account was restored or deleted */
export function trashPanel(onChange) {
  return new TrashPanel(onChange);
}
