// The settings of how the popup lists accounts and shows codes: a list to choose from, or a switch, for each rule.

import {
  LISTING_CHOICES,
  LISTING_SWITCHES,
  SHOWING_CHOICES,
  SHOWING_SWITCHES,
} from "../facts/lock.js";
import { el } from "../ui/dom.js";
import { checkbox, field } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { currentStatus, refreshIfLocked, setStatus } from "../ui/vault_status.js";

const COMMAND = "vault.set_rules";

/** @typedef {import("../shapes.d.ts").LockRules} LockRules */
/** @typedef {{ element: HTMLElement, show: () => void }} RuleControl */

/** @param {string} name */
function hintOf(name) {
  const key = `options_rule_${name}_text`;
  return message(key) ? { hint: key } : {};
}

/** @param {Partial<LockRules>} change @param {() => void} showAgain */
async function save(change, showAgain) {
  try {
    setStatus(await send(COMMAND, { ...currentStatus().rules, ...change }));
    toast(message("options_saved"));
  } catch (error) {
    refreshIfLocked(error);
    showAgain();
    toast(errorMessage(error));
  }
}

/** @param {keyof LockRules} name @returns {RuleControl} */
function switchControl(name) {
  const key = `options_rule_${name}`;
  const { element, input } = checkbox({ name, message: key, ...hintOf(name), command: COMMAND });
  const show = () => {
    input.checked = currentStatus().rules[name] === true;
  };
  input.addEventListener("change", () => save({ [name]: input.checked }, show));
  return { element, show };
}

/** @param {keyof LockRules} name @param {readonly string[]} values @returns {RuleControl} */
function choiceControl(name, values) {
  const select = el("select", { name, "data-command": COMMAND });
  for (const value of values) {
    select.append(el("option", { value, message: `options_rule_${name}_${value}` }));
  }
  const show = () => {
    select.value = String(currentStatus().rules[name]);
  };
  select.addEventListener("change", () => save({ [name]: select.value }, show));
  return { element: field({ message: `options_rule_${name}`, ...hintOf(name) }, select), show };
}

/**
 * @param {string} title
 * @param {Readonly<Record<string, readonly string[]>>} choices
 * @param {readonly string[]} switches
 */
function panel(title, choices, switches) {
  const controls = [
    ...Object.entries(choices).map(([name, values]) =>
      choiceControl(/** @type {keyof LockRules} */ (name), values),
    ),
    ...switches.map((name) => switchControl(/** @type {keyof LockRules} */ (name))),
  ];
  const element = el("section", { class: "panel" }, el("h2", { message: title }));
  element.append(...controls.map((control) => control.element));
  return {
    element,
    show() {
      for (const control of controls) control.show();
    },
  };
}

/** How accounts are listed. */
export function listingPanel() {
  return panel("options_listing", LISTING_CHOICES, LISTING_SWITCHES);
}

/** How codes are shown. */
export function showingPanel() {
  return panel("options_showing", SHOWING_CHOICES, SHOWING_SWITCHES);
}
