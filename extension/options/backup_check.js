// Whether a backup file opens: read as an import is, and nothing of it taken.

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { field, passwordField } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message, plural } from "../ui/words.js";
import { dataOf } from "./file_data.js";

export function checkBackup() {
  const file = el("input", { type: "file", name: "backup" });
  const password = passwordField({ name: "backup_password", message: "options_check_password" });
  const go = button({ type: "submit", message: "options_check_go", command: "import.read" });
  const said = el("p", { role: "status", class: "notice", hidden: true });
  const form = el("form", { class: "panel", novalidate: true });
  form.append(el("h2", { message: "options_check" }), el("p", { message: "options_check_text" }));
  form.append(field({ message: "options_check_file" }, file), password.element);
  form.append(el("div", { class: "choices" }, go), said);

  /** @param {string} text @param {boolean} good */
  const say = (text, good) => {
    said.textContent = text;
    said.className = good ? "notice good" : "notice warn";
    said.hidden = false;
  };

  const check = async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return file.focus();
    const data_base64 = await dataOf(chosen);
    const secret = password.input.value;
    const what = { name: chosen.name, data_base64, ...(secret && { password: secret }) };
    const { accounts, refused } = await showBusy(go, send("import.read", what));
    const opened = plural("options_check_opens", accounts.length);
    say(
      refused.length > 0
        ? joinSentences(opened, plural("options_refused", refused.length))
        : opened,
      true,
    );
    password.input.value = "";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(go)) return;
    said.hidden = true;
    try {
      await check();
    } catch (error) {
      refreshIfLocked(error);
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === "password.needed") password.input.focus();
      say(joinSentences(message("options_check_fails"), errorMessage(error)), false);
    }
  });
  return form;
}
