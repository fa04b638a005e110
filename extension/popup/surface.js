// Where this page is shown: as the toolbar's popup, in Chrome's side panel, or in a window of its own. The last two
// stay open.

/** @typedef {"popup" | "panel" | "window"} Surface */

/** @type {Record<string, Surface>} by the address's query */
const SURFACES = { "?panel": "panel", "?window": "window" };

/** @type {Surface} */
export const surface = SURFACES[location.search] ?? "popup";

export const staysOpen = surface !== "popup";

document.documentElement.dataset.surface = surface;

/** Closes the popup. Does nothing on a page that stays open. */
export function closePopup() {
  if (!staysOpen) window.close();
}
