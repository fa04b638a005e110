// The menu of every way to add an account.

import { errorMessage, message } from "../ui/i18n.js";
import { toast } from "../ui/toast.js";
import { showMenu } from "./menu.js";
import { readFiles, readText } from "./pasted_input.js";
import { scanPage, scanRegion } from "./scan.js";

const addButton = /** @type {HTMLElement} */ (document.getElementById("add"));
const regionButton = /** @type {HTMLElement} */ (
  document.querySelector('#empty-actions [data-command="scan.region"]')
);
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

/**
 * Begins a scan from the accounts, where no button of it is shown. The menu's button shows that a page is still
 * scanned; an area can be selected meanwhile.
 * @param {string} command
 */
export function scanFromAccounts(command) {
  if (command === "scan.page") scanPage(addButton);
  else scanRegion(regionButton);
}

export function openAddMenu() {
  const menu = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  menu.addEventListener("click", (event) => {
    const item = event.target instanceof Element ? event.target.closest("[role=menuitem]") : null;
    if (!(item instanceof HTMLElement)) return;
    menu.hidePopover();
    if (item.classList.contains("paste")) paste();
    if (!item.dataset.command) return;
    event.stopPropagation(); // the item is gone before it could show that the scan takes long
    scanFromAccounts(item.dataset.command);
  });
  showMenu(menu, addButton);
}
