// The rules of the automatic lock. They are disabled while the vault has no lock.

import { LOCK_MINUTES } from "../facts/lock.js";
import { el } from "../ui/dom.js";
import { checkbox, field } from "../ui/fields.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { currentStatus, refreshIfLocked, setStatus } from "../ui/vault_status.js";

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
  const screen = checkbox({ name: "at_screen_lock", message: "options_at_screen_lock", command });
  const close = checkbox({
    name: "at_browser_close",
    message: "options_at_browser_close",
    hint: "options_at_browser_close_text",
    command,
  });
  const needsLockNotice = el("p", { class: "notice", message: "options_rules_need" });
  const fieldset = el("fieldset", { class: "plain" });
  fieldset.append(
    field({ message: "options_after_minutes" }, minutes),
    screen.element,
    close.element,
  );
  const element = el(
    "section",
    { class: "panel" },
    el("h2", { message: "options_rules" }),
    needsLockNotice,
    fieldset,
  );

  const show = () => {
    const { rules, lockable } = currentStatus();
    const count = rules.after_minutes;
    if (count !== null && !offeredMinutes.includes(count)) {
      minutes.append(el("option", { value: count, text: durationText(count) }));
    }
    minutes.value = count === null ? "" : String(count);
    screen.input.checked = rules.at_screen_lock;
    close.input.checked = rules.at_browser_close;
    needsLockNotice.hidden = lockable;
    fieldset.disabled = !lockable;
  };

  fieldset.addEventListener("change", async () => {
    try {
      const after_minutes = minutes.value === "" ? null : Number(minutes.value);
      const at_screen_lock = screen.input.checked;
      const at_browser_close = close.input.checked;
      setStatus(await send(command, { after_minutes, at_screen_lock, at_browser_close }));
      toast(message("options_saved"));
    } catch (error) {
      refreshIfLocked(error);
      show();
      toast(errorMessage(error));
    }
  });
  return { element, show };
}
