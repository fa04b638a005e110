// Shows the progress of a transfer in several codes: as text and as squares.

import { message } from "./i18n.js";

/** @typedef {import("../shapes.d.ts").TransferProgress} TransferProgress */

const MAX_SQUARES = 40;
const MAX_NUMBERS_IN_TEXT = 12;

/** Names the missing codes. @param {TransferProgress} transfer */
export function missingText({ missing }) {
  const named = missing.slice(0, MAX_NUMBERS_IN_TEXT).map((index) => String(index + 1));
  if (missing.length > MAX_NUMBERS_IN_TEXT) named.push("…");
  return message("transfer_missing", new Intl.ListFormat(message("lang")).format(named));
}

/** Names how many codes have been scanned. @param {TransferProgress} transfer */
export function progressText({ have, of }) {
  return message("transfer_title", have.length, of);
}

/**
 * Shows a square for each code; none if there are too many.
 * @param {HTMLElement} squares
 * @param {TransferProgress} transfer
 */
export function showPartSquares(squares, { of, have }) {
  squares.hidden = of > MAX_SQUARES;
  if (squares.hidden) return;
  const received = new Set(have);
  squares.replaceChildren(
    ...Array.from({ length: of }, (_, index) => {
      const square = document.createElement("li");
      square.textContent = String(index + 1);
      square.classList.toggle("received", received.has(index));
      return square;
    }),
  );
}
