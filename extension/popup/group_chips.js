// The chips above the list: all accounts, each group, and the hidden ones. There are none without groups and hidden
// accounts.

import { message, plural } from "../ui/i18n.js";
import { sheetGroups } from "./sheet.js";

const bar = /** @type {HTMLElement} */ (document.getElementById("groups"));

/** The value for the hidden accounts; no group has this name, because names have no control characters. */
export const HIDDEN = "\u0000";

/** @type {string | null} null: all accounts */
let chosen = null;
/** @type {string | null} the group to choose once the sheet has it */
let awaited = null;
/** @type {() => void} */
let onChosen = () => {};

/** The group whose accounts are listed; null for all accounts, HIDDEN for the hidden ones. */
export function chosenGroup() {
  return chosen;
}

/** @param {string | null} group @param {string} text */
function chip(group, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "group-chip";
  button.dir = "auto";
  button.textContent = text;
  button.setAttribute("aria-pressed", String(group === chosen));
  if (group !== null && group !== HIDDEN) button.dataset.group = group;
  button.addEventListener("click", () => {
    chosen = group === chosen ? null : group;
    paint();
    onChosen();
  });
  return button;
}

/** A button beside the chosen group that renames or removes it. @param {string} group */
function changeButton(group) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "group-chip group-more";
  button.dataset.group = group;
  button.textContent = "⋯";
  button.title = message("group_change");
  button.setAttribute("aria-label", message("group_change_of", group));
  return button;
}

function paint() {
  const { groups, hidden } = sheetGroups();
  if (awaited !== null && groups.includes(awaited)) {
    chosen = awaited;
    awaited = null;
  }
  const isThere = chosen === null || (chosen === HIDDEN ? hidden > 0 : groups.includes(chosen));
  if (!isThere) chosen = null;
  bar.hidden = groups.length === 0 && hidden === 0;
  if (bar.hidden) return bar.replaceChildren();
  const focused = [...bar.children].indexOf(/** @type {Element} */ (document.activeElement));
  const chips = [chip(null, message("group_all")), ...groups.map((group) => chip(group, group))];
  const at = chosen === null ? -1 : groups.indexOf(chosen);
  if (at >= 0) chips.splice(at + 2, 0, changeButton(groups[at] ?? ""));
  if (hidden > 0) chips.push(chip(HIDDEN, plural("hidden_accounts", hidden)));
  bar.replaceChildren(...chips);
  if (focused >= 0) chips[Math.min(focused, chips.length - 1)]?.focus();
}

/** Chooses a group now, or as soon as the sheet has it. @param {string} group */
export function chooseGroup(group) {
  awaited = group;
  paint();
  onChosen();
}

/** @param {() => void} listener called when another group is chosen */
export function showGroups(listener) {
  onChosen = listener;
  paint();
}
