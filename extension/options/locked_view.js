// The view in place of the pages while the vault is locked or too new.

import { el, query } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { unlockForm } from "../ui/unlock_form.js";
import { setStatus } from "../ui/vault_status.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */

/** @type {HTMLElement} */
const container = query("#locked-view");

/** @param {VaultStatus} status */
function showUnlockForm(status) {
  const { form, focus } = unlockForm({
    status,
    command: "vault.unlock",
    message: "options_unlock",
    attempt: async (answer) => setStatus(await send("vault.unlock", answer)),
  });
  const card = el("section", { class: "locked-card", "aria-labelledby": "locked-title" });
  card.append(icon("lock", 36), el("h1", { id: "locked-title", message: "options_locked" }));
  card.append(el("p", { message: "options_locked_text" }), form);
  container.replaceChildren(card);
  focus();
}

function showNewerVault() {
  const card = el("section", { class: "locked-card", "aria-labelledby": "locked-title" });
  card.append(icon("warning", 36), el("h1", { id: "locked-title", message: "options_newer" }));
  card.append(el("p", { message: "options_newer_text" }));
  container.replaceChildren(card);
}

/** @param {VaultStatus} status */
export function showLockedView(status) {
  container.hidden = status.state === "open";
  if (status.state === "open") container.replaceChildren();
  else if (status.state === "newer") showNewerVault();
  else showUnlockForm(status);
  if (status.state !== "open") document.title = `${message("options_locked")} – Kakomi`;
}
