// The menu of an account's row.

import { KIND_NAMES } from "../facts/account.js";
import { accountTitle } from "../ui/account_label.js";
import { message } from "../ui/i18n.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {import("./rows.js").RowView} RowView */
/** @typedef {{ rename: (view: RowView) => void, remove: (row: Row) => void }} MenuActions */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("menu-template"));

/** @type {HTMLElement | null} */
let openMenuElement = null;

/** Returns the account's parameters. @param {Row} row */
function describeParameters(row) {
  /** @type {string[]} */
  const parameters = [KIND_NAMES[row.kind]];
  if (row.kind === "totp" || row.kind === "hotp") {
    parameters.push(row.algorithm.replace("SHA", "SHA-"), message("digits_count", row.digits));
  }
  if (row.kind === "hotp") parameters.push(message("counter_at", row.counter));
  else parameters.push(message("period_seconds", row.period_s));
  return parameters.join(" · ");
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} items */
function moveFocus(event, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

function closeMenu() {
  openMenuElement?.hidePopover();
}

/**
 * @param {RowView} view
 * @param {MenuActions} actions
 */
export function openMenu(view, { rename, remove }) {
  closeMenu();
  const menu = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]")]);
  menu.setAttribute("aria-label", accountTitle(view.row));
  const details = menu.querySelector(".menu-details");
  if (details) details.textContent = describeParameters(view.row);
  const [toRename, toRemove] = items;
  toRename?.addEventListener("click", () => {
    closeMenu();
    rename(view);
  });
  toRemove?.addEventListener("click", () => {
    closeMenu();
    remove(view.row);
  });
  menu.addEventListener("keydown", (event) => moveFocus(event, items));
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") {
      view.more.removeAttribute("aria-expanded");
      menu.remove();
      if (openMenuElement === menu) openMenuElement = null;
    }
  });
  document.body.append(menu);
  openMenuElement = menu;
  view.more.setAttribute("aria-expanded", "true");
  menu.showPopover({ source: view.more });
  toRename?.focus();
}
