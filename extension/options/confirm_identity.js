// The lock, asked again before something leaves that opens accounts without it, or before the lock
// itself is changed. A vault under the device key alone has no lock to ask.

import { openDialog } from "../ui/dialogs.js";
import { el } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { unlockForm } from "../ui/unlock_form.js";
import { refreshStatus, setStatus } from "../ui/vault_status.js";
import { message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").UnlockFactor} Unlocking */
/**
 * @typedef {object} Deed
 * @property {string} title the key of what is being done
 * @property {string} text the key of why it is asked
 * @property {string} command
 * @property {boolean} [recovery] whether the recovery key will do as well
 */

/** What a try refuses for the key's sake alone: the person may try again. */
const KEY_TROUBLE = new Set([
  "vault.key_wrong",
  "vault.too_soon",
  "vault.ask_again",
  "recovery.mistyped",
  "passphrase.unfit",
  "passkey.without_key",
  "passkey.failed",
]);

/** @param {unknown} error */
function isKeyTrouble(error) {
  return KEY_TROUBLE.has(/** @type {{ code?: string }} */ (error)?.code ?? "");
}

/**
 * @template Value
 * @param {Deed} deed
 * @param {(answer: Unlocking | null) => Promise<Value>} attempt null: there is no lock to ask
 * @returns {Promise<Value | null>} null: the person left
 * @throws {import("../ui/messages.js").KakomiError} what is not about the key
 */
export async function withLock({ title, text, command, recovery = false }, attempt) {
  const status = await refreshStatus();
  if (!status.lockable) return attempt(null);
  return new Promise((resolve, reject) => {
    const dialog = openDialog({ title: message(title), onClose: () => resolve(null) });
    const { form, focus } = unlockForm({
      status,
      command,
      message: "options_go_on",
      recovery,
      attempt: async (answer) => {
        try {
          resolve(await attempt(answer));
        } catch (error) {
          if (isKeyTrouble(error)) throw error;
          reject(error);
        }
        dialog.close();
      },
    });
    dialog.body.append(el("p", { message: text }), form);
    focus();
  });
}

/**
 * The same where the command itself does not ask: the key is tried on the vault first.
 * @template Value
 * @param {Deed} deed
 * @param {() => Promise<Value>} act
 */
export async function afterLock(deed, act) {
  const known = await withLock({ recovery: true, ...deed }, async (answer) => {
    if (answer) setStatus(await send("vault.unlock", answer));
    return true;
  });
  return known ? act() : null;
}
