// Shows one account's setup key, as text and as a QR code, after the user confirmed their identity. The key can be
// corrected there.

import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { announce, toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { requestExportWithFactor } from "./export_files.js";
import { keyForm } from "./key_form.js";
import { qrCode } from "./qr.js";

/**
 * @param {string} id
 * @param {string} title the account's
 * @param {(undo: string) => void} onKeySaved called after the key was corrected
 */
export async function showAccountQr(id, title, onKeySaved) {
  try {
    const request = { format: /** @type {const} */ ("paper"), ids: [id], shows_qr: true };
    const shown = await requestExportWithFactor(request);
    if (!shown) return;
    const [card] = shown.reply.paper;
    if (!card) return toast(message("options_qr_none"));
    const { body, close } = openDialog({ title, class: "qr-dialog" });
    body.append(el("p", { class: "hint", message: "options_qr_text" }));
    body.append(qrCode(card.uri, message("options_qr_of", title)), keyText(card));
    const account = { id, secret: card.secret, again: shown.again };
    body.append(
      keyForm(account, (undo) => {
        close();
        onKeySaved(undo);
      }),
    );
  } catch (error) {
    refreshIfLocked(error);
    toast(errorMessage(error));
  }
}

/** @param {import("../shapes.d.ts").PaperAccount} card */
function keyText({ secret, uri, parameters }) {
  const key = el("output", { class: "mono setup-key", dir: "ltr", text: secret });
  key.ariaLabel = message("options_manual_secret");
  const text = el("div", { class: "setup-key-text" }, key);
  if (parameters.length > 0) text.append(el("p", { class: "hint", text: parameters.join(" · ") }));
  const copies = el("div", { class: "choices" });
  for (const [label, value] of [
    ["options_key_copy", secret.replaceAll(" ", "")],
    ["options_link_copy", uri],
  ]) {
    const copy = button({}, icon("copy", 18), el("span", { message: label ?? "" }));
    copy.addEventListener("click", async () => {
      const written = navigator.clipboard.writeText(value ?? "");
      const key = await written.then(
        () => "options_copied",
        () => "copy_failed",
      );
      copy.lastElementChild?.replaceChildren(message(key));
      announce(message(key));
    });
    copies.append(copy);
  }
  text.append(copies);
  return text;
}
