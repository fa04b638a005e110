// Shows one account as a QR code for another device, after the user confirmed their identity.

import { openDialog } from "../ui/dialogs.js";
import { el } from "../ui/dom.js";
import { errorMessage, message } from "../ui/i18n.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { firstExportedUri, requestExport } from "./export_files.js";
import { qrCode } from "./qr.js";

/** @param {string} id @param {string} title the account's */
export async function showAccountQr(id, title) {
  try {
    const reply = await requestExport({ format: "otpauth", ids: [id] });
    if (!reply) return;
    const uri = firstExportedUri(reply);
    if (!uri) return toast(message("options_qr_none"));
    const { body } = openDialog({ title, class: "qr-dialog" });
    body.append(el("p", { class: "hint", message: "options_qr_text" }));
    body.append(qrCode(uri, message("options_qr_of", title)));
  } catch (error) {
    refreshIfLocked(error);
    toast(errorMessage(error));
  }
}
