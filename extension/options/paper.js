// Prints a paper backup (a card for each account), or the recovery key.

import { accountTitle, fullTitle } from "../ui/account_label.js";
import { el, query } from "../ui/dom.js";
import { message, plural } from "../ui/i18n.js";
import { qrCode } from "./qr.js";

/** @typedef {import("../shapes.d.ts").PaperAccount} PaperAccount */

/** @param {PaperAccount} account */
function card({ uri, issuer, name, secret, parameters }) {
  const title = fullTitle({ issuer, name });
  const text = el("div", {}, el("h2", { dir: "auto", text: accountTitle({ issuer, name }) }));
  if (issuer && name) text.append(el("p", { dir: "auto", text: name }));
  text.append(el("p", { class: "mono", dir: "ltr", text: secret }));
  text.append(el("p", { dir: "ltr", text: parameters.join(" · ") }));
  return el("li", {}, qrCode(uri, message("options_qr_of", title)), text);
}

/** @param {PaperAccount[]} accounts */
export function printPaper(accounts) {
  /** @type {HTMLElement} */
  const sheet = query("#print");
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long" }).format(new Date());
  const head = el("header", {}, el("h1", { message: "options_paper_title" }));
  head.append(el("p", { text: `${day} · ${plural("matches", accounts.length)}` }));
  head.append(el("p", { message: "options_paper_warning" }));
  sheet.replaceChildren(head, el("ul", {}, ...accounts.map(card)));
  addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  print();
}

/** @param {string} key @param {string} made the date */
export function printRecoveryKey(key, made) {
  /** @type {HTMLElement} */
  const sheet = query("#print");
  const head = el("header", {}, el("h1", { message: "options_recovery_paper" }));
  head.append(el("p", { text: made }), el("p", { message: "options_recovery_paper_text" }));
  sheet.replaceChildren(head, el("p", { class: "mono key", text: key }));
  addEventListener("afterprint", () => sheet.replaceChildren(), { once: true });
  print();
}
