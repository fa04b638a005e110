// Opens the page that stays open, in a window of its own or in Chrome's side panel.

const PAGE = "popup/popup.html?window";
const SIZE = { width: 392, height: 640 };

/** Opens the window, or focuses it if it is open. */
export async function openWindow() {
  const url = chrome.runtime.getURL(PAGE);
  const [open] = await chrome.runtime.getContexts({ contextTypes: ["TAB"], documentUrls: [url] });
  if (open) await chrome.windows.update(open.windowId, { focused: true });
  else await chrome.windows.create({ url, type: "popup", ...SIZE });
}

/** Opens the side panel. Chrome allows it only in the event of the user's click. @param {number} windowId */
export function openPanel(windowId) {
  return chrome.sidePanel.open({ windowId });
}
