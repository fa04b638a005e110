// One account as a QR code, for another device to read: shown once the lock was asked again.

import { openDialog } from "../ui/dialogs.js";
import { el } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";
import { exported, uriOf } from "./exporting.js";
import { qrCode } from "./qr.js";

/** @param {string} id @param {string} title the account's */
export async function showSingleCode(id, title) {
  try {
    const given = await exported({ format: "otpauth", ids: [id] });
    if (!given) return;
    const uri = uriOf(given);
    if (!uri) return toast(message("options_qr_none"));
    const { body } = openDialog({ title, class: "qr-dialog" });
    body.append(el("p", { class: "hint", message: "options_qr_text" }));
    body.append(qrCode(uri, message("options_qr_of", title)));
  } catch (error) {
    refreshIfLocked(error);
    toast(errorMessage(error));
  }
}
