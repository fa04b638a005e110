// What else can be done with an account: a small menu at its row.

import { KIND_NAMES } from "../facts/account.js";
import { accountTitle, message } from "../ui/words.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {import("./rows.js").RowView} RowView */
/** @typedef {{ rename: (view: RowView) => void, remove: (row: Row) => void }} Deeds */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("menu-template"));

/** @type {HTMLElement | null} */
let open = null;

/** All that the account says of itself. @param {Row} row */
function detailsOf(row) {
  /** @type {string[]} */
  const said = [KIND_NAMES[row.kind]];
  if (row.kind === "totp" || row.kind === "hotp") {
    said.push(row.algorithm.replace("SHA", "SHA-"), message("digits_count", row.digits));
  }
  if (row.kind === "hotp") said.push(message("counter_at", row.counter));
  else said.push(message("period_seconds", row.period_s));
  return said.join(" · ");
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} items */
function walkItems(event, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

export function closeMenu() {
  open?.hidePopover();
}

/**
 * @param {RowView} view
 * @param {Deeds} deeds
 */
export function openMenu(view, { rename, remove }) {
  closeMenu();
  const menu = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]")]);
  menu.setAttribute("aria-label", accountTitle(view.row));
  const details = menu.querySelector(".menu-details");
  if (details) details.textContent = detailsOf(view.row);
  const [toRename, toRemove] = items;
  toRename?.addEventListener("click", () => {
    closeMenu();
    rename(view);
  });
  toRemove?.addEventListener("click", () => {
    closeMenu();
    remove(view.row);
  });
  menu.addEventListener("keydown", (event) => walkItems(event, items));
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") {
      view.more.removeAttribute("aria-expanded");
      menu.remove();
      if (open === menu) open = null;
    }
  });
  document.body.append(menu);
  open = menu;
  view.more.setAttribute("aria-expanded", "true");
  menu.showPopover({ source: view.more });
  toRename?.focus();
}
