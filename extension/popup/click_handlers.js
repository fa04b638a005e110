// What presses do. Loaded once the accounts are painted: nobody presses before there is something to see.

import { isBusy, showBusy } from "../ui/busy.js";
import { putBannerOff } from "./banner.js";
import { press, useNext } from "./copy.js";
import { onKey } from "./keys.js";
import { focusStart } from "./list.js";
import { openMenu } from "./menu.js";
import { remove } from "./removal.js";
import { rename } from "./rename.js";
import { viewAt } from "./rows.js";
import { back, dismiss, scanNearer, scanPage, scanRegion } from "./scan.js";
import { askForCodes } from "./sheet.js";

export { lookForTab, showOutcomeOfBefore, showTransferOfBefore } from "./scan.js";

/** One of our own pages, in a tab. @param {HTMLElement} control */
async function openPage(control) {
  await chrome.tabs.create({ url: chrome.runtime.getURL(control.dataset.page ?? "") });
  window.close();
}

/** @type {Record<string, (control: HTMLElement) => void>} by what they carry: these stand in several places */
const CONTROLS = {
  '[data-command="scan.page"]': scanPage,
  '[data-command="scan.region"]': scanRegion,
  '[data-command="scan.enlarged"]': scanNearer,
  "#back": back,
  "#result .done": back,
  "[data-page]": openPage,
  "#banner-close": () => {
    putBannerOff();
    dismiss();
  },
  "#trouble-retry": async (button) => {
    if (!isBusy(button) && (await showBusy(button, askForCodes()))) focusStart();
  },
};

/** @type {Record<string, (view: import("./rows.js").RowView) => void>} */
const IN_ROWS = {
  ".copy": press,
  ".again": useNext,
  ".more": (view) => openMenu(view, { rename, remove }),
};

/** @param {Event} event */
export function onClick({ target }) {
  if (!(target instanceof Element)) return;
  for (const [selector, act] of Object.entries(CONTROLS)) {
    const control = target.closest(selector);
    if (control instanceof HTMLElement) return act(control);
  }
  const view = viewAt(target);
  for (const [selector, act] of Object.entries(IN_ROWS)) {
    if (view && target.closest(selector)) return act(view);
  }
}

/** @param {Event} event */
function onContextMenu(event) {
  const view = viewAt(event.target);
  if (view?.standing !== "saved") return;
  event.preventDefault();
  openMenu(view, { rename, remove });
}

document.addEventListener("keydown", onKey);
document.addEventListener("contextmenu", onContextMenu);
