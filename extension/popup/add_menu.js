// The menu of every way to add an account.

import { errorMessage, message } from "../ui/i18n.js";
import { toast } from "../ui/toast.js";
import { showMenu } from "./menu.js";
import { readFiles, readText } from "./pasted_input.js";

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("add-menu-template"));

/** Reads an image or a text from the clipboard, as Ctrl+V does. */
async function paste() {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((one) => one.startsWith("image/"));
      if (type) return await readFiles([new File([await item.getType(type)], "", { type })]);
    }
    const text = await navigator.clipboard.readText();
    if (text.trim()) return await readText(text);
    toast(message("paste_nothing"));
  } catch (error) {
    const isRefused = error instanceof DOMException;
    toast(isRefused ? message("paste_by_key") : errorMessage(error));
  }
}

/** @param {HTMLElement} button */
export function openAddMenu(button) {
  const menu = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  menu.addEventListener("click", ({ target }) => {
    const item = target instanceof Element ? target.closest("[role=menuitem]") : null;
    if (!(item instanceof HTMLElement)) return;
    if (item.dataset.press) {
      const control = document.querySelector(`[data-command="${item.dataset.press}"]`);
      if (control instanceof HTMLElement) control.click();
    }
    if (item.classList.contains("paste")) paste();
    menu.hidePopover();
  });
  showMenu(menu, button);
}
