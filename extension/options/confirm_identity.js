// Asks for passphrase, passkey or recovery key again before an unencrypted export or a change of
// the protection. A vault that only the device key protects is not asked for.

import { FACTOR_ERRORS } from "../facts/errors.js";
import { openDialog } from "../ui/dialogs.js";
import { el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { errorCode, send } from "../ui/messages.js";
import { PASSKEY_ERRORS } from "../ui/passkey.js";
import { unlockForm } from "../ui/unlock_form.js";
import { refreshStatus, setStatus } from "../ui/vault_status.js";

/** @typedef {import("../shapes.d.ts").UnlockFactor} UnlockFactor */
/**
 * @typedef {object} ConfirmedAction
 * @property {string} title its key
 * @property {string} text the key of the reason
 * @property {string} command
 * @property {boolean} [recovery] whether the recovery key is accepted too
 */

/** @type {ReadonlySet<string>} */
const factorErrors = new Set([...FACTOR_ERRORS, ...PASSKEY_ERRORS]);

/**
 * @template Value
 * @param {ConfirmedAction} action
 * @param {(answer: UnlockFactor | null) => Promise<Value>} attempt null: the vault has no lock
 * @returns {Promise<Value | null>} null: the user cancelled
 * @throws {import("../ui/messages.js").KakomiError} any error that is not about the factor
 */
export async function confirmIdentity({ title, text, command, recovery = false }, attempt) {
  const status = await refreshStatus();
  if (!status.lockable) return attempt(null);
  return new Promise((resolve, reject) => {
    const dialog = openDialog({ title: message(title), onClose: () => resolve(null) });
    const { form, focus } = unlockForm({
      status,
      command,
      message: "options_continue",
      recovery,
      onCancel: () => dialog.close(),
      attempt: async (answer) => {
        try {
          resolve(await attempt(answer));
        } catch (error) {
          if (factorErrors.has(errorCode(error))) throw error; // the user may try again
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
 * Like confirmIdentity, for commands that do not check the factor themselves: it is checked by
 * vault.unlock first.
 * @template Value
 * @param {ConfirmedAction} action
 * @param {() => Promise<Value>} act
 */
export async function confirmIdentityFirst(action, act) {
  const known = await confirmIdentity({ recovery: true, ...action }, async (answer) => {
    if (answer) setStatus(await send("vault.unlock", answer));
    return true;
  });
  return known ? act() : null;
}
