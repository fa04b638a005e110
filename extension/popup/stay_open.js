// The menu that opens this page where it stays open: in Chrome's side panel, or in a window of its own.

import { errorMessage } from "../ui/i18n.js";
import { toast } from "../ui/toast.js";
import { showMenu } from "./menu.js";
import { closePopup } from "./surface.js";

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("view-template"));

async function openPanel() {
  const { id: windowId } = await chrome.windows.getCurrent();
  if (windowId !== undefined) await chrome.sidePanel.open({ windowId });
}

/** The worker opens the window, because the popup may close before the window is open. */
async function openWindow() {
  await chrome.runtime.sendMessage({ command: "worker.open_window", args: {} });
}

/** @type {Record<string, () => Promise<void>>} by the item's class */
const ACTIONS = { "open-panel": openPanel, "open-window": openWindow };

/** @param {HTMLElement} button */
export function openViewMenu(button) {
  const menu = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  for (const [name, open] of Object.entries(ACTIONS)) {
    menu.querySelector(`.${name}`)?.addEventListener("click", async () => {
      menu.hidePopover();
      try {
        await open();
        closePopup();
      } catch (error) {
        toast(errorMessage(error));
      }
    });
  }
  showMenu(menu, button);
}
