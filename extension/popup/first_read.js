// Requests what the first paint needs. Must be imported first, so that both requests are on their way while the
// messages of a chosen language are read.

import { currentTab } from "./tab.js";

/** The data of the sheet and of what the popup was opened for. */
export const firstSession = /** @type {Promise<import("./sheet.js").SessionData>} */ (
  chrome.storage.session.get(["sheet", "outcome", "transfer", "lock", "fill.pending"])
);

/** The tab in front. */
export const firstTab = currentTab();
