// The page's own menu: "add from this picture" and "add from this link". What is pressed there becomes
// a request like any other.

/** @typedef {import("./messages.js").Request} Request */

/** @type {Record<string, { title: string, context: "image" | "link" }>} */
const MENUS = {
  "scan.pointed": { title: "menu_picture", context: "image" },
  "scan.link": { title: "menu_link", context: "link" },
};

/** Once for each version: the browser keeps them. */
export function makeMenus() {
  chrome.contextMenus.removeAll(() => {
    for (const [id, { title, context }] of Object.entries(MENUS)) {
      chrome.contextMenus.create({
        id,
        title: chrome.i18n.getMessage(title),
        contexts: [context],
      });
    }
  });
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
export function requestOf({ menuItemId, srcUrl, linkUrl, frameId = 0 }, tab) {
  const { id: tab_id, windowId: window_id } = tab ?? {};
  if (tab_id === undefined || window_id === undefined) return null;
  const place = { tab_id, window_id };
  if (menuItemId === "scan.pointed" && srcUrl) {
    return { command: menuItemId, args: { ...place, frame_id: frameId, address: srcUrl } };
  }
  if (menuItemId === "scan.link" && linkUrl) {
    return { command: menuItemId, args: { ...place, url: linkUrl, origin: originOf(tab?.url) } };
  }
  return null;
}
