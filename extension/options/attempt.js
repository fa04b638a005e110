// Runs the action of a pressed button, and saves what a changed control says.

import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage, message } from "../ui/i18n.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";

/**
 * Runs the action, unless it still runs, and shows its error if it fails.
 * @param {HTMLButtonElement} pressed
 * @param {() => Promise<unknown>} act
 */
export async function attempt(pressed, act) {
  if (isBusy(pressed)) return;
  try {
    await showBusy(pressed, act());
  } catch (error) {
    refreshIfLocked(error);
    toast(errorMessage(error));
  }
}

/**
 * Saves a change that is in effect at once, and says so. If it fails, the control shows what is stored again.
 * @param {() => Promise<boolean | void>} save returns false if the user did not allow the change, and has said so
 * @param {() => void} show shows what is stored
 */
export async function saveChange(save, show) {
  try {
    if ((await save()) !== false) toast(message("options_saved"));
  } catch (error) {
    refreshIfLocked(error);
    show();
    toast(errorMessage(error));
  }
}
