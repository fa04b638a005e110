// What stands in the place of the rooms while the vault lets nobody in.

import { el, query } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { unlockForm } from "../ui/unlock_form.js";
import { setStatus } from "../ui/vault_status.js";
import { message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

/** @type {HTMLElement} */
const gate = query("#gate");

/** @param {Status} status */
function lock(status) {
  const { form, focus } = unlockForm({
    status,
    command: "vault.unlock",
    message: "options_unlock",
    attempt: async (answer) => setStatus(await send("vault.unlock", answer)),
  });
  const card = el("section", { class: "gate-card", "aria-labelledby": "gate-title" });
  card.append(icon("lock", 36), el("h1", { id: "gate-title", message: "options_locked" }));
  card.append(el("p", { message: "options_locked_text" }), form);
  gate.replaceChildren(card);
  focus();
}

function newer() {
  const card = el("section", { class: "gate-card", "aria-labelledby": "gate-title" });
  card.append(icon("warning", 36), el("h1", { id: "gate-title", message: "options_newer" }));
  card.append(el("p", { message: "options_newer_text" }));
  gate.replaceChildren(card);
}

/** @param {Status} status */
export function showGate(status) {
  gate.hidden = status.state === "open";
  if (status.state === "open") gate.replaceChildren();
  else if (status.state === "newer") newer();
  else lock(status);
  if (status.state !== "open") document.title = `${message("options_locked")} – Kakomi`;
}
