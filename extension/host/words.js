// The worker's messages, in the language that the user chose for Kakomi: titles of menus, and what Kakomi shows in web
// pages. Chrome's own lookup knows the browser's language only.

import { loadMessages, lookUp } from "../ui/chosen_messages.js";
import { localValue } from "../ui/local_values.js";

/** @typedef {import("../ui/chosen_messages.js").Messages} Messages */

/** @type {Promise<Messages | null> | null} */
let loading = null;

/** @returns {Promise<Messages | null>} null: the browser's language */
function chosenMessages() {
  loading ??= localValue("language")
    .then(loadMessages)
    .catch(() => null);
  return loading;
}

/** Reads the language again at the next message. */
export function forgetLanguage() {
  loading = null;
}

/** @param {string} key @param {string[]} [parts] @returns {Promise<string>} */
export async function message(key, parts = []) {
  const chosen = await chosenMessages();
  return chosen ? lookUp(chosen, key, parts) : chrome.i18n.getMessage(key, parts);
}

/**
 * @param {string} prefix of the keys
 * @returns {Promise<Record<string, string> | null>} the messages by key, with "$1" where their first part belongs;
 * null: the browser's language
 */
export async function messagesFor(prefix) {
  const chosen = await chosenMessages();
  if (!chosen) return null;
  const keys = Object.keys(chosen).filter((key) => key.startsWith(prefix));
  const parts = ["$1", "$2", "$3", "$4"];
  return Object.fromEntries(keys.map((key) => [key, lookUp(chosen, key, parts)]));
}
