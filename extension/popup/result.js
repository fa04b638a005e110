// Cards that show a scan's result in place of the accounts.

import { codeTimeMs } from "../ui/clock.js";
import { scheduleTick, unwatch, watch } from "../ui/countdown.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { announce } from "../ui/toast.js";
import { RowView } from "./rows.js";
import { isResultShown, showHome, showResult } from "./view_state.js";

/** @typedef {import("../ui/messages.js").FoundAccount} FoundAccount */
/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */

/** @type {RowView[]} of the card; they count down too */
let views = [];

/** @param {string} name */
export function cloneTemplate(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`${name}-template`));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {Kind}
 */
export function part(root, selector) {
  return /** @type {Kind} */ (root.querySelector(selector));
}

/**
 * @param {HTMLElement} card
 * @param {string} selector
 * @param {string} text the element is hidden if it is empty
 */
export function setText(card, selector, text) {
  const element = part(card, selector);
  element.textContent = text;
  element.hidden = text === "";
}

/** @param {HTMLElement} card @param {FoundAccount[]} found */
export function showRowsOn(card, found) {
  const added = found.map(({ row }) => new RowView(row, "found"));
  for (const view of added) {
    watch(view);
    view.paint(codeTimeMs());
  }
  part(card, ".slot").replaceChildren(...added.map((view) => view.element));
  views.push(...added);
  scheduleTick();
  return added;
}

/** Shows another account in a row of the card. @param {RowView} view @param {FoundAccount["row"]} row */
export function showRowAs(view, row) {
  view.update(row);
  view.paint(codeTimeMs());
  scheduleTick();
}

function unwatchRows() {
  for (const view of views) unwatch(view);
  views = [];
}

/**
 * @param {HTMLElement} card
 * @param {string} title
 * @param {HTMLElement} [first] gets the focus; Enter presses it
 */
export function showCard(card, title, first) {
  const heading = part(card, "#result-title");
  heading.textContent = title;
  showResult(card);
  (first ?? heading).focus();
  announce(title);
}

/** @param {string} name */
export function beginCard(name) {
  unwatchRows();
  return cloneTemplate(name);
}

/** Shows the accounts again. */
export function leaveResult() {
  unwatchRows();
  if (isResultShown()) showHome();
}

/** Returns notes about codes that the card does not show. @param {ScanOutcome} outcome */
export function notesOnScan({ others, error, transfer, via }) {
  const notes = [];
  if (via === "source") notes.push(message("from_source"));
  if (transfer?.event && transfer.missing.length > 0) {
    notes.push(message("transfer_title", transfer.have.length, transfer.of));
  }
  if (error) notes.push(message("some_unusable", errorMessage(error)));
  if (others > 0) notes.push(plural("others", others));
  return notes.join("\n");
}

/** @param {ScanOutcome} outcome @returns {string} the page or frame that showed the code; empty if it is unknown */
export function originText({ origin, frame_of: frameOf }) {
  if (!origin) return frameOf ? message("seen_perhaps_in_frame", new URL(frameOf).host) : "";
  const { host } = new URL(origin);
  return frameOf ? message("seen_in_frame", host, new URL(frameOf).host) : message("seen_on", host);
}
