// The menu of an account's row, and how a menu of the popup is shown.

import { KIND_NAMES } from "../facts/account.js";
import { accountTitle, algorithmName, fullTitle } from "../ui/account_label.js";
import { message } from "../ui/i18n.js";
import { moveBy, toggleCodeHidden, toggleHidden, togglePin } from "./account_changes.js";
import { checkClock } from "./clock_check.js";
import { changeGroups } from "./group_dialogs.js";
import { currentPage, movableRows } from "./list.js";
import { closePopup } from "./surface.js";

/** @typedef {import("../ui/messages.js").Row} Row */
/** @typedef {import("./rows.js").RowView} RowView */
/**
 * @typedef {{
 *   copy: (view: RowView) => void, copyNext: (view: RowView) => void, fill: (view: RowView) => void,
 *   rename: (view: RowView) => void, remove: (row: Row) => void,
 * }} MenuActions
 */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("menu-template"));

/** @type {HTMLElement | null} */
let openMenuElement = null;

/** Returns the account's parameters. @param {Row} row */
function describeParameters(row) {
  /** @type {string[]} */
  const parameters = [KIND_NAMES[row.kind]];
  if (row.kind === "totp" || row.kind === "hotp") {
    parameters.push(algorithmName(row.algorithm), message("digits_count", row.digits));
  }
  if (row.kind === "hotp") parameters.push(message("counter_at", row.counter));
  else parameters.push(message("period_seconds", row.period_s));
  return parameters.join(" · ");
}

/**
 * Moves the focus among the items of a menu.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
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
 * Shows a menu at the button that opens it, and removes it when it is closed.
 * @param {HTMLElement} menu
 * @param {HTMLElement} opener
 */
export function showMenu(menu, opener) {
  closeMenu();
  const items = /** @type {HTMLElement[]} */ ([
    ...menu.querySelectorAll("[role=menuitem]:not([hidden])"),
  ]);
  menu.addEventListener("keydown", (event) => moveFocus(event, items));
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") {
      opener.removeAttribute("aria-expanded");
      menu.remove();
      if (openMenuElement === menu) openMenuElement = null;
    }
  });
  (document.querySelector("main:not([hidden])") ?? document.body).append(menu);
  openMenuElement = menu;
  opener.setAttribute("aria-expanded", "true");
  menu.showPopover({ source: opener });
  items[0]?.focus();
}

/** @param {string} id */
async function openDetails(id) {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`options/options.html#accounts/${id}`) });
  closePopup();
}

/**
 * Sets the texts that depend on the account, and hides what does not apply to it.
 * @param {HTMLElement} menu
 * @param {RowView} view
 */
function describeItems(menu, { row, nextCode }) {
  /** @param {string} name */
  const item = (name) => /** @type {HTMLElement} */ (menu.querySelector(`.${name}`));
  /** @param {string} name @param {string} key */
  const setText = (name, key) => {
    const text = item(name).querySelector("span");
    if (text) text.textContent = message(key);
  };
  setText("menu-pin", row.pinned ? "unpin" : "pin_first");
  setText("menu-hide-code", row.hides_code ? "code_show_always" : "code_hide_always");
  setText("menu-hide", row.hidden ? "account_unhide" : "account_hide");
  item("menu-fill").hidden = currentPage() === null;
  item("menu-copy-next").hidden = nextCode === null;
  item("menu-clock").hidden = row.kind === "hotp";
  const isMovable = movableRows().some(({ id }) => id === row.id);
  for (const name of ["menu-up", "menu-down"]) item(name).hidden = !isMovable;
}

/**
 * @param {RowView} view
 * @param {MenuActions} actions
 */
export function openMenu(view, { copy, copyNext, fill, rename, remove }) {
  const menu = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  menu.setAttribute("aria-label", accountTitle(view.row));
  const texts = { "menu-title": fullTitle(view.row), "menu-details": describeParameters(view.row) };
  for (const [name, text] of Object.entries(texts)) {
    const line = menu.querySelector(`.${name}`);
    if (line) line.textContent = text;
  }
  /** @type {Record<string, () => void>} by the item's class */
  const actions = {
    "menu-copy": () => copy(view),
    "menu-copy-next": () => copyNext(view),
    "menu-fill": () => fill(view),
    "menu-pin": () => togglePin(view),
    "menu-up": () => moveBy(view, -1),
    "menu-down": () => moveBy(view, 1),
    "menu-groups": () => changeGroups(view),
    "menu-hide-code": () => toggleCodeHidden(view),
    "menu-hide": () => toggleHidden(view),
    "menu-details-page": () => openDetails(view.row.id),
    "menu-clock": () => checkClock(view),
    "menu-rename": () => rename(view),
    "menu-remove": () => remove(view.row),
  };
  for (const [name, act] of Object.entries(actions)) {
    menu.querySelector(`.${name}`)?.addEventListener("click", () => {
      closeMenu();
      act();
    });
  }
  describeItems(menu, view);
  showMenu(menu, view.more);
}
