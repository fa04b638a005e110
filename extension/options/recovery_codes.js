// An account's recovery codes: a list in which each can be marked as used, and a field to paste more.

import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";

/** @typedef {import("../shapes.d.ts").RecoveryCodeInfo} RecoveryCodeInfo */
/** @typedef {import("../shapes.d.ts").AccountEditRequest} AccountEditRequest */
/** @typedef {Pick<AccountEditRequest, "recovery_codes" | "add_recovery_codes">} Change */

/**
 * @param {() => RecoveryCodeInfo[]} codes the account's codes as saved
 * @param {(change: Change) => Promise<string>} save returns the message of an error, or ""
 */
export function recoveryCodesField(codes, save) {
  const summary = el("summary", {});
  const list = el("ul", { class: "recovery-codes" });
  const entry = el("textarea", { name: "recovery_codes", rows: 3, class: "mono" });
  entry.spellcheck = false;
  entry.autocomplete = "off";
  const add = button({ message: "options_codes_add", command: "account.edit" });
  const adding = field({ message: "options_codes_new", hint: "options_codes_hint" }, entry);
  const element = el("details", { class: "codes" }, summary, list, adding, add);

  const paint = () => {
    const saved = codes();
    const left = saved.filter((code) => !code.used).length;
    summary.textContent =
      saved.length === 0
        ? message("options_codes_none")
        : message("options_codes", left, saved.length);
    list.hidden = saved.length === 0;
    list.replaceChildren(...saved.map(line));
  };

  /** @param {Change} change @returns {Promise<boolean>} whether it was saved */
  const apply = async (change) => {
    const error = await save(change);
    setError(entry, error);
    paint();
    return error === "";
  };

  /** @param {RecoveryCodeInfo} code @param {number} at */
  const line = (code, at) => {
    const id = `recovery-code-${at}`;
    const used = el("input", { type: "checkbox", id, checked: code.used });
    used.dataset.command = "account.edit";
    used.addEventListener("change", async () => {
      await apply({
        recovery_codes: codes().map((one, i) => (i === at ? { ...one, used: used.checked } : one)),
      });
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
    const removeButton = button(
      { class: "icon-button", command: "account.edit" },
      icon("close", 18),
    );
    removeButton.setAttribute("aria-label", message("options_code_remove", code.code));
    removeButton.addEventListener("click", () =>
      apply({ recovery_codes: codes().filter((_, i) => i !== at) }),
    );
    return el("li", { class: code.used ? "is-used" : "" }, used, label, copy, removeButton);
  };

  add.addEventListener("click", async () => {
    if (entry.value.trim() && (await apply({ add_recovery_codes: entry.value }))) entry.value = "";
    entry.focus();
  });
  element.open = codes().length > 0;
  paint();
  return element;
}
