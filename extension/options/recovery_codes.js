// The codes a site hands out for the day the phone is gone: kept one by one, each ticked once used.

import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { icon } from "../ui/icons.js";
import { message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").RecoveryCodeInfo} RecoveryCode */

/**
 * Codes as people paste them: one a line, or several with two spaces and more, tabs or commas
 * between them. A list's own numbers ("1. ", "2) ") are not part of a code.
 * @param {string} text
 * @returns {string[]}
 */
export function codesIn(text) {
  const pieces = text.split(/[\n\r\t,;、，]+|\s{2,}/);
  const codes = pieces.map((piece) => piece.replace(/^\s*(?:[-•*・]|\d{1,2}[.)])\s+/, "").trim());
  return [...new Set(codes.filter(Boolean))];
}

/**
 * @param {RecoveryCode[]} codes
 * @param {(codes: RecoveryCode[]) => Promise<string>} save answers what went wrong, in words
 */
export function recoveryCodes(codes, save) {
  let held = codes.map((code) => ({ ...code }));
  const summary = el("summary", {});
  const list = el("ul", { class: "recovery-codes" });
  const entry = el("textarea", { name: "recovery_codes", rows: 3, class: "mono" });
  entry.spellcheck = false;
  entry.autocomplete = "off";
  const add = button({ message: "options_codes_add", command: "account.edit" });
  const adding = field({ message: "options_codes_new", hint: "options_codes_hint" }, entry);
  const element = el("details", { class: "codes" }, summary, list, adding, add);

  const paint = () => {
    const left = held.filter((code) => !code.used).length;
    summary.textContent =
      held.length === 0
        ? message("options_codes_none")
        : message("options_codes", left, held.length);
    list.hidden = held.length === 0;
    list.replaceChildren(...held.map(line));
  };

  /** @param {RecoveryCode[]} wanted */
  const keep = async (wanted) => {
    const trouble = await save(wanted);
    setError(entry, trouble);
    if (!trouble) held = wanted;
    paint();
    return !trouble;
  };

  /** @param {RecoveryCode} code @param {number} at */
  const line = (code, at) => {
    const id = `recovery-code-${at}`;
    const used = el("input", { type: "checkbox", id, checked: code.used });
    used.dataset.command = "account.edit";
    used.addEventListener("change", async () => {
      await keep(held.map((one, i) => (i === at ? { ...one, used: used.checked } : one)));
      document.getElementById(id)?.focus();
    });
    const label = el("label", { for: id });
    label.append(el("span", { class: "mono", text: code.code }));
    label.append(
      el("span", { class: "quiet", text: code.used ? message("options_code_used") : "" }),
    );
    const copy = button({ class: "icon-button" }, icon("copy", 18));
    copy.setAttribute("aria-label", message("options_code_copy", code.code));
    copy.addEventListener("click", () => navigator.clipboard.writeText(code.code).catch(() => {}));
    const away = button({ class: "icon-button", command: "account.edit" }, icon("close", 18));
    away.setAttribute("aria-label", message("options_code_remove", code.code));
    away.addEventListener("click", () => keep(held.filter((_, i) => i !== at)));
    return el("li", { class: code.used ? "is-used" : "" }, used, label, copy, away);
  };

  add.addEventListener("click", async () => {
    const there = new Set(held.map(({ code }) => code));
    const fresh = codesIn(entry.value).filter((code) => !there.has(code));
    const added = fresh.map((code) => ({ code, used: false }));
    if (added.length > 0 && (await keep([...held, ...added]))) entry.value = "";
    entry.focus();
  });
  element.open = held.length > 0;
  paint();
  return element;
}
