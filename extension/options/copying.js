// What happens after a code is copied. Clearing the clipboard needs two permissions of Chrome, which are asked for when
// it is turned on.

import { COPYING_SWITCHES } from "../facts/lock.js";
import { el } from "../ui/dom.js";
import { checkbox } from "../ui/fields.js";
import { message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { currentStatus, setStatus } from "../ui/vault_status.js";
import { saveChange } from "./attempt.js";

const COMMAND = "vault.set_rules";
/** @type {Partial<Record<typeof COPYING_SWITCHES[number], chrome.permissions.Permissions>>} */
const NEEDED = { clear_clipboard: { permissions: ["clipboardRead", "clipboardWrite"] } };

export function copyingPanel() {
  const switches = COPYING_SWITCHES.map((name) => {
    const key = `options_rule_${name}`;
    const hint = message(`${key}_text`) ? { hint: `${key}_text` } : {};
    return { name, ...checkbox({ name, message: key, ...hint, command: COMMAND }) };
  });
  const element = el("section", { class: "panel" }, el("h2", { message: "options_copying" }));
  element.append(...switches.map((each) => each.element));

  /** A rule without its permission on this computer does nothing, so it is shown as off. */
  const show = async () => {
    const { rules } = currentStatus();
    for (const { name, input } of switches) {
      const needed = NEEDED[name];
      input.checked = rules[name] && (!needed || (await chrome.permissions.contains(needed)));
    }
  };

  for (const { name, input } of switches) {
    const save = async () => {
      const needed = NEEDED[name];
      if (input.checked && needed && !(await chrome.permissions.request(needed))) {
        input.checked = false;
        toast(message("options_clipboard_denied"));
        return false;
      }
      setStatus(await send(COMMAND, { ...currentStatus().rules, [name]: input.checked }));
      if (!input.checked && needed) await chrome.permissions.remove(needed);
      return true;
    };
    input.addEventListener("change", () => saveChange(save, show));
  }
  return { element, show };
}
