// The backup that makes itself each time the vault changed: into the download folder, encrypted.

import { make } from "../ui/dom.js";
import { field, tick } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { sentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import { noteLock } from "../ui/vault_status.js";
import { words, wordsFor } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").BackupStatusReply} BackupStatus */

const KEEP = [3, 5, 10, 20];
const NEEDED = { permissions: /** @type {chrome.runtime.ManifestPermission[]} */ (["downloads"]) };

export function automatic() {
  const on = tick({
    name: "automatic",
    words: "options_automatic_on",
    hint: "options_automatic_text",
    command: "backup.set_automatic",
  });
  const keep = make("select", { name: "keep", "data-command": "backup.set_automatic" });
  for (const count of KEEP) {
    keep.append(make("option", { value: count, text: words("options_automatic_count", count) }));
  }
  const needs = make("p", { class: "notice", hidden: true });
  const link = make("a", { href: "#protection", words: "options_automatic_protect" });
  needs.append(words("options_automatic_needs"), words("lang") === "ja" ? "" : " ", link);
  const element = make("section", { class: "panel" }, make("h2", { words: "options_automatic" }));
  const kept = field({ words: "options_automatic_keep" }, keep);
  const failed = make("p", { class: "notice warn", hidden: true });
  element.append(needs, failed, on.element, kept);

  const save = async () => {
    const wanted = on.input.checked;
    try {
      // Asked in the press itself: the browser lets nobody ask later.
      if (wanted && !(await chrome.permissions.request(NEEDED))) {
        on.input.checked = false;
        return;
      }
      await send("backup.set_automatic", { on: wanted, keep: Number(keep.value) });
      kept.hidden = !wanted;
      toast(words(wanted ? "options_automatic_is_on" : "options_automatic_is_off"));
    } catch (error) {
      noteLock(error);
      on.input.checked = !wanted;
      toast(wordsFor(error));
    }
  };
  on.input.addEventListener("change", save);
  keep.addEventListener("change", save);

  return {
    element,
    /** @param {BackupStatus} status @param {boolean} possible there is a key to seal it with */
    show({ automatic: set, trouble }, possible) {
      failed.hidden = !trouble;
      failed.textContent = trouble
        ? sentences(words("options_automatic_failed"), wordsFor(trouble))
        : "";
      on.input.checked = set.on;
      on.input.disabled = !possible && !set.on;
      needs.hidden = possible;
      kept.hidden = !set.on;
      if (!KEEP.includes(set.keep)) {
        const text = words("options_automatic_count", set.keep);
        keep.append(make("option", { value: set.keep, text }));
      }
      keep.value = String(set.keep);
    },
  };
}
