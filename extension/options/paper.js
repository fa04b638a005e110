// Paper keys: every account's QR code and secret on sheets to be printed and put away.

import { el, query } from "../ui/dom.js";
import { message, plural } from "../ui/words.js";
import { qrCode } from "./qr.js";

/** @param {string} text in groups of four, as they are typed */
function inFours(text) {
  return text.replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * What a person needs of the URI to type it in.
 * @param {string} uri
 */
function partsOf(uri) {
  const url = new URL(uri);
  const label = decodeURIComponent(url.pathname.replace(/^\/+(?:[a-z]+\/)?/i, ""));
  const issuer = url.searchParams.get("issuer") ?? "";
  const name = issuer && label.startsWith(`${issuer}:`) ? label.slice(issuer.length + 1) : label;
  return { issuer, name: name.trim(), secret: url.searchParams.get("secret") ?? "", url };
}

/** What differs from what every app takes for granted. @param {URL} url */
function unusual({ searchParams, href }) {
  const said = [];
  const kind = /^otpauth:\/\/(\w+)/i.exec(href)?.[1] ?? "";
  if (kind.toLowerCase() !== "totp") said.push(kind.toUpperCase());
  for (const name of ["algorithm", "digits", "period", "counter", "pin"]) {
    const value = searchParams.get(name);
    const usual = { algorithm: "SHA1", digits: "6", period: "30" }[name];
    if (value && value !== usual) said.push(`${name} ${value}`);
  }
  return said.join(" · ");
}

/** @param {string} uri */
function card(uri) {
  const { issuer, name, secret, url } = partsOf(uri);
  const title = [issuer, name].filter(Boolean).join(" – ");
  const told = el("div", {}, el("h2", { dir: "auto", text: issuer || name }));
  if (issuer) told.append(el("p", { dir: "auto", text: name }));
  told.append(el("p", { class: "mono", text: inFours(secret) }));
  told.append(el("p", { text: unusual(url) }));
  return el("li", {}, qrCode(uri, message("options_qr_of", title)), told);
}

/** @param {string[]} uris */
export function printPaper(uris) {
  /** @type {HTMLElement} */
  const sheet = query("#print");
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long" }).format(new Date());
  const head = el("header", {}, el("h1", { message: "options_paper_title" }));
  head.append(el("p", { text: `${day} · ${plural("matches", uris.length)}` }));
  head.append(el("p", { message: "options_paper_warning" }));
  sheet.replaceChildren(head, el("ul", {}, ...uris.map(card)));
  addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  print();
}

/** @param {string} key @param {string} made the day */
export function printRecoveryKey(key, made) {
  /** @type {HTMLElement} */
  const sheet = query("#print");
  const head = el("header", {}, el("h1", { message: "options_recovery_paper" }));
  head.append(el("p", { text: made }), el("p", { message: "options_recovery_paper_text" }));
  sheet.replaceChildren(head, el("p", { class: "mono key", text: key }));
  addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  print();
}
