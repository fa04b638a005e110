// The rules of the automatic lock. They are disabled while the vault has no lock.

import { LOCK_MINUTES, RULE_SWITCHES } from "../facts/lock.js";
import { el } from "../ui/dom.js";
import { checkbox, field } from "../ui/fields.js";
import { message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { currentPolicy, managedNote } from "../ui/policy.js";
import { currentStatus, setStatus } from "../ui/vault_status.js";
import { saveChange } from "./attempt.js";

/** @type {readonly number[]} */
const offeredMinutes = LOCK_MINUTES;

/** @param {number} minutes */
function durationText(minutes) {
  return minutes < 60
    ? plural("options_minutes", minutes)
    : plural("options_hours", Math.round(minutes / 60));
}

export function lockRulesPanel() {
  const command = "vault.set_rules";
  const minutes = el("select", { name: "after_minutes", "data-command": command });
  for (const count of offeredMinutes)
    minutes.append(el("option", { value: count, text: durationText(count) }));
  minutes.append(el("option", { value: "", message: "options_never" }));
  const switches = RULE_SWITCHES.map((name) => {
    const key = `options_rule_${name}`;
    const hint = message(`options_rule_${name}_text`) ? { hint: `${key}_text` } : {};
    return { name, ...checkbox({ name, message: key, ...hint, command }) };
  });
  const needsLockNotice = el("p", { class: "notice", message: "options_rules_need" });
  const fieldset = el("fieldset", { class: "plain" });
  fieldset.append(
    field({ message: "options_after_minutes" }, minutes),
    ...switches.map(({ element }) => element),
  );
  const element = el(
    "section",
    { class: "panel" },
    el("h2", { message: "options_rules" }),
    needsLockNotice,
    fieldset,
  );
  const managed = managedNote();
  element.append(managed);

  /** Disables what the organization does not allow. */
  const showLimits = () => {
    const { lock_after_minutes_max: most, locked_rules } = currentPolicy();
    for (const option of minutes.options) {
      const count = option.value === "" ? Number.POSITIVE_INFINITY : Number(option.value);
      option.hidden = option.disabled = most !== null && count > most;
    }
    for (const { name, input } of switches) input.disabled = locked_rules.includes(name);
    managed.hidden = most === null && locked_rules.length === 0;
  };

  const show = () => {
    const { rules, lockable } = currentStatus();
    const count = rules.after_minutes;
    if (count !== null && !offeredMinutes.includes(count)) {
      minutes.append(el("option", { value: count, text: durationText(count) }));
    }
    minutes.value = count === null ? "" : String(count);
    for (const { name, input } of switches) input.checked = rules[name];
    showLimits();
    needsLockNotice.hidden = lockable;
    fieldset.disabled = !lockable;
  };

  const save = async () => {
    const after_minutes = minutes.value === "" ? null : Number(minutes.value);
    const { rules } = currentStatus();
    const chosen = Object.fromEntries(switches.map(({ name, input }) => [name, input.checked]));
    setStatus(await send(command, { ...rules, ...chosen, after_minutes }));
  };
  fieldset.addEventListener("change", () => saveChange(save, show));
  return { element, show };
}
