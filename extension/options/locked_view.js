// What stands in the place of the rooms while the vault lets nobody in.

import { make, one } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { unlockForm } from "../ui/unlock_form.js";
import { stands } from "../ui/vault_status.js";
import { words } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

/** @type {HTMLElement} */
const gate = one("#gate");

/** @param {Status} status */
function lock(status) {
  const { form, focus } = unlockForm({
    status,
    command: "vault.unlock",
    words: "options_unlock",
    attempt: async (answer) => stands(await send("vault.unlock", answer)),
  });
  const card = make("section", { class: "gate-card", "aria-labelledby": "gate-title" });
  card.append(icon("lock", 36), make("h1", { id: "gate-title", words: "options_locked" }));
  card.append(make("p", { words: "options_locked_text" }), form);
  gate.replaceChildren(card);
  focus();
}

function newer() {
  const card = make("section", { class: "gate-card", "aria-labelledby": "gate-title" });
  card.append(icon("warning", 36), make("h1", { id: "gate-title", words: "options_newer" }));
  card.append(make("p", { words: "options_newer_text" }));
  gate.replaceChildren(card);
}

/** @param {Status} status */
export function showGate(status) {
  gate.hidden = status.state === "open";
  if (status.state === "open") gate.replaceChildren();
  else if (status.state === "newer") newer();
  else lock(status);
  if (status.state !== "open") document.title = `${words("options_locked")} – Kakomi`;
}
