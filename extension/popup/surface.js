// Where this page is shown: as the toolbar's popup, in Chrome's side panel, or in a window of its own. The last two
// stay open.

/** @typedef {"popup" | "panel" | "window"} Surface */

/** @type {Record<string, Surface>} by the address's query */
const SURFACES = { "?panel": "panel", "?window": "window" };

/** @type {Surface} */
export const surface = SURFACES[location.search] ?? "popup";

export const staysOpen = surface !== "popup";

document.documentElement.dataset.surface = surface;

const READING_MS = 1_500;

/**
 * Closes the popup once the user could read what it says. Enter and Esc close it at once; any other key and a click
 * keep it open. Does nothing on a page that stays open.
 */
export function closePopupSoon() {
  if (staysOpen) return;
  const timer = setTimeout(closePopup, READING_MS);
  const listening = new AbortController();
  /** @param {Event} event */
  const onInput = (event) => {
    clearTimeout(timer);
    listening.abort();
    if (!(event instanceof KeyboardEvent) || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    closePopup();
  };
  const options = { capture: true, signal: listening.signal };
  addEventListener("keydown", onInput, options);
  addEventListener("pointerdown", onInput, options);
}

/** Closes the popup. Does nothing on a page that stays open. */
export function closePopup() {
  if (!staysOpen) window.close();
}
