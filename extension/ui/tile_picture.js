// Draws the user's own pictures on accounts' tiles. They are requested from the worker when tiles come
// into view, those of one frame in one message, and stay in memory until the vault is locked.

import { send } from "./messages.js";

/** @typedef {{ id: string, version: string, onMissing(): void }} Waiting */

/** @type {Map<string, string>} data URLs, by account and version */
const urls = new Map();
/** @type {WeakMap<Element, Waiting>} tiles that are not in view yet, or whose picture is asked for */
const waiting = new WeakMap();
const inView = new IntersectionObserver(onView);

chrome.storage.session.onChanged.addListener(({ sheet }) => {
  if (sheet && !sheet.newValue) urls.clear();
});

/** @param {{ id: string, version: string }} picture */
function keyOf({ id, version }) {
  return `${id} ${version}`;
}

/** Keeps a picture that was just saved. @param {import("../shapes.d.ts").AccountPicture} picture */
export function keepPicture(picture) {
  urls.set(keyOf(picture), picture.data_url);
}

/** @param {HTMLElement} tile @param {Waiting} how */
function draw(tile, how) {
  const source = urls.get(keyOf(how));
  waiting.delete(tile);
  tile.classList.remove("awaits-icon");
  if (!source) return how.onMissing();
  const image = document.createElement("img");
  image.alt = "";
  image.decoding = "async";
  image.addEventListener("error", () => {
    tile.classList.remove("has-icon");
    how.onMissing();
  });
  image.src = source;
  tile.classList.add("has-icon");
  tile.style.setProperty("--tile", "none");
  tile.replaceChildren(image);
}

/** @param {IntersectionObserverEntry[]} entries */
async function onView(entries) {
  const tiles = entries.filter((entry) => entry.isIntersecting).map(({ target }) => target);
  for (const tile of tiles) inView.unobserve(tile);
  const ids = new Set();
  for (const tile of tiles) {
    const how = waiting.get(tile);
    if (how && !urls.has(keyOf(how))) ids.add(how.id);
  }
  try {
    if (ids.size > 0) {
      const { pictures } = await send("account.pictures", { ids: [...ids] });
      for (const picture of pictures) keepPicture(picture);
    }
  } catch {
    // The vault was locked, or the worker does not answer: the tiles show letters.
  }
  for (const tile of tiles) {
    const how = waiting.get(tile);
    if (how && tile instanceof HTMLElement) draw(tile, how);
  }
}

/**
 * Draws the picture once the tile is in view, or calls `onMissing` if it can't be read.
 * @param {HTMLElement} tile
 * @param {Waiting} how
 */
export function showPicture(tile, how) {
  if (urls.has(keyOf(how))) return draw(tile, how);
  tile.classList.add("awaits-icon");
  tile.replaceChildren();
  waiting.set(tile, how);
  inView.observe(tile);
}

/** Stops waiting for the tile's picture. @param {HTMLElement} tile */
export function removePicture(tile) {
  if (waiting.delete(tile)) inView.unobserve(tile);
}
