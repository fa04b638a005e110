// Kakomi's items in the browser's context menu: on pictures, on links, on the rest of the page (drawings and canvases
// included) and on editable fields; a click on one becomes a request. Two items of the toolbar icon open the page that
// stays open. No item names an account: Chrome writes the titles of menus to the disk, where a lock would not remove
// them.

import { originOf } from "./host/web_origin.js";
import { message } from "./host/words.js";
import { openPanel, openWindow } from "./stay_open.js";

/** @typedef {import("./ui/messages.js").Request} Request */

/** @typedef {"action" | "editable" | "image" | "link" | "page" | "frame" | "video"} Context */
/** @type {Record<string, { title: string, contexts: [Context, ...Context[]] }>} */
const MENUS = {
  "scan.context_menu": { title: "menu_picture", contexts: ["image"] },
  "scan.link": { title: "menu_link", contexts: ["link"] },
  "scan.viewport": { title: "menu_page", contexts: ["page", "frame", "video"] },
  "page.fill": { title: "menu_editable", contexts: ["editable"] },
  "open.panel": { title: "open_panel", contexts: ["action"] },
  "open.window": { title: "open_window", contexts: ["action"] },
};

/** Creates the items. Needed once for each version and language, because the browser stores them. */
export async function makeMenus() {
  const items = await Promise.all(
    Object.entries(MENUS).map(async ([id, { title, contexts }]) => ({
      id,
      title: await message(title),
      contexts,
    })),
  );
  await chrome.contextMenus.removeAll();
  for (const item of items) chrome.contextMenus.create(item);
}

/** @param {chrome.contextMenus.OnClickData} click @returns {boolean} whether it opens the page that stays open */
export function opensPage({ menuItemId }) {
  return menuItemId === "open.panel" || menuItemId === "open.window";
}

/**
 * @param {chrome.contextMenus.OnClickData} click
 * @param {chrome.tabs.Tab | undefined} tab
 */
export function openPageFor({ menuItemId }, tab) {
  const opening = menuItemId === "open.panel" && tab ? openPanel(tab.windowId) : openWindow();
  opening.catch((error) => console.error("kakomi", error));
}

/**
 * @param {chrome.contextMenus.OnClickData} click
 * @param {chrome.tabs.Tab | undefined} tab
 * @returns {Request | null} null if the click is on nothing that can be scanned or filled in
 */
export function requestOf({ menuItemId, srcUrl, linkUrl, frameId = 0, frameUrl }, tab) {
  const { id: tab_id, windowId: window_id } = tab ?? {};
  if (tab_id === undefined || window_id === undefined) return null;
  const place = { tab_id, window_id };
  if (menuItemId === "page.fill") return { command: menuItemId, args: { ...place, pointed: true } };
  if (menuItemId === "scan.viewport") return { command: menuItemId, args: place };
  if (menuItemId === "scan.context_menu" && srcUrl) {
    return { command: menuItemId, args: { ...place, frame_id: frameId, address: srcUrl } };
  }
  if (menuItemId === "scan.link" && linkUrl) {
    const page_origin = originOf(tab?.url);
    const origin = frameId === 0 ? page_origin : originOf(frameUrl);
    return { command: menuItemId, args: { ...place, url: linkUrl, origin, page_origin } };
  }
  return null;
}
