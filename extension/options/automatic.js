// The backup that makes itself each time the vault changed: into the download folder, encrypted.

import { el } from "../ui/dom.js";
import { checkbox, field } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").BackupStatusReply} BackupStatus */

const KEEP = [3, 5, 10, 20];
const NEEDED = { permissions: /** @type {chrome.runtime.ManifestPermission[]} */ (["downloads"]) };

export function automatic() {
  const on = checkbox({
    name: "automatic",
    message: "options_automatic_on",
    hint: "options_automatic_text",
    command: "backup.set_automatic",
  });
  const keep = el("select", { name: "keep", "data-command": "backup.set_automatic" });
  for (const count of KEEP) {
    keep.append(el("option", { value: count, text: message("options_automatic_count", count) }));
  }
  const needs = el("p", { class: "notice", hidden: true });
  const link = el("a", { href: "#protection", message: "options_automatic_protect" });
  needs.append(message("options_automatic_needs"), message("lang") === "ja" ? "" : " ", link);
  const element = el("section", { class: "panel" }, el("h2", { message: "options_automatic" }));
  const kept = field({ message: "options_automatic_keep" }, keep);
  const failed = el("p", { class: "notice warn", hidden: true });
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
      toast(message(wanted ? "options_automatic_is_on" : "options_automatic_is_off"));
    } catch (error) {
      refreshIfLocked(error);
      on.input.checked = !wanted;
      toast(errorMessage(error));
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
        ? joinSentences(message("options_automatic_failed"), errorMessage(trouble))
        : "";
      on.input.checked = set.on;
      on.input.disabled = !possible && !set.on;
      needs.hidden = possible;
      kept.hidden = !set.on;
      if (!KEEP.includes(set.keep)) {
        const text = message("options_automatic_count", set.keep);
        keep.append(el("option", { value: set.keep, text }));
      }
      keep.value = String(set.keep);
    },
  };
}
