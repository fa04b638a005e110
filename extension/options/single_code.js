// Shows one account's setup key, as text and as a QR code, after the user confirmed their identity.

import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { announce, toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { requestExport } from "./export_files.js";
import { qrCode } from "./qr.js";

/** @param {string} id @param {string} title the account's */
export async function showAccountQr(id, title) {
  try {
    const reply = await requestExport({ format: "paper", ids: [id], shows_qr: true });
    if (!reply) return;
    const [card] = reply.paper;
    if (!card) return toast(message("options_qr_none"));
    const { body } = openDialog({ title, class: "qr-dialog" });
    body.append(el("p", { class: "hint", message: "options_qr_text" }));
    body.append(qrCode(card.uri, message("options_qr_of", title)), keyText(card));
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
