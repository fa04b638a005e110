// An account's face in a list: its letter, its names, what its codes are made of.

import { hueOf, particulars } from "../popup/rows.js";
import { make } from "./dom.js";
import { titleOf } from "./words.js";

/** @typedef {import("../shapes.d.ts").Row["kind"]} Kind */
/** @typedef {import("../shapes.d.ts").Row["algorithm"]} Algorithm */
/** @typedef {{ issuer: string, name: string }} Named */

/** @type {Record<Kind, string>} */
export const KINDS = { totp: "TOTP", hotp: "HOTP", steam: "Steam", motp: "mOTP", yandex: "Yandex" };

/** @param {Named} account */
export function tile(account) {
  const title = titleOf(account);
  const element = make("span", { class: "tile", "aria-hidden": "true" });
  element.textContent = ([...title.normalize("NFKC")][0] ?? "").toUpperCase();
  element.style.setProperty("--hue", String(hueOf(title)));
  return element;
}

/** Each name keeps its own direction. @param {Named} account */
export function names(account) {
  const title = titleOf(account);
  const second = account.issuer ? account.name : "";
  const element = make("span", {
    class: "names",
    title: [title, second].filter(Boolean).join("\n"),
  });
  element.append(make("b", { class: "issuer", dir: "auto", text: title }));
  if (second) element.append(make("span", { class: "name", dir: "auto", text: second }));
  return element;
}

/** @param {Named} account */
export function fullTitle(account) {
  return [titleOf(account), account.issuer ? account.name : ""].filter(Boolean).join(" ");
}

/** What differs from the usual. @param {Parameters<typeof particulars>[0]} row */
export function unusual(row) {
  return particulars(row).join(" · ");
}
