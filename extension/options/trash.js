// What was removed: it rests for thirty days, comes back at a press, and leaves for good on request.

import { busy } from "../ui/busy.js";
import { sure } from "../ui/dialogs.js";
import { button, make } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { fullTitle, names, tile } from "../ui/tile.js";
import { announce, toast } from "../ui/toast.js";
import { noteLock } from "../ui/vault_status.js";
import { words, wordsFor, wordsOf } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").TrashedAccount} Removed */

const DAY_S = 24 * 60 * 60;

/** @param {Removed} account */
function daysLeft({ leaves_at_unix }) {
  return Math.max(0, Math.ceil((leaves_at_unix - Date.now() / 1000) / DAY_S));
}

/** @param {() => void} onChange called when an account came back or left */
export function trash(onChange) {
  const summary = make("summary", {});
  const list = make("ul", { class: "trash-list" });
  const how = make("p", { class: "quiet", words: "options_trash_text" });
  const element = make("details", { class: "panel trash", hidden: true }, summary, how, list);

  const read = async () => {
    const { accounts } = await send("account.removed", {});
    element.hidden = accounts.length === 0;
    summary.textContent = wordsOf("options_trash", accounts.length);
    list.replaceChildren(...accounts.map(rowElement));
  };

  /** @param {HTMLButtonElement} pressed @param {() => Promise<unknown>} act @param {string} said */
  const follow = async (pressed, act, said) => {
    try {
      await busy(pressed, act());
      announce(said);
      await read();
      onChange();
      summary.focus();
    } catch (error) {
      noteLock(error);
      toast(wordsFor(error));
    }
  };

  /** @param {Removed} account */
  const purge = async (account) => {
    const title = fullTitle(account);
    const wanted = await sure({
      title: words("options_purge_title", title),
      text: words("options_purge_text"),
      words: "options_purge",
      command: "account.purge",
    });
    return wanted && (await send("account.purge", { id: account.id }));
  };

  /** @param {Removed} account */
  const rowElement = (account) => {
    const title = fullTitle(account);
    const left = make("span", { class: "quiet", text: wordsOf("options_days", daysLeft(account)) });
    const back = button({ words: "options_bring_back", command: "account.restore" });
    const away = button({ class: "button quiet danger-text", words: "options_purge" });
    away.dataset.command = "account.purge";
    back.setAttribute("aria-label", words("options_bring_back_account", title));
    away.setAttribute("aria-label", words("options_purge_account", title));
    const restored = words("options_restored", title);
    back.addEventListener("click", () =>
      follow(back, () => send("account.restore", { id: account.id }), restored),
    );
    away.addEventListener("click", () => follow(away, () => purge(account), ""));
    const row = make("li", { "data-removed": account.id }, tile(account), names(account), left);
    row.append(make("div", { class: "choices" }, back, away));
    return row;
  };

  return { element, read };
}
