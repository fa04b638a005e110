// Opens a dialog with a form from a template of the popup.

import { part } from "./result.js";

/**
 * @param {string} templateId
 * @param {() => void} onClose
 * @returns {{ dialog: HTMLDialogElement, form: HTMLFormElement }}
 */
export function openFormDialog(templateId, onClose) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(templateId));
  const copied = template.content.firstElementChild?.cloneNode(true);
  const dialog = /** @type {HTMLDialogElement} */ (copied);
  part(dialog, ".cancel").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, form: /** @type {HTMLFormElement} */ (part(dialog, "form")) };
}
