// When an open vault locks by itself. Without a lock there is nothing to lock.

import { make } from "../ui/dom.js";
import { field, tick } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { noteLock, standing, stands } from "../ui/vault_status.js";
import { words, wordsFor, wordsOf } from "../ui/words.js";

const MINUTES = [1, 5, 15, 30, 60, 240];

/** @param {number} minutes */
function spelled(minutes) {
  return minutes < 60
    ? wordsOf("options_minutes", minutes)
    : wordsOf("options_hours", Math.round(minutes / 60));
}

export function rulesPanel() {
  const command = "vault.set_rules";
  const minutes = make("select", { name: "after_minutes", "data-command": command });
  for (const count of MINUTES)
    minutes.append(make("option", { value: count, text: spelled(count) }));
  minutes.append(make("option", { value: "", words: "options_never" }));
  const screen = tick({ name: "at_screen_lock", words: "options_at_screen_lock", command });
  const close = tick({
    name: "at_browser_close",
    words: "options_at_browser_close",
    hint: "options_at_browser_close_text",
    command,
  });
  const needs = make("p", { class: "notice", words: "options_rules_need" });
  const set = make("fieldset", { class: "plain" });
  set.append(field({ words: "options_after_minutes" }, minutes), screen.element, close.element);
  const element = make(
    "section",
    { class: "panel" },
    make("h2", { words: "options_rules" }),
    needs,
    set,
  );

  const show = () => {
    const { rules, lockable } = standing();
    const count = rules.after_minutes;
    if (count !== null && !MINUTES.includes(count)) {
      minutes.append(make("option", { value: count, text: spelled(count) }));
    }
    minutes.value = count === null ? "" : String(count);
    screen.input.checked = rules.at_screen_lock;
    close.input.checked = rules.at_browser_close;
    needs.hidden = lockable;
    set.disabled = !lockable;
  };

  set.addEventListener("change", async () => {
    try {
      const after_minutes = minutes.value === "" ? null : Number(minutes.value);
      const at_screen_lock = screen.input.checked;
      const at_browser_close = close.input.checked;
      stands(await send(command, { after_minutes, at_screen_lock, at_browser_close }));
      toast(words("options_saved"));
    } catch (error) {
      noteLock(error);
      show();
      toast(wordsFor(error));
    }
  });
  return { element, show };
}
