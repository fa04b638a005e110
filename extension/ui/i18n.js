// Messages on the pages: HTML names them by key, the browser's language chooses them.
//   data-message="key"              the element's text
//   data-message-label="key"        its aria-label; likewise -title and -placeholder
// A <kbd> holds a key's name on Windows. Messages hold shortcuts in braces: "{Ctrl+V}". Both are named as on
// this computer.

import "../overlay/key_names.js";
import { loadMessages, lookUp } from "./chosen_messages.js";

/** @typedef {import("./messages.js").Failure} Failure */

/** the messages of the language that the user chose; null: the browser's */
const chosen = await loadMessages(globalThis.kakomiAppearance?.language());

const ATTRIBUTES = /** @type {const} */ ([
  ["messageLabel", "[data-message-label]", "aria-label"],
  ["messageTitle", "[data-message-title]", "title"],
  ["messagePlaceholder", "[data-message-placeholder]", "placeholder"],
]);

// Letters of right-to-left scripts (Unicode's blocks of Hebrew, Arabic and related scripts).
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE] = ["\u2068", "\u2069"]; // UAX #9: text between these does not change the direction of the text around it

/** Isolates text that has right-to-left letters. @param {string | number} part */
function isolateDirection(part) {
  const text = String(part);
  return RIGHT_TO_LEFT.test(text)
    ? `${FIRST_STRONG_ISOLATE}${text}${POP_DIRECTIONAL_ISOLATE}`
    : text;
}

/**
 * Returns the message in the browser's language.
 * @param {string} key
 * @param {...(string | number)} parts the values of $1, $2, …; shortcuts are not named in a
 *   message with parts, so that braces in an account's name are left alone
 * @returns {string}
 */
export function message(key, ...parts) {
  const texts = parts.map(isolateDirection);
  const message = chosen ? lookUp(chosen, key, texts) : chrome.i18n.getMessage(key, texts);
  return parts.length === 0 ? kakomiKeyNames.fillIn(message) : message;
}

/**
 * Returns the message `key_one` for one, and `key_many` for any other number.
 * @param {string} key
 * @param {number} count
 * @returns {string}
 */
export function plural(key, count) {
  return count === 1 ? message(`${key}_one`) : message(`${key}_many`, count);
}

/** @param {ParentNode} root */
function translate(root) {
  for (const element of root.querySelectorAll("[data-message]")) {
    if (element instanceof HTMLElement)
      element.textContent = message(element.dataset.message ?? "");
  }
  for (const key of root.querySelectorAll("kbd")) {
    key.textContent = kakomiKeyNames.nameOf(key.textContent ?? "");
  }
  for (const [key, selector, attribute] of ATTRIBUTES) {
    for (const element of root.querySelectorAll(selector)) {
      if (!(element instanceof HTMLElement)) continue;
      element.setAttribute(attribute, message(element.dataset[key] ?? ""));
    }
  }
}

/** Fills in the messages of the page and its templates, and sets the page's language. */
export function translatePage() {
  document.documentElement.lang = message("lang");
  translate(document);
  for (const template of document.querySelectorAll("template")) translate(template.content);
}

/**
 * Returns the message of an error's code, or a general one if the code is unknown here.
 * @param {unknown} error a KakomiError or a Failure
 * @returns {string}
 */
export function errorMessage(error) {
  const { code = "kakomi.failed", where = "" } =
    /** @type {Partial<Failure> | null} */ (error) ?? {};
  if (code === "scan.part_of_series")
    return message("error_scan_part_of_series", ...where.split("/"));
  return message(`error_${code.replaceAll(".", "_")}`) || message("error_kakomi_failed");
}
