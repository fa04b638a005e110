// Checks that a backup file can be opened. The file is read like an import, but nothing is added.

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { field, passwordField } from "../ui/fields.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { toBase64 } from "../ui/import/file_data.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { refreshIfLocked } from "../ui/vault_status.js";

export function backupCheckPanel() {
  const file = el("input", { type: "file", name: "backup" });
  const password = passwordField({ name: "backup_password", message: "options_check_password" });
  const submit = button({
    type: "submit",
    message: "options_check_button",
    command: "import.read",
  });
  const resultNote = el("p", { role: "status", class: "notice", hidden: true });
  const form = el("form", { class: "panel", novalidate: true });
  form.append(el("h2", { message: "options_check" }), el("p", { message: "options_check_text" }));
  form.append(field({ message: "options_check_file" }, file), password.element);
  form.append(el("div", { class: "choices" }, submit), resultNote);

  /** @param {string} text @param {boolean} good */
  const showResult = (text, good) => {
    resultNote.textContent = text;
    resultNote.className = good ? "notice good" : "notice warn";
    resultNote.hidden = false;
  };

  const check = async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return file.focus();
    const data_base64 = await toBase64(chosen);
    const secret = password.input.value;
    const request = { name: chosen.name, data_base64, ...(secret && { password: secret }) };
    const { accounts, refused } = await showBusy(submit, send("import.read", request));
    const opened = plural("options_check_opens", accounts.length);
    showResult(
      refused.length > 0
        ? joinSentences(opened, plural("options_refused", refused.length))
        : opened,
      true,
    );
    password.input.value = "";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(submit)) return;
    resultNote.hidden = true;
    try {
      await check();
    } catch (error) {
      refreshIfLocked(error);
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === "password.needed") password.input.focus();
      showResult(joinSentences(message("options_check_fails"), errorMessage(error)), false);
    }
  });
  return form;
}
