// A row: the account, its code, and the next code shortly before it is due.

import { accountTitle, needsPin, unusualParameters } from "../ui/account_label.js";
import { codeTimeMs } from "../ui/clock.js";
import { codesAt, msLeft } from "../ui/code_period.js";
import { groupDigits } from "../ui/code_text.js";
import { elapsedFraction } from "../ui/countdown.js";
import { message, plural } from "../ui/i18n.js";
import { paintTile } from "../ui/tile.js";
import { preferences } from "./sheet.js";

/** @typedef {import("../ui/messages.js").Row} Row */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("row-template"));
const againTemplate = /** @type {HTMLTemplateElement} */ (
  document.getElementById("again-template")
);

const copyTemplate = /** @type {HTMLTemplateElement} */ (
  document.getElementById("copy-only-template")
);

// Codes of this many digits or more are smaller, to leave room for the next code.
const LONG_CODE_DIGITS = 8;

/** @type {WeakMap<Element, RowView>} */
const byElement = new WeakMap();
/**
 * @type {Map<string, string>} the counter-based codes that were generated while the popup is
 *   open, by account id
 */
const usedCodes = new Map();

export function forgetUsedCodes() {
  usedCodes.clear();
}

/** @param {Element} root @param {string} selector */
function part(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {EventTarget | null} target any element inside a row */
export function rowViewAt(target) {
  const element = target instanceof Element ? target.closest(".row") : null;
  return (element && byElement.get(element)) ?? null;
}

export class RowView {
  /**
   * @param {Row} row
   * @param {"saved" | "found"} status only saved accounts have an id and a menu
   */
  constructor(row, status) {
    const clone = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLLIElement} */ (clone.firstElementChild);
    this.button = /** @type {HTMLButtonElement} */ (part(this.element, ".copy"));
    this.more = /** @type {HTMLButtonElement} */ (part(this.element, ".more"));
    this.codeElement = part(this.element, ".code");
    this.nextElement = part(this.element, ".next");
    this.ring = part(this.element, ".ring");
    this.seconds = part(this.element, ".seconds");
    this.pinButton = part(this.element, ".pin");
    /** @type {string | null} the code that is shown although codes are hidden, until it changes */
    this.revealed = null;
    byElement.set(this.element, this);
    this.row = row;
    this.status = status;
    this.title = "";
    this.subtitle = "";
    this.tileKey = ""; // what the tile shows
    /** @type {string | null} what a click copies */
    this.code = null;
    /** @type {string | null} */
    this.nextCode = null;
    this.painted = "";
    /** @type {string | null} the host of the page in front, if the account belongs there */
    this.siteHost = null;
    /** Whether a click fills the code in. */
    this.fills = false;
    if (status === "saved") this.element.dataset.account = row.id;
    else part(this.element, ".row-actions").remove();
    this.update(row);
  }

  /** @param {Row} row */
  update(row) {
    this.row = row;
    this.painted = "";
    const { issuer, name, kind, digits } = row;
    const title = accountTitle(row);
    const subtitle = issuer ? name : "";
    const tileKey = [title, row.icon, row.monogram, row.picture].join("\n");
    if (tileKey !== this.tileKey) paintTile(part(this.element, ".tile"), row);
    this.tileKey = tileKey;
    if (title !== this.title || subtitle !== this.subtitle) this.#name(title, subtitle);
    this.element.classList.toggle("counter-based", kind === "hotp" || needsPin(row));
    this.element.classList.toggle("long", digits >= LONG_CODE_DIGITS);
    this.element.classList.toggle("longest", digits > LONG_CODE_DIGITS);
    this.element.classList.toggle("is-pinned", Boolean(row.pinned));
    part(this.element, ".pin-sign").hidden = !row.pinned;
    this.pinButton.setAttribute("aria-label", message(row.pinned ? "unpin_of" : "pin_of", title));
    this.pinButton.title = message(row.pinned ? "unpin" : "pin_first");
    setText(part(this.element, ".parameters"), unusualParameters(row).join(" · "));
  }

  /** Shows a hidden code until the next one comes. */
  reveal() {
    this.revealed = this.code;
    this.painted = "";
    this.paint(codeTimeMs());
  }

  /** Tells a screen reader the time left when it comes to the row, and not while it is there. */
  describeTimeLeft() {
    if (this.row.kind === "hotp" || !this.code) return;
    const leftS = Math.ceil(msLeft(this.row, codeTimeMs()) / 1000);
    this.button.setAttribute("aria-description", plural("seconds_left", leftS));
  }

  /** @param {string} title @param {string} subtitle */
  #name(title, subtitle) {
    this.title = title;
    this.subtitle = subtitle;
    part(this.element, ".issuer").textContent = title;
    part(this.element, ".name").textContent = subtitle;
    part(this.element, ".names").title = [title, subtitle].filter(Boolean).join("\n");
    this.more.setAttribute("aria-label", message("menu_of", title));
  }

  /**
   * @param {string | null} host of the page in front; null if the account does not belong there
   * @param {{ isProposed: boolean, canFill: boolean }} options isProposed: only the account's service name matches;
   *   canFill: the page has a field for the account's code
   */
  setSite(host, { isProposed, canFill }) {
    const fills = host !== null && canFill;
    if (host === this.siteHost && fills === this.fills) return;
    this.siteHost = host;
    this.fills = fills;
    if (host === null) delete this.element.dataset.site;
    else this.element.dataset.site = host;
    this.element.classList.toggle("is-proposed", isProposed);
    this.element.classList.toggle("fills", fills);
    this.#offerCopy(host !== null);
    this.painted = "";
    this.paint(codeTimeMs());
  }

  /** Adds or removes the copy button, which an account of the page has because a click on it may fill in.
   * @param {boolean} offered */
  #offerCopy(offered) {
    const there = this.element.querySelector(".copy-only");
    if (!offered) there?.remove();
    if (!offered || there) return;
    const button = copyTemplate.content.firstElementChild?.cloneNode(true);
    if (!(button instanceof HTMLElement)) return;
    button.setAttribute("aria-label", message("copy_code_of", this.title));
    button.tabIndex = this.button.tabIndex;
    part(this.element, ".row-actions").prepend(button);
  }

  /** @param {number} nowMs */
  paint(nowMs) {
    if (this.row.kind === "hotp") return this.#paintCounted();
    if (needsPin(this.row)) return this.#paintWaiting(message("code_after_pin"));
    this.#setCommand(null);
    this.ring.style.setProperty("--elapsed", String(elapsedFraction(this.row, nowMs)));
    const { show_seconds: showsSeconds, next_code: showsNext } = preferences();
    if (showsSeconds) setText(this.seconds, String(Math.ceil(msLeft(this.row, nowMs) / 1000)));
    else setText(this.seconds, "");
    const { code, next, closing } = codesAt(this.row, nowMs);
    const isNextShown = showsNext === "always" || (showsNext === "ending" && closing);
    const state = `${code} ${closing} ${isNextShown && next}`;
    if (state === this.painted) return;
    this.painted = state;
    this.element.classList.toggle("closing", closing);
    this.nextCode = next;
    this.#showCode(code);
    const shown = isNextShown && !this.isCodeHidden() ? next : null;
    this.#showNext(shown);
    this.#setButtonLabel(shown ? message("label_then", groupDigits(shown)) : "");
  }

  /** Shows a code that a counter has just generated. @param {string} code */
  showUsedCode(code) {
    usedCodes.set(this.row.id, code);
    this.#paintCounted();
  }

  #paintCounted() {
    const used = this.status === "saved" ? usedCodes.get(this.row.id) : undefined;
    if (used) {
      this.#setCommand(null);
      this.#showCode(used);
      this.#setButtonLabel("");
      this.#offerAgain();
    } else if (this.status === "saved") {
      this.#setCommand("account.use");
      setText(this.codeElement, message("next_code"));
      this.button.setAttribute(
        "aria-label",
        `${this.#spokenAction()}${this.#spokenName()} ${message("next_code")}`,
      );
    } else this.#paintWaiting(message("code_after_adding"));
    this.element.classList.toggle("unused", !used);
  }

  /** @param {string} text why there is no code */
  #paintWaiting(text) {
    setText(this.codeElement, text);
    this.button.disabled = true;
    this.button.setAttribute("aria-label", `${this.#spokenName()} ${text}`);
  }

  /** @param {"account.use" | null} otherwise what a click sends if it does not fill in; null: it copies */
  #setCommand(otherwise) {
    const command = this.fills ? "account.fill" : otherwise;
    if (command) this.button.dataset.command = command;
    else delete this.button.dataset.command;
  }

  #offerAgain() {
    if (part(this.element, ".again")) return;
    const again = againTemplate.content.firstElementChild?.cloneNode(true);
    if (!(again instanceof HTMLElement)) return;
    again.setAttribute("aria-label", message("next_code_of", this.title));
    again.tabIndex = this.button.tabIndex;
    part(this.element, ".row-actions").prepend(again);
  }

  /** @param {string | null} code */
  #showCode(code) {
    this.code = code;
    const isHidden = this.isCodeHidden();
    const written = code ? groupDigits(code, preferences().code_grouping) : "";
    setText(
      this.codeElement,
      isHidden ? written.replace(/\S/g, "\u2022") : written || "\u00b7".repeat(this.row.digits),
    );
    this.codeElement.classList.toggle("missing", !code);
    this.codeElement.classList.toggle("is-hidden", isHidden);
    if (code && !isHidden) this.codeElement.dataset.code = code;
    else delete this.codeElement.dataset.code;
  }

  /** Returns whether the code is there and not to be seen. @returns {boolean} */
  isCodeHidden() {
    const { hide_codes: hidesAll, curtain } = preferences();
    if (this.status !== "saved" || !this.code) return false;
    if (curtain) return true;
    return (hidesAll || Boolean(this.row.hides_code)) && this.revealed !== this.code;
  }

  /** @param {string | null} next */
  #showNext(next) {
    setText(this.nextElement, next ? `→ ${groupDigits(next, preferences().code_grouping)}` : "");
    if (next) this.nextElement.dataset.next = next;
    else delete this.nextElement.dataset.next;
  }

  #spokenAction() {
    return this.fills ? message("label_fill") : "";
  }

  #spokenName() {
    return [this.title, this.subtitle].filter(Boolean).join(" ");
  }

  /** @param {string} more */
  #setButtonLabel(more) {
    const known = this.isCodeHidden() ? message("label_hidden") : null;
    const code = this.code
      ? (known ?? message("label_code", groupDigits(this.code)))
      : message("label_waiting");
    this.button.setAttribute(
      "aria-label",
      `${this.#spokenAction()}${this.#spokenName()}${code}${more}`,
    );
  }
}
