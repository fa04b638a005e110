// The trash. A removed account stays for thirty days, can be restored, and can be deleted for good.

import { fullTitle } from "../ui/account_label.js";
import { showBusy } from "../ui/busy.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile } from "../ui/tile.js";
import { announce, toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { editMany } from "./selection_bar.js";
import { wasEditedElsewhere } from "./sync_marks.js";

/** @typedef {import("../shapes.d.ts").TrashedAccount} TrashedAccount */

/** @param {number} count how many accounts are in the trash */
async function emptyTrash(count) {
  const isConfirmed = await confirm({
    title: plural("options_empty_trash_title", count),
    text: message("options_purge_text"),
    message: "options_empty_trash",
    command: "account.empty_trash",
  });
  return isConfirmed && (await send("account.empty_trash", {}));
}

/** @param {() => void} onChange called after an account was restored or deleted */
export function trashPanel(onChange) {
  const summary = el("summary", {});
  const list = el("ul", { class: "trash-list" });
  const how = el("p", { class: "quiet", message: "options_trash_text" });
  const restoreAll = button({ message: "options_restore_all", command: "account.edit_many" });
  const empty = button({ class: "button quiet danger-text", command: "account.empty_trash" });
  empty.append(el("span", { message: "options_empty_trash" }));
  const deeds = el("div", { class: "choices" }, restoreAll, empty);
  const element = el("details", { class: "panel trash", hidden: true }, summary, how, deeds, list);
  /** @type {TrashedAccount[]} */
  let trashed = [];
  restoreAll.addEventListener("click", () => {
    const ids = trashed.map(({ id }) => id);
    const after = () => {
      read();
      onChange();
    };
    showBusy(restoreAll, editMany(ids, { removed: false }, "options_many_restored", after));
  });
  empty.addEventListener("click", () => run(empty, () => emptyTrash(trashed.length), ""));

  const read = async () => {
    const { accounts } = await send("account.removed", {});
    trashed = accounts;
    element.hidden = accounts.length === 0;
    summary.textContent = plural("options_trash", accounts.length);
    list.replaceChildren(...accounts.map(rowElement));
  };

  /** @param {HTMLButtonElement} pressed @param {() => Promise<unknown>} act @param {string} announcement */
  const run = async (pressed, act, announcement) => {
    try {
      await showBusy(pressed, act());
      announce(announcement);
      await read();
      onChange();
      summary.focus();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };

  /** @param {TrashedAccount} account */
  const purge = async (account) => {
    const title = fullTitle(account);
    const isConfirmed = await confirm({
      title: message("options_purge_title", title),
      text: message("options_purge_text"),
      message: "options_purge",
      command: "account.purge",
    });
    return isConfirmed && (await send("account.purge", { id: account.id }));
  };

  /** @param {TrashedAccount} account */
  const rowElement = (account) => {
    const title = fullTitle(account);
    const left = el("span", { class: "quiet", text: plural("options_days", account.days_left) });
    const restoreButton = button({ message: "options_bring_back", command: "account.restore" });
    const purgeButton = button({ class: "button quiet danger-text", message: "options_purge" });
    purgeButton.dataset.command = "account.purge";
    restoreButton.setAttribute("aria-label", message("options_bring_back_account", title));
    purgeButton.setAttribute("aria-label", message("options_purge_account", title));
    const restored = message("options_restored", title);
    restoreButton.addEventListener("click", () =>
      run(restoreButton, () => send("account.restore", { id: account.id }), restored),
    );
    purgeButton.addEventListener("click", () => run(purgeButton, () => purge(account), ""));
    const row = el(
      "li",
      { "data-removed": account.id },
      accountTile({ ...account, icon: account.service_icon }),
      accountNames(account),
      wasEditedElsewhere(account.id) &&
        el("span", { class: "mark-here", message: "sync_trash_edited" }),
      left,
    );
    row.append(el("div", { class: "choices" }, restoreButton, purgeButton));
    return row;
  };

  return { element, read };
}
