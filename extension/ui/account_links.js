// Recognizes the URIs of accounts and transfers in text that a user pastes or types. JavaScript does this,
// because a paste must be accepted before its event handler returns, and Python answers later.

import { ACCOUNT_SCHEMES, TRANSFER_SCHEME } from "../facts/account.js";

/** @param {string} text @param {readonly string[]} schemes */
function hasScheme(text, schemes) {
  const start = text.trimStart().toLowerCase();
  return schemes.some((scheme) => start.startsWith(`${scheme}://`));
}

/** @param {string} text */
export function isAccountLink(text) {
  return hasScheme(text, ACCOUNT_SCHEMES);
}

/** @param {string} text */
export function isTransferLink(text) {
  return hasScheme(text, [TRANSFER_SCHEME]);
}

/**
 * Returns whether the text has at least one line and every line is a link of either kind.
 * @param {string} text
 */
export function areLinks(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.length > 0 && lines.every((line) => isAccountLink(line) || isTransferLink(line));
}
