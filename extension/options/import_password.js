// What a file is opened by: its password, and for a KeePass database perhaps a key file.

import { asked, busy } from "../ui/busy.js";
import { button, make } from "../ui/dom.js";
import { field, passwordField } from "../ui/fields.js";

/**
 * @param {object} says
 * @param {string} says.trouble why the last try did not open it, or nothing
 * @param {boolean} says.withKeyFile whether a key file may open it
 * @param {(password: string, keyFile: File | undefined) => Promise<void>} says.onOpen
 */
export function passwordForm({ trouble, withKeyFile, onOpen }) {
  const { input, element } = passwordField({
    name: "import_password",
    words: "options_import_password",
    hint: "options_import_password_text",
  });
  const keyFile = make("input", { type: "file", name: "import_key_file" });
  const go = button({ class: "button primary", type: "submit", command: "import.read" });
  go.append(make("span", { words: "options_import_open" }));
  const problem = make("p", { class: "problem", role: "alert", text: trouble, hidden: !trouble });
  const form = make("form", { novalidate: true }, element);
  if (withKeyFile) {
    const says = { words: "options_import_key_file", hint: "options_import_key_file_text" };
    form.append(field(says, keyFile));
  }
  form.append(problem, make("div", { class: "choices" }, go));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = keyFile.files?.[0];
    if (input.value === "" && !chosen) input.focus();
    else if (!asked(go)) busy(go, onOpen(input.value, chosen));
  });
  return { form, input };
}
