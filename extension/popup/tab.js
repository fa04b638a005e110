// The tab that this page refers to: the tab under the popup, or the active tab beside a page that stays open.

import { staysOpen, surface } from "./surface.js";

/** @typedef {chrome.tabs.Tab} Tab */

async function lastBrowserWindow() {
  const { id } = await chrome.windows.getLastFocused({ windowTypes: ["normal"] });
  return id === undefined ? {} : { windowId: id };
}

/** @returns {Promise<Tab | undefined>} */
async function findTab() {
  if (surface !== "window") {
    const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
    // Where Chrome can open no popup, this page is a tab in a window of its own.
    if (tab && !tab.url?.startsWith(location.origin)) return tab;
  }
  const [tab] = await chrome.tabs.query({ active: true, ...(await lastBrowserWindow()) });
  return tab;
}

/** @type {Promise<Tab | undefined> | undefined} */
let tabUnderPopup;

/**
 * Returns the tab. Under a popup it stays the same; a page that stays open follows the browser. `url` is set only if
 * Chrome gives it to the extension: after a click on its icon, its shortcut or its menu in the tab, until another site
 * is opened; and always with the permission "tabs".
 * @returns {Promise<Tab | undefined>}
 */
export function currentTab() {
  if (staysOpen) return findTab().catch(() => undefined);
  tabUnderPopup ??= findTab().catch(() => undefined);
  return tabUnderPopup;
}

/** @returns {Promise<{ tab_id?: number, window_id?: number }>} the arguments of a command about the tab */
export async function tabArgs() {
  const { id, windowId } = (await currentTab()) ?? {};
  return id === undefined || windowId === undefined ? {} : { tab_id: id, window_id: windowId };
}

/**
 * Calls the listener when another tab is in front, and when the tab's page changes. A popup has closed by then.
 * @param {() => void} listener
 */
export function onTabChange(listener) {
  if (!staysOpen) return;
  chrome.tabs.onActivated.addListener(listener);
  chrome.tabs.onUpdated.addListener((_id, { status, url }, { active }) => {
    if (active && (status || url)) listener();
  });
  chrome.windows.onFocusChanged.addListener(listener, { windowTypes: ["normal"] });
  chrome.permissions.onAdded.addListener(listener);
  chrome.permissions.onRemoved.addListener(listener);
}
