// What was removed: it rests for thirty days, comes back at a press, and leaves for good on request.

import { showBusy } from "../ui/busy.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile, fullTitle } from "../ui/tile.js";
import { announce, toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message, plural } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").TrashedAccount} Removed */

const DAY_S = 24 * 60 * 60;

/** @param {Removed} account */
function daysLeft({ leaves_at_unix }) {
  return Math.max(0, Math.ceil((leaves_at_unix - Date.now() / 1000) / DAY_S));
}

/** @param {() => void} onChange called when an account came back or left */
export function trash(onChange) {
  const summary = el("summary", {});
  const list = el("ul", { class: "trash-list" });
  const how = el("p", { class: "quiet", message: "options_trash_text" });
  const element = el("details", { class: "panel trash", hidden: true }, summary, how, list);

  const read = async () => {
    const { accounts } = await send("account.removed", {});
    element.hidden = accounts.length === 0;
    summary.textContent = plural("options_trash", accounts.length);
    list.replaceChildren(...accounts.map(rowElement));
  };

  /** @param {HTMLButtonElement} pressed @param {() => Promise<unknown>} act @param {string} said */
  const follow = async (pressed, act, said) => {
    try {
      await showBusy(pressed, act());
      announce(said);
      await read();
      onChange();
      summary.focus();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };

  /** @param {Removed} account */
  const purge = async (account) => {
    const title = fullTitle(account);
    const wanted = await confirm({
      title: message("options_purge_title", title),
      text: message("options_purge_text"),
      message: "options_purge",
      command: "account.purge",
    });
    return wanted && (await send("account.purge", { id: account.id }));
  };

  /** @param {Removed} account */
  const rowElement = (account) => {
    const title = fullTitle(account);
    const left = el("span", { class: "quiet", text: plural("options_days", daysLeft(account)) });
    const back = button({ message: "options_bring_back", command: "account.restore" });
    const away = button({ class: "button quiet danger-text", message: "options_purge" });
    away.dataset.command = "account.purge";
    back.setAttribute("aria-label", message("options_bring_back_account", title));
    away.setAttribute("aria-label", message("options_purge_account", title));
    const restored = message("options_restored", title);
    back.addEventListener("click", () =>
      follow(back, () => send("account.restore", { id: account.id }), restored),
    );
    away.addEventListener("click", () => follow(away, () => purge(account), ""));
    const row = el(
      "li",
      { "data-removed": account.id },
      accountTile(account),
      accountNames(account),
      left,
    );
    row.append(el("div", { class: "choices" }, back, away));
    return row;
  };

  return { element, read };
}
