// How far a transfer in several codes is: in words, and as squares.

import { words } from "./words.js";

/** @typedef {import("../shapes.d.ts").TransferProgress} Gathered */

const MOST_SQUARES = 40;
const MOST_NAMED = 12;

/** @param {Gathered} transfer */
export function missingText({ missing }) {
  const named = missing.slice(0, MOST_NAMED).map((index) => String(index + 1));
  if (missing.length > MOST_NAMED) named.push("…");
  return words("transfer_missing", new Intl.ListFormat(words("lang")).format(named));
}

/** @param {Gathered} transfer how far it is, in one line */
export function progressText({ have, of }) {
  return words("transfer_title", have.length, of);
}

/** A square for each code. @param {HTMLElement} squares @param {Gathered} transfer */
export function drawParts(squares, { of, have }) {
  squares.hidden = of > MOST_SQUARES;
  if (squares.hidden) return;
  const there = new Set(have);
  squares.replaceChildren(
    ...Array.from({ length: of }, (_, index) => {
      const square = document.createElement("li");
      square.textContent = String(index + 1);
      square.classList.toggle("there", there.has(index));
      return square;
    }),
  );
}
