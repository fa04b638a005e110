// Runs the action of a pressed button.

import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage } from "../ui/i18n.js";
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
