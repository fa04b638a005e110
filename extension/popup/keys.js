// The keys of the popup:
//   arrows, Home, End, Page Up/Down   move the focus among the accounts
//   Enter                             fills in or copies; Ctrl+C copies
//   F2, Delete, Ctrl+Z                rename, remove, undo
//   / or a letter                     focuses the filter
//   Escape                            goes back, then clears the filter, then closes the popup
//   +                                 opens the menu of every way to add an account
//   Alt+S, Alt+R                      scan the page, select a region
//   Alt+Up, Alt+Down                  move an account in the list
//   F9                                hides names and codes, or shows them again

import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, runToastAction, toast } from "../ui/toast.js";
import { moveBy } from "./account_changes.js";
import { openAddMenu, scanFromAccounts } from "./add_menu.js";
import { copy, copyNext } from "./copy.js";
import { isCopyKey, isTextSelected } from "./copy_key.js";
import { copyInsteadOfWaiting, fill, runMainAction } from "./fill.js";
import { filter, filterBy, firstMatch, focusFilter, moveFocus, repaintAll } from "./list.js";
import { openMenu } from "./menu.js";
import { remove } from "./removal.js";
import { rename } from "./rename.js";
import { rowViewAt } from "./rows.js";
import { backToAccounts } from "./scan.js";
import { preferences, setPreferences } from "./sheet.js";
import { homeView, isResultShown } from "./view_state.js";

// One key, so that it is quick when somebody looks at the screen.
const CURTAIN_KEY = "F9";

/** @type {Record<string, Parameters<typeof moveFocus>[0]>} */
const MOVES = {
  ArrowDown: "next",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  PageDown: "nextPage",
  PageUp: "previousPage",
};
/** @type {Record<string, string>} by the physical key, because Alt gives another letter in some layouts */
const SCAN_COMMANDS = { KeyS: "scan.page", KeyR: "scan.region" };

/** Presses the button of the scan, or begins the scan from the accounts, which show none. @param {KeyboardEvent} event */
function scanByKey({ code }) {
  const command = SCAN_COMMANDS[code] ?? "";
  const buttons = document.querySelectorAll(`main [data-command="${command}"]`);
  const shown = [...buttons].find((button) => button.checkVisibility());
  if (shown instanceof HTMLElement) shown.click();
  else if (!isResultShown() && ["rows", "loading"].includes(homeView())) scanFromAccounts(command);
  else return false;
  return true;
}

/** @param {KeyboardEvent} event whether it opens the menu of "+", and is not a part of a text */
function isAddKey({ key, target, altKey, ctrlKey, metaKey }) {
  const isInText = target === filter && filter.value !== "";
  return key === "+" && !altKey && !ctrlKey && !metaKey && !isInText;
}

function goBack() {
  if (copyInsteadOfWaiting()) return true;
  if (isResultShown()) backToAccounts();
  else if (filter.value) filterBy("");
  else return false; // the browser closes the popup
  return true;
}

/** Presses the card's first button on Enter, if no control has the focus. */
function pressFirstButton() {
  const hasNoFocus =
    document.activeElement === document.body || document.activeElement?.tagName === "H2";
  const first = document.querySelector("#result .choices .primary:not([hidden])");
  if (!hasNoFocus || !(first instanceof HTMLElement)) return false;
  first.click();
  return true;
}

/** @param {KeyboardEvent} event in the filter @returns {boolean} whether it is handled; other keys edit the text */
function onFilterKey({ key }) {
  if (key === "Enter") {
    const view = firstMatch();
    if (view) runMainAction(view);
    return true;
  }
  if (key === "/" && filter.value === "") return true; // "/" focuses the filter, which has the focus already
  const where = key === "Home" || key === "End" ? undefined : MOVES[key];
  if (where && where !== "previous") moveFocus(where);
  return where !== undefined;
}

/** @param {KeyboardEvent} event on a row, or without a focused control @returns {boolean} whether it is handled */
function onRowKey({ key, target }) {
  const view = rowViewAt(target);
  const where = MOVES[key];
  if (where) moveFocus(where);
  else if (key === "/") focusFilter();
  else if (key === "F2" && view) rename(view);
  else if (key === "Delete" && view) remove(view.row);
  else if (key === "ContextMenu" && view) openMenu(view, { copy, copyNext, fill, rename, remove });
  else if (key === "Enter" && target === document.body) {
    const first = firstMatch();
    if (first) runMainAction(first);
  } else return false;
  return true;
}

/** @param {KeyboardEvent} event a letter, which the browser types into the filter once that has the focus */
function focusFilterForLetter({ key, ctrlKey, metaKey, altKey }) {
  if ([...key].length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey) focusFilter();
}

/** @param {EventTarget | null} target @returns {boolean} whether there is a code to copy */
function copyFrom(target) {
  const view = isTextSelected() ? null : (rowViewAt(target) ?? firstMatch());
  if (view) copy(view);
  return view !== null;
}

/** @param {KeyboardEvent} event with Alt */
function moveByKey({ key, target }) {
  const view = rowViewAt(target);
  if (!view || (key !== "ArrowUp" && key !== "ArrowDown")) return false;
  moveBy(view, key === "ArrowUp" ? -1 : 1);
  return true;
}

/** Hides names and codes of all accounts, or shows them again, and keeps it so. */
function toggleCurtain() {
  const curtain = !preferences().curtain;
  setPreferences({ curtain });
  repaintAll();
  announce(message(curtain ? "curtain_down" : "curtain_up"));
  send("vault.set_curtain", { curtain }).catch((error) => toast(errorMessage(error)));
  return true;
}

function openMenuOfAdd() {
  openAddMenu();
  return true;
}

/** @param {KeyboardEvent} event @returns {boolean} whether it is handled */
function handleKey(event) {
  if (event.altKey && event.code in SCAN_COMMANDS) return scanByKey(event);
  if (event.key === CURTAIN_KEY && homeView() === "rows") return toggleCurtain();
  if (event.key === "Escape") return goBack();
  if (isResultShown()) return event.key === "Enter" && pressFirstButton();
  if (isAddKey(event) && homeView() === "rows") return openMenuOfAdd();
  if (isCopyKey(event) && homeView() === "rows") return copyFrom(event.target);
  if (event.target === filter) return onFilterKey(event);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") return runToastAction();
  if (homeView() === "rows" && event.altKey) return moveByKey(event);
  if (homeView() !== "rows") return false;
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (plain && onRowKey(event)) return true;
  focusFilterForLetter(event);
  return false;
}

/** @param {KeyboardEvent} event */
export function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  // A menu and a dialog have keys of their own.
  if (document.querySelector("dialog[open], .menu:popover-open")) return;
  if (handleKey(event)) event.preventDefault();
}
