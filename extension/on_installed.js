// Opens the welcome page after an installation from the store, not after one from a folder.

const FIRST_PAGE = "welcome/welcome.html";

/** @param {{ reason: string }} event of chrome.runtime.onInstalled */
export async function showWelcome({ reason }) {
  const { installType } = await chrome.management.getSelf();
  if (reason === "install" && installType !== "development") {
    await chrome.tabs.create({ url: chrome.runtime.getURL(FIRST_PAGE) });
  }
}
