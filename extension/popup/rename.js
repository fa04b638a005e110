// Renames an account.

import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce } from "../ui/toast.js";
import { focusAccount } from "./list.js";
import { part } from "./result.js";

/** @typedef {import("./rows.js").RowView} RowView */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("rename-template"));

/** @param {HTMLDialogElement} dialog @param {string} id */
async function save(dialog, id) {
  const button = part(dialog, ".save");
  if (isBusy(button)) return;
  const problem = part(dialog, ".problem");
  const form = /** @type {HTMLFormElement} */ (part(dialog, "form"));
  const fields = new FormData(form);
  const issuer = String(fields.get("issuer")).trim();
  const name = String(fields.get("name")).trim();
  problem.hidden = true;
  try {
    await showBusy(button, send("account.edit", { id, issuer, name }));
    dialog.close();
    announce(message("renamed"));
  } catch (error) {
    problem.textContent = errorMessage(error);
    problem.hidden = false;
  }
}

/** @param {RowView} view */
export function rename({ row }) {
  const copied = template.content.firstElementChild?.cloneNode(true);
  const dialog = /** @type {HTMLDialogElement} */ (copied);
  /** @type {HTMLInputElement} */
  const issuer = part(dialog, "[name=issuer]");
  /** @type {HTMLInputElement} */
  const name = part(dialog, "[name=name]");
  issuer.value = row.issuer;
  name.value = row.name;
  part(dialog, ".cancel").addEventListener("click", () => dialog.close());
  part(dialog, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    save(dialog, row.id);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    focusAccount(row.id);
  });
  document.body.append(dialog);
  dialog.showModal();
  issuer.select();
}
