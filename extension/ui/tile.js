// Elements that show an account in a list: its tile and its names.

import { accountTitle, labelHue, labelLetter } from "./account_label.js";
import { el } from "./dom.js";

/** @typedef {import("./account_label.js").AccountNames} AccountNames */

/** @param {AccountNames} account */
export function accountTile(account) {
  const title = accountTitle(account);
  const element = el("span", { class: "tile", "aria-hidden": "true", text: labelLetter(title) });
  element.style.setProperty("--hue", String(labelHue(title)));
  return element;
}

/**
 * Returns issuer and name, each with its own writing direction (`dir="auto"`).
 * @param {AccountNames} account
 */
export function accountNames(account) {
  const title = accountTitle(account);
  const subtitle = account.issuer ? account.name : "";
  const element = el("span", {
    class: "names",
    title: [title, subtitle].filter(Boolean).join("\n"),
  });
  element.append(el("b", { class: "issuer", dir: "auto", text: title }));
  if (subtitle) element.append(el("span", { class: "name", dir: "auto", text: subtitle }));
  return element;
}
