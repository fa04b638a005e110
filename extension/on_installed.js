// Whoever has just got Kakomi is shown what it does. Whoever loads it from a folder is at work on it, or tests it.

const FIRST_PAGE = "welcome/welcome.html";

/** @param {{ reason: string }} event of chrome.runtime.onInstalled */
export async function welcome({ reason }) {
  const { installType } = await chrome.management.getSelf();
  if (reason === "install" && installType !== "development") {
    await chrome.tabs.create({ url: chrome.runtime.getURL(FIRST_PAGE) });
  }
}
