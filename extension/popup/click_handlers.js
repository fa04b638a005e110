// Handles clicks. Loaded after the accounts are painted, because nobody clicks before that.

import { isBusy, showBusy } from "../ui/busy.js";
import { togglePin } from "./account_changes.js";
import { openAddMenu } from "./add_menu.js";
import { dismissBanner } from "./banner.js";
import { endCorrection } from "./clock_check.js";
import { copy, copyNext, useNextCode } from "./copy.js";
import { fill, runMainAction } from "./fill.js";
import { changeGroup } from "./group_dialogs.js";
import { onKey } from "./keys.js";
import { focusStart } from "./list.js";
import { openMenu } from "./menu.js";
import { remove } from "./removal.js";
import { rename } from "./rename.js";
import "./row_drag.js";
import { rowViewAt } from "./rows.js";
import { backToAccounts, dismissResult, scanEnlarged, scanPage, scanRegion } from "./scan.js";
import { refreshCodes } from "./sheet.js";
import { openViewMenu } from "./stay_open.js";
import { closePopup } from "./surface.js";

export { continueFill, lookForField } from "./fill.js";
export { followTabs } from "./follow.js";
export { showPendingResult, showPendingTransfer } from "./scan.js";

/** Opens a page of the extension in a tab. @param {HTMLElement} control */
async function openPage(control) {
  await chrome.tabs.create({ url: chrome.runtime.getURL(control.dataset.page ?? "") });
  closePopup();
}

/**
 * @type {Record<string, (control: HTMLElement) => void>} by selector; several elements may match
 */
const CONTROL_HANDLERS = {
  '[data-command="scan.page"]': scanPage,
  '[data-command="scan.region"]': scanRegion,
  '[data-command="scan.enlarged"]': scanEnlarged,
  "#back": backToAccounts,
  "#add": openAddMenu,
  ".group-more": (button) => changeGroup(button.dataset.group ?? ""),
  "#clock-end": endCorrection,
  "#stay-open": openViewMenu,
  "#result .done": backToAccounts,
  "[data-page]": openPage,
  "#banner-close": () => {
    dismissBanner();
    dismissResult();
  },
  "#trouble-retry": async (button) => {
    if (!isBusy(button) && (await showBusy(button, refreshCodes()))) focusStart();
  },
};

/** @type {Record<string, (view: import("./rows.js").RowView) => void>} */
const ROW_HANDLERS = {
  ".pin": togglePin,
  ".copy-only": copy,
  ".copy": runMainAction,
  ".again": useNextCode,
  ".more": (view) => openMenu(view, { copy, copyNext, fill, rename, remove }),
};

/** @param {Event} event */
export function onClick({ target }) {
  if (!(target instanceof Element)) return;
  for (const [selector, act] of Object.entries(CONTROL_HANDLERS)) {
    const control = target.closest(selector);
    if (control instanceof HTMLElement) return act(control);
  }
  const view = rowViewAt(target);
  for (const [selector, act] of Object.entries(ROW_HANDLERS)) {
    if (view && target.closest(selector)) return act(view);
  }
}

/** @param {Event} event */
function onContextMenu(event) {
  const chip = event.target instanceof Element ? event.target.closest("[data-group]") : null;
  if (chip instanceof HTMLElement) {
    event.preventDefault();
    changeGroup(chip.dataset.group ?? "");
    return;
  }
  const view = rowViewAt(event.target);
  if (view?.status !== "saved") return;
  event.preventDefault();
  openMenu(view, { copy, copyNext, fill, rename, remove });
}

document.addEventListener("keydown", onKey);
document.addEventListener("contextmenu", onContextMenu);
