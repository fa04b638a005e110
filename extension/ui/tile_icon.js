// Draws the icons of services on accounts' tiles. The file of all icons is read when the first tile
// with an icon comes into view, which is after the codes are painted; an icon is made when it is
// drawn for the first time. py/tools/service_icons.py describes the file.

const FILE = "vendor/service-icons/icons.txt";
const SVG = "http://www.w3.org/2000/svg";
const SHAPE = /^([0-9a-f]{6})(e?)(?:@([0-9.]+))? (.*)$/;

/** @typedef {{ background: string, image: SVGSVGElement }} TileIcon */
/** @typedef {{ name: string, onMissing(): void }} Waiting */

let fileText = "";
/** @type {Promise<void> | null} */
let reading = null;
/** @type {Map<string, TileIcon | null>} */
const icons = new Map();
/** @type {WeakMap<Element, Waiting>} tiles that are not in view yet */
const waiting = new WeakMap();
const inView = new IntersectionObserver(onView);

async function readFile() {
  // The callback of an observer runs before its frame is painted.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try {
    const response = await fetch(chrome.runtime.getURL(FILE));
    if (response.ok) fileText = await response.text();
  } catch {
    reading = null; // tiles keep their letters; the next tile in view tries again
  }
}

/**
 * Returns the icon of that name, or null if the file has none.
 * @param {string} text of the file
 * @param {string} name
 */
export function iconFields(text, name) {
  const start = text.indexOf(`\n${name}\t`);
  if (start < 0) return null;
  const end = text.indexOf("\n", start + 1);
  const [, background = "", viewBox = "", ...shapes] = text
    .slice(start + 1, end < 0 ? undefined : end)
    .split("\t");
  return { background: `#${background}`, viewBox, shapes: shapes.flatMap(shapeAttributes) };
}

/** @param {string} shape @returns {Record<string, string>[]} attributes of its path element */
function shapeAttributes(shape) {
  const [, color, evenOdd, width, d = ""] = SHAPE.exec(shape) ?? [];
  if (!color) return [];
  if (width) {
    const line = { "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" };
    return [{ d, fill: "none", stroke: `#${color}`, ...line }];
  }
  return [{ d, fill: `#${color}`, ...(evenOdd ? { "fill-rule": "evenodd" } : {}) }];
}

/** @param {string} name @returns {TileIcon | null} */
function makeIcon(name) {
  const fields = iconFields(fileText, name);
  if (!fields) return null;
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", fields.viewBox);
  for (const attributes of fields.shapes) {
    const path = document.createElementNS(SVG, "path");
    for (const [key, value] of Object.entries(attributes)) path.setAttribute(key, value);
    image.append(path);
  }
  return { background: fields.background, image };
}

/** @param {HTMLElement} tile @param {Waiting} how */
function draw(tile, { name, onMissing }) {
  if (!icons.has(name)) icons.set(name, makeIcon(name));
  const icon = icons.get(name);
  tile.classList.remove("awaits-icon");
  if (!icon) return onMissing();
  tile.classList.add("has-icon");
  tile.style.setProperty("--tile", icon.background);
  tile.replaceChildren(icon.image.cloneNode(true));
}

/** @param {IntersectionObserverEntry[]} entries */
async function onView(entries) {
  const tiles = entries.filter((entry) => entry.isIntersecting).map(({ target }) => target);
  if (tiles.length === 0) return;
  for (const tile of tiles) inView.unobserve(tile);
  reading ??= readFile();
  await reading;
  for (const tile of tiles) {
    const how = waiting.get(tile);
    waiting.delete(tile);
    if (how && tile instanceof HTMLElement) draw(tile, how);
  }
}

/**
 * Draws the icon once the tile is in view, or calls `onMissing` if there is none.
 * @param {HTMLElement} tile
 * @param {string} name
 * @param {() => void} onMissing
 */
export function showIcon(tile, name, onMissing) {
  if (fileText) return draw(tile, { name, onMissing });
  tile.classList.add("awaits-icon");
  tile.replaceChildren();
  waiting.set(tile, { name, onMissing });
  inView.observe(tile);
}

/** Removes the tile's icon, and any that it waits for. @param {HTMLElement} tile */
export function removeIcon(tile) {
  if (waiting.delete(tile)) inView.unobserve(tile);
  tile.classList.remove("has-icon", "awaits-icon");
}
