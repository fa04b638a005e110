// One account as a QR code, for another device to read: shown once the lock was asked again.

import { toast } from "../popup/toast.js";
import { words, wordsFor } from "../words.js";
import { openDialog } from "./dialogs.js";
import { make } from "./element.js";
import { exported, uriOf } from "./exporting.js";
import { qrCode } from "./qr.js";
import { noteLock } from "./standing.js";

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
