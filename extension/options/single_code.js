// One account as a QR code, for another device to read: shown once the lock was asked again.

import { openDialog } from "../ui/dialogs.js";
import { make } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import { noteLock } from "../ui/vault_status.js";
import { words, wordsFor } from "../ui/words.js";
import { exported, uriOf } from "./exporting.js";
import { qrCode } from "./qr.js";

/** @param {string} id @param {string} title the account's */
export async function showSingleCode(id, title) {
  try {
    const given = await exported({ format: "otpauth", ids: [id] });
    if (!given) return;
    const uri = uriOf(given);
    if (!uri) return toast(words("options_qr_none"));
    const { body } = openDialog({ title, class: "qr-dialog" });
    body.append(make("p", { class: "hint", words: "options_qr_text" }));
    body.append(qrCode(uri, words("options_qr_of", title)));
  } catch (error) {
    noteLock(error);
    toast(wordsFor(error));
  }
}
