// One account on the page: who it is, its code now, and soon the next one.

import { KIND_NAMES, PERIOD_S, PIN_PATTERNS } from "../facts/account.js";
import { codesAt, elapsedFraction } from "../ui/countdown.js";
import { accountTitle, message } from "../ui/words.js";

/** @typedef {import("../ui/messages.js").Row} Row */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("row-template"));
const againTemplate = /** @type {HTMLTemplateElement} */ (
  document.getElementById("again-template")
);

/** @type {Record<number, number[]>} how digits stand in groups, by their number */
const GROUPS = { 6: [3, 3], 7: [3, 4], 8: [4, 4], 9: [3, 3, 3], 10: [5, 5] };
// From this many digits on they are set smaller, to leave the next code its place.
const LONG_FROM = 8;

/** @type {WeakMap<Element, RowView>} */
const byElement = new WeakMap();
/** @type {Map<string, string>} by account: a counter's code, for as long as the popup is open */
const usedCodes = new Map();

export function forgetUsedCodes() {
  usedCodes.clear();
}

/**
 * A code as it is read: "123 456". Letters are short words and stay whole.
 * @param {string} code
 * @returns {string}
 */
export function grouped(code) {
  if (!/^\d+$/.test(code)) return code;
  const groups = [];
  let at = 0;
  for (const size of GROUPS[code.length] ?? [code.length]) {
    groups.push(code.slice(at, at + size));
    at += size;
  }
  return groups.join(" ");
}

/** @param {string} code spelled, so that nobody hears "one hundred and twenty-three thousand" */
export function spelled(code) {
  return [...code].join(" ");
}

/** What is told of an account's kind; the standards' need no naming. @param {Row["kind"]} kind */
function nameOf(kind) {
  if (kind === "hotp") return message("counter_based");
  return kind === "totp" ? "" : KIND_NAMES[kind];
}

/**
 * What differs from the usual and is not seen from the code itself.
 * @param {Pick<Row, "kind" | "algorithm" | "period_s">} row
 */
export function particulars({ kind, algorithm, period_s }) {
  const said = [nameOf(kind)];
  const isStandard = kind === "totp" || kind === "hotp";
  if (isStandard && algorithm !== "SHA1") said.push(algorithm.replace("SHA", "SHA-"));
  if (kind === "totp" && period_s !== PERIOD_S.default)
    said.push(message("period_seconds", period_s));
  return said.filter(Boolean);
}

/** Found without the PIN that its codes are made from. @param {Row} row */
export function waitsForPin({ kind, codes }) {
  return kind in PIN_PATTERNS && codes.length === 0;
}

/** @param {string} text a hue of its own for each name, always the same */
export function hueOf(text) {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 3600;
  return hash % 360;
}

/** @param {Element} root @param {string} selector */
function part(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}

/** @param {HTMLElement} element @param {string} text */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {EventTarget | null} target anything inside a row */
export function viewAt(target) {
  const element = target instanceof Element ? target.closest(".row") : null;
  return (element && byElement.get(element)) ?? null;
}

export class RowView {
  /**
   * @param {Row} row
   * @param {"saved" | "found"} standing only saved accounts are named by id and have a menu
   */
  constructor(row, standing) {
    const clone = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLLIElement} */ (clone.firstElementChild);
    this.button = /** @type {HTMLButtonElement} */ (part(this.element, ".copy"));
    this.more = /** @type {HTMLButtonElement} */ (part(this.element, ".more"));
    this.codePart = part(this.element, ".code");
    this.nextPart = part(this.element, ".next");
    this.ring = part(this.element, ".ring");
    byElement.set(this.element, this);
    this.row = row;
    this.standing = standing;
    this.title = "";
    this.subtitle = "";
    /** @type {string | null} what a click copies */
    this.code = null;
    this.painted = "";
    if (standing === "saved") this.element.dataset.account = row.id;
    else this.more.remove();
    this.update(row);
  }

  /** @param {Row} row */
  update(row) {
    this.row = row;
    this.painted = "";
    const { issuer, name, kind, digits } = row;
    const title = accountTitle(row);
    const subtitle = issuer ? name : "";
    if (title !== this.title || subtitle !== this.subtitle) this.#name(title, subtitle);
    this.element.classList.toggle("counted", kind === "hotp" || waitsForPin(row));
    this.element.classList.toggle("long", digits >= LONG_FROM);
    this.element.classList.toggle("longest", digits > LONG_FROM);
    say(part(this.element, ".particulars"), particulars(row).join(" · "));
  }

  /** @param {string} title @param {string} subtitle */
  #name(title, subtitle) {
    this.title = title;
    this.subtitle = subtitle;
    const tile = part(this.element, ".tile");
    tile.textContent = ([...title.normalize("NFKC")][0] ?? "").toUpperCase();
    tile.style.setProperty("--hue", String(hueOf(title)));
    part(this.element, ".issuer").textContent = title;
    part(this.element, ".name").textContent = subtitle;
    part(this.element, ".names").title = [title, subtitle].filter(Boolean).join("\n");
    this.more.setAttribute("aria-label", message("menu_of", title));
  }

  /** @param {number} nowMs */
  paint(nowMs) {
    if (this.row.kind === "hotp") return this.#paintCounted();
    if (waitsForPin(this.row)) return this.#paintWaiting(message("code_after_pin"));
    this.ring.style.setProperty("--drained", String(elapsedFraction(this.row, nowMs)));
    const { code, next, closing } = codesAt(this.row, nowMs);
    const state = `${code} ${closing && next}`;
    if (state === this.painted) return;
    this.painted = state;
    this.element.classList.toggle("closing", closing);
    this.#showCode(code);
    this.#showNext(closing ? next : null);
    this.#label(closing && next ? message("label_then", spelled(next)) : "");
  }

  /** @param {string} code of a counter, fresh */
  use(code) {
    usedCodes.set(this.row.id, code);
    this.#paintCounted();
  }

  #paintCounted() {
    const used = this.standing === "saved" ? usedCodes.get(this.row.id) : undefined;
    if (used) {
      delete this.button.dataset.command;
      this.#showCode(used);
      this.#label("");
      this.#offerAgain();
    } else if (this.standing === "saved") {
      this.button.dataset.command = "account.use";
      say(this.codePart, message("next_code"));
      this.button.setAttribute("aria-label", `${this.#who()}${message("label_next_code")}`);
    } else this.#paintWaiting(message("code_after_adding"));
    this.element.classList.toggle("unused", !used);
  }

  /** @param {string} text why there is no code yet */
  #paintWaiting(text) {
    say(this.codePart, text);
    this.button.disabled = true;
    this.button.setAttribute("aria-label", `${this.#who()} ${text}`);
  }

  #offerAgain() {
    if (part(this.element, ".again")) return;
    const again = againTemplate.content.firstElementChild?.cloneNode(true);
    if (!(again instanceof HTMLElement)) return;
    again.setAttribute("aria-label", message("next_code_of", this.title));
    again.tabIndex = this.button.tabIndex;
    this.button.after(again);
  }

  /** @param {string | null} code */
  #showCode(code) {
    this.code = code;
    say(this.codePart, code ? grouped(code) : "\u00b7".repeat(this.row.digits));
    this.codePart.classList.toggle("missing", !code);
    if (code) this.codePart.dataset.code = code;
    else delete this.codePart.dataset.code;
  }

  /** @param {string | null} next */
  #showNext(next) {
    say(this.nextPart, next ? `→ ${grouped(next)}` : "");
    if (next) this.nextPart.dataset.next = next;
    else delete this.nextPart.dataset.next;
  }

  #who() {
    return [this.title, this.subtitle].filter(Boolean).join(" ");
  }

  /** @param {string} more */
  #label(more) {
    const code = this.code ? message("label_code", spelled(this.code)) : message("label_waiting");
    this.button.setAttribute("aria-label", `${this.#who()}${code}${more}`);
  }
}
