// What a file is opened by: its password, and for a KeePass database perhaps a key file.

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { field, passwordField } from "../ui/fields.js";

/**
 * @param {object} labels
 * @param {string} labels.trouble why the last try did not open it, or nothing
 * @param {boolean} labels.withKeyFile whether a key file may open it
 * @param {(password: string, keyFile: File | undefined) => Promise<void>} labels.onOpen
 */
export function passwordForm({ trouble, withKeyFile, onOpen }) {
  const { input, element } = passwordField({
    name: "import_password",
    message: "options_import_password",
    hint: "options_import_password_text",
  });
  const keyFile = el("input", { type: "file", name: "import_key_file" });
  const go = button({ class: "button primary", type: "submit", command: "import.read" });
  go.append(el("span", { message: "options_import_open" }));
  const problem = el("p", { class: "problem", role: "alert", text: trouble, hidden: !trouble });
  const form = el("form", { novalidate: true }, element);
  if (withKeyFile) {
    const labels = { message: "options_import_key_file", hint: "options_import_key_file_text" };
    form.append(field(labels, keyFile));
  }
  form.append(problem, el("div", { class: "choices" }, go));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = keyFile.files?.[0];
    if (input.value === "" && !chosen) input.focus();
    else if (!isBusy(go)) showBusy(go, onOpen(input.value, chosen));
  });
  return { form, input };
}
