// Messages on the pages: HTML names them by key, the browser's language chooses them.
//   data-message="key"              the element's text
//   data-message-label="key"        its aria-label; likewise -title and -placeholder
// A <kbd> holds a key's name on Windows. Messages hold shortcuts in braces: "{Ctrl+V}". Both are named as on
// this computer.

import "../overlay/key_names.js";

/** @typedef {import("./messages.js").Failure} Failure */

const ATTRIBUTES = /** @type {const} */ ([
  ["messageLabel", "[data-message-label]", "aria-label"],
  ["messageTitle", "[data-message-title]", "title"],
  ["messagePlaceholder", "[data-message-placeholder]", "placeholder"],
]);

// Letters that run from right to left (Unicode's blocks of Hebrew, Arabic and their kin).
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE] = ["\u2068", "\u2069"]; // UAX #9: what stands between keeps its order to itself

/** @param {string | number} part a name runs its own way, and turns nothing round it */
function isolateDirection(part) {
  const text = String(part);
  return RIGHT_TO_LEFT.test(text)
    ? `${FIRST_STRONG_ISOLATE}${text}${POP_DIRECTIONAL_ISOLATE}`
    : text;
}

/**
 * @param {string} key
 * @param {...(string | number)} parts what stands for $1, $2, …; a message with parts holds no shortcut, so that
 *   braces in a name are left alone
 * @returns {string}
 */
export function message(key, ...parts) {
  const message = chrome.i18n.getMessage(key, parts.map(isolateDirection));
  return parts.length === 0 ? kakomiKeyNames.fillIn(message) : message;
}

/**
 * Of two texts the one that fits the number: `key_one` for one, else `key_many`.
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

/** Puts the words into the page and its templates, and says which language they are. */
export function translatePage() {
  document.documentElement.lang = message("lang");
  translate(document);
  for (const template of document.querySelectorAll("template")) translate(template.content);
}

/**
 * What to tell a person of an error: by its code, or in general if the code is unknown here.
 * @param {unknown} error a KakomiError or a Failure
 * @returns {string}
 */
export function errorMessage(error) {
  const code = /** @type {Partial<Failure> | null} */ (error)?.code ?? "kakomi.failed";
  return message(`error_${code.replaceAll(".", "_")}`) || message("error_kakomi_failed");
}

/**
 * How an account is called in a sentence.
 * @param {{ issuer: string, name: string }} account
 * @returns {string}
 */
export function accountTitle({ issuer, name }) {
  return issuer || name || message("account_unnamed");
}
