// Kakomi's items in the browser's context menu: one for pictures, one for links, and one for the rest of the page,
// drawings and canvases included, whose click becomes a request; and two on the toolbar icon, which open a page that
// stays open. One item, on editable fields, enters a code. It does not name accounts: Chrome writes the titles of menus
// to the disk, where they would outlast a lock.

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

/** Creates the items; needed once for each version, as the browser stores them. */
export function makeMenus() {
  chrome.contextMenus.removeAll(() => {
    for (const [id, { title, contexts }] of Object.entries(MENUS)) {
      chrome.contextMenus.create({
        id,
        title: chrome.i18n.getMessage(title),
        contexts,
      });
    }
  });
}

/** @param {chrome.contextMenus.OnClickData} click */
export function isAboutOpening({ menuItemId }) {
  return menuItemId === "open.panel" || menuItemId === "open.window";
}

/**
 * @param {chrome.contextMenus.OnClickData} click
 * @param {chrome.tabs.Tab | undefined} tab
 */
export function openFrom({ menuItemId }, tab) {
  const opening = menuItemId === "open.panel" && tab ? openPanel(tab.windowId) : openWindow();
  opening.catch((error) => console.error("kakomi", error));
}

/** @param {string | undefined} url */
function originOf(url) {
  const { protocol = "", origin = "" } = URL.parse(url ?? "") ?? {};
  return /^https?:$/.test(protocol) ? origin : "";
}

/**
 * @param {chrome.contextMenus.OnClickData} click
 * @param {chrome.tabs.Tab | undefined} tab
 * @returns {Request | null} null where there is nothing to read
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
