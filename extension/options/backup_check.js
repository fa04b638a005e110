// Whether a backup file opens: read as an import is, and nothing of it taken.

import { asked, busy } from "../ui/busy.js";
import { button, make } from "../ui/dom.js";
import { field, passwordField } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { sentences } from "../ui/sentences.js";
import { noteLock } from "../ui/vault_status.js";
import { words, wordsFor, wordsOf } from "../ui/words.js";
import { dataOf } from "./file_data.js";

export function checkBackup() {
  const file = make("input", { type: "file", name: "backup" });
  const password = passwordField({ name: "backup_password", words: "options_check_password" });
  const go = button({ type: "submit", words: "options_check_go", command: "import.read" });
  const said = make("p", { role: "status", class: "notice", hidden: true });
  const form = make("form", { class: "panel", novalidate: true });
  form.append(make("h2", { words: "options_check" }), make("p", { words: "options_check_text" }));
  form.append(field({ words: "options_check_file" }, file), password.element);
  form.append(make("div", { class: "choices" }, go), said);

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
    const { accounts, refused } = await busy(go, send("import.read", what));
    const opened = wordsOf("options_check_opens", accounts.length);
    say(
      refused.length > 0 ? sentences(opened, wordsOf("options_refused", refused.length)) : opened,
      true,
    );
    password.input.value = "";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asked(go)) return;
    said.hidden = true;
    try {
      await check();
    } catch (error) {
      noteLock(error);
      const { code } = /** @type {{ code?: string }} */ (error);
      if (code === "password.needed") password.input.focus();
      say(sentences(words("options_check_fails"), wordsFor(error)), false);
    }
  });
  return form;
}
