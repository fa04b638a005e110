// Turning sync off, with or without deleting the data in the browser's sync.

import { showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { radioGroup } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";

/** @param {() => unknown} onChange */
export function turnSyncOff(onChange) {
  const { body, close } = openDialog({ title: message("sync_turn_off") });
  const data = radioGroup(
    "synced_data",
    "sync_off_data",
    [
      { value: "keep", message: "sync_off_keep", hint: "sync_off_keep_text" },
      { value: "wipe", message: "sync_off_wipe", hint: "sync_off_wipe_text" },
    ],
    "keep",
  );
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const cancel = button({ class: "button quiet", message: "cancel", on: { click: close } });
  const off = button({
    class: "button primary",
    message: "sync_off_confirm",
    command: "sync.turn_off",
  });
  off.addEventListener("click", async () => {
    const wipes = data.value() === "wipe";
    try {
      await showBusy(off, send("sync.turn_off", { wipes }));
      close();
      toast(message(wipes ? "sync_is_wiped" : "sync_is_off"));
      await onChange();
    } catch (error) {
      refreshIfLocked(error);
      problem.textContent = errorMessage(error);
      problem.hidden = false;
    }
  });
  const choices = el("div", { class: "choices end" }, cancel, off);
  body.append(el("p", { message: "sync_off_text" }), data.element, problem, choices);
}
