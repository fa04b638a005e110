// Asks for a file's password, and for the key file of a KeePass database.

import { isBusy, showBusy } from "../busy.js";
import { button, el } from "../dom.js";
import { field, passwordField } from "../fields.js";

/**
 * @param {object} labels
 * @param {string} labels.error why the last attempt failed; empty at first
 * @param {boolean} labels.withKeyFile whether a key file may open it
 * @param {(password: string, keyFile: File | undefined) => Promise<void>} labels.onOpen
 */
export function passwordForm({ error, withKeyFile, onOpen }) {
  const { input, element } = passwordField({
    name: "import_password",
    message: "options_import_password",
    hint: "options_import_password_text",
  });
  const keyFile = el("input", { type: "file", name: "import_key_file" });
  const submit = button({ class: "button primary", type: "submit", command: "import.read" });
  submit.append(el("span", { message: "options_import_open" }));
  const problem = el("p", { class: "problem", role: "alert", text: error, hidden: !error });
  const form = el("form", { novalidate: true }, element);
  if (withKeyFile) {
    const labels = { message: "options_import_key_file", hint: "options_import_key_file_text" };
    form.append(field(labels, keyFile));
  }
  form.append(problem, el("div", { class: "choices" }, submit));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = keyFile.files?.[0];
    if (input.value === "" && !chosen) input.focus();
    else if (!isBusy(submit)) showBusy(submit, onOpen(input.value, chosen));
  });
  return { form, input };
}
