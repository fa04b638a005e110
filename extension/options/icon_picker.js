// Chooses an account's icon: that of its service, one of the shipped icons, or letters.

import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { accountTile } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";

/** @typedef {import("../ui/account_label.js").AccountNames} AccountNames */

const MONOGRAM = "monogram";
const COMMAND = "account.set_icon";

/**
 * @param {AccountNames} account
 * @returns {Promise<string | null>} the icon's name, "monogram", an empty text for the service's
 *   own; null: the user cancelled
 */
export function pickIcon(account) {
  return new Promise((resolve) => {
    /** @type {string | null} */
    let chosen = null;
    const { body, close } = openDialog({
      title: message("options_icon_pick"),
      class: "wide icon-picker",
      onClose: () => resolve(chosen),
    });
    /** @param {string} icon */
    const choose = (icon) => {
      chosen = icon;
      close();
    };
    const search = el("input", { type: "search", name: "icon", autocomplete: "off" });
    search.placeholder = message("options_icon_search");
    search.ariaLabel = message("options_icon_search");
    const grid = el("ul", { class: "icon-grid", "aria-label": message("options_icon") });
    const none = el("p", { class: "quiet", role: "status" });
    const own = button({ message: "options_icon_own", command: COMMAND });
    const letters = button({ message: "options_icon_letters", command: COMMAND });
    own.addEventListener("click", () => choose(""));
    letters.addEventListener("click", () => choose(MONOGRAM));

    const show = async () => {
      try {
        const text = search.value;
        const { icons } = await send("account.find_icons", { text });
        if (text !== search.value) return;
        none.textContent = icons.length > 0 ? "" : message("no_match", text);
        grid.replaceChildren(...icons.map((icon) => iconButton(icon, account, choose)));
      } catch (error) {
        refreshIfLocked(error);
        toast(errorMessage(error));
      }
    };
    search.addEventListener("input", show);
    body.append(el("div", { class: "choices" }, own, letters), search, none, grid);
    show();
    search.focus();
  });
}

/** @param {string} icon @param {AccountNames} account @param {(icon: string) => void} choose */
function iconButton(icon, account, choose) {
  const press = button({ class: "icon-choice", title: icon, "aria-label": icon, command: COMMAND });
  press.append(accountTile({ ...account, icon }));
  press.addEventListener("click", () => choose(icon));
  return el("li", {}, press);
}
