// Shows the scanned picture with every code outlined. Codes of listed accounts are numbered like
// the list.

import { message } from "../ui/i18n.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/** @typedef {{ corners: number[], label: string, kind: "found" | "other" | "unread" }} Mark */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Accounts of the same code share an outline.
 * @param {ScanOutcome["found"]} found
 * @returns {Mark[]}
 */
function marksFor(found) {
  /** @type {Map<string, { corners: number[], numbers: number[] }>} */
  const places = new Map();
  found.forEach(({ corners }, index) => {
    if (corners.length === 0) return;
    const place = places.get(corners.join()) ?? { corners, numbers: [] };
    place.numbers.push(index + 1);
    places.set(corners.join(), place);
  });
  return [...places.values()].map(({ corners, numbers }) => {
    const [first, last] = [numbers[0], numbers.at(-1)];
    return { corners, label: first === last ? `${first}` : `${first}–${last}`, kind: "found" };
  });
}

/** @param {Mark} mark */
function outlineElement({ corners, kind }) {
  const outline = document.createElementNS(SVG, "polygon");
  outline.setAttribute("points", corners.map((share) => share * 100).join(" "));
  outline.setAttribute("class", kind);
  return outline;
}

/** @param {Mark} mark */
function labelElement({ corners, label }) {
  const element = document.createElement("span");
  element.textContent = label;
  const across = corners.filter((_, i) => i % 2 === 0);
  const down = corners.filter((_, i) => i % 2 === 1);
  element.style.left = `${Math.min(...across) * 100}%`;
  element.style.top = `${Math.min(...down) * 100}%`;
  return element;
}

/**
 * Returns whether the found codes are numbered on the picture.
 * @param {ScanOutcome} outcome
 * @returns {boolean}
 */
export function isNumbered({ picture, found }) {
  return picture !== "" && new Set(found.map(({ corners }) => corners.join())).size > 1;
}

/**
 * @param {HTMLElement} card
 * @param {ScanOutcome} outcome
 */
export function showPicture(card, outcome) {
  const figure = card.querySelector(".scanned");
  if (!(figure instanceof HTMLElement)) return;
  figure.hidden = outcome.picture === "";
  if (figure.hidden) return;
  const image = new Image();
  image.src = outcome.picture;
  image.alt = message("picture_of_page");
  const others = [
    ...outcome.other_corners.map((corners) => ({ corners, label: "", kind: "other" })),
    ...outcome.unread.map((corners) => ({ corners, label: "", kind: "unread" })),
  ];
  const marks = /** @type {Mark[]} */ ([...marksFor(outcome.found), ...others]);
  const outlines = document.createElementNS(SVG, "svg");
  outlines.setAttribute("viewBox", "0 0 100 100");
  outlines.setAttribute("preserveAspectRatio", "none");
  outlines.setAttribute("aria-hidden", "true");
  outlines.append(...marks.map(outlineElement));
  const frame = document.createElement("div");
  const labels = isNumbered(outcome) ? marks.filter(({ label }) => label).map(labelElement) : [];
  frame.append(image, outlines, ...labels);
  figure.replaceChildren(frame);
}
