// An account's face in a list: its letter, its names, what its codes are made of.

import { hueOf, particulars } from "../popup/rows.js";
import { el } from "./dom.js";
import { accountTitle } from "./words.js";

/** @typedef {import("../shapes.d.ts").Row["kind"]} Kind */
/** @typedef {import("../shapes.d.ts").Row["algorithm"]} Algorithm */
/** @typedef {{ issuer: string, name: string }} AccountNames */

/** @param {AccountNames} account */
export function accountTile(account) {
  const title = accountTitle(account);
  const element = el("span", { class: "tile", "aria-hidden": "true" });
  element.textContent = ([...title.normalize("NFKC")][0] ?? "").toUpperCase();
  element.style.setProperty("--hue", String(hueOf(title)));
  return element;
}

/** Each name keeps its own direction. @param {AccountNames} account */
export function accountNames(account) {
  const title = accountTitle(account);
  const second = account.issuer ? account.name : "";
  const element = el("span", {
    class: "names",
    title: [title, second].filter(Boolean).join("\n"),
  });
  element.append(el("b", { class: "issuer", dir: "auto", text: title }));
  if (second) element.append(el("span", { class: "name", dir: "auto", text: second }));
  return element;
}

/** @param {AccountNames} account */
export function fullTitle(account) {
  return [accountTitle(account), account.issuer ? account.name : ""].filter(Boolean).join(" ");
}

/** What differs from the usual. @param {Parameters<typeof particulars>[0]} row */
export function unusualParameters(row) {
  return particulars(row).join(" · ");
}
