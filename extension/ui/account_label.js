// How an account is labelled: its title, the letter and colour of its tile, and its parameters.

import { KIND_NAMES, PIN_PATTERNS } from "../facts/account.js";
import { message } from "./i18n.js";

/** @typedef {import("../shapes.d.ts").Row} Row */
/** @typedef {{ issuer: string, name: string }} AccountNames */

/**
 * Returns the account's title: its issuer, or its name if it has no issuer.
 * @param {AccountNames} account
 * @returns {string}
 */
export function accountTitle({ issuer, name }) {
  return issuer || name || message("account_unnamed");
}

/** Returns the title and, after it, the name. @param {AccountNames} account */
export function fullTitle(account) {
  return [accountTitle(account), account.issuer ? account.name : ""].filter(Boolean).join(" ");
}

/** Returns the letter of the account's tile. @param {string} title */
export function labelLetter(title) {
  return ([...title.normalize("NFKC")][0] ?? "").toUpperCase();
}

/**
 * Returns the hue of the account's tile, in degrees. The same title always has the same hue.
 * @param {string} title
 */
export function labelHue(title) {
  let hash = 7;
  for (const letter of title) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 3600;
  return hash % 360;
}

/** Returns how the algorithm is called: "SHA-256", "SHA3-256". @param {string} algorithm */
export function algorithmName(algorithm) {
  return algorithm.replace(/^SHA(?=\d+$)/, "SHA-");
}

/**
 * Returns the texts of the account's unusual parameters. The number of digits is left out, because
 * the code shows it.
 * @param {Pick<Row, "unusual" | "kind" | "algorithm" | "period_s">} row
 * @returns {string[]}
 */
export function unusualParameters({ unusual, kind, algorithm, period_s }) {
  const texts = {
    kind: kind === "hotp" ? message("counter_based") : KIND_NAMES[kind],
    algorithm: algorithmName(algorithm),
    digits: "",
    period_s: message("period_seconds", period_s),
  };
  return unusual.map((name) => texts[name]).filter(Boolean);
}

/**
 * Returns whether the account has no codes yet because its PIN is missing.
 * @param {Pick<Row, "kind" | "codes">} row
 */
export function needsPin({ kind, codes }) {
  return kind in PIN_PATTERNS && codes.length === 0;
}
