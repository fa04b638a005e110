// Automatic backup: an encrypted file after each change of the vault.

import { KEEP_COUNTS } from "../facts/backup.js";
import { el } from "../ui/dom.js";
import { checkbox, field } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { currentPolicy, managedNote } from "../ui/policy.js";
import { joinSentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { backupFolderField } from "./backup_folder.js";

/** @typedef {import("../shapes.d.ts").BackupStatusReply} BackupStatus */

/** @type {readonly number[]} */
const keepCounts = KEEP_COUNTS;
const NEEDED_PERMISSIONS = {
  permissions: /** @type {chrome.runtime.ManifestPermission[]} */ (["downloads"]),
};

/** @param {NonNullable<BackupStatus["backup_error"]>} error */
function errorText(error) {
  const isSaved = error.code.startsWith("backup.folder_");
  const text = errorMessage(error);
  return isSaved
    ? joinSentences(text, message("options_folder_instead"))
    : joinSentences(message("options_automatic_failed"), text);
}

/** @param {() => Promise<unknown>} onChange reads the status again and shows it */
export function automaticBackupPanel(onChange) {
  const enabled = checkbox({
    name: "automatic",
    message: "options_automatic_on",
    hint: "options_automatic_text",
    command: "backup.set_automatic",
  });
  const keep = el("select", { name: "keep", "data-command": "backup.set_automatic" });
  for (const count of keepCounts) {
    keep.append(el("option", { value: count, text: message("options_automatic_count", count) }));
  }
  const needsKeyNotice = el("p", { class: "notice", hidden: true });
  const link = el("a", { href: "#protection", message: "options_automatic_protect" });
  needsKeyNotice.append(
    message("options_automatic_needs"),
    message("lang") === "ja" ? "" : " ",
    link,
  );
  const element = el("section", { class: "panel" }, el("h2", { message: "options_automatic" }));
  const keepField = field({ message: "options_automatic_keep" }, keep);
  const failureNotice = el("p", { class: "notice warn", hidden: true });
  const managed = managedNote();
  const folder = backupFolderField(onChange);
  element.append(needsKeyNotice, failureNotice, enabled.element, keepField, folder.element);
  element.append(managed);

  const save = async () => {
    const isEnabled = enabled.input.checked;
    try {
      // chrome.permissions.request works only inside the event handler of a click.
      if (isEnabled && !(await chrome.permissions.request(NEEDED_PERMISSIONS))) {
        enabled.input.checked = false;
        return;
      }
      await send("backup.set_automatic", { on: isEnabled, keep: Number(keep.value) });
      await onChange();
      toast(message(isEnabled ? "options_automatic_is_on" : "options_automatic_is_off"));
    } catch (error) {
      refreshIfLocked(error);
      enabled.input.checked = !isEnabled;
      toast(errorMessage(error));
    }
  };
  enabled.input.addEventListener("change", save);
  keep.addEventListener("change", save);

  return {
    element,
    /**
     * @param {BackupStatus} status
     * @param {boolean} hasKey whether a passphrase or recovery key can open the backup elsewhere
     */
    show(status, hasKey) {
      const { automatic: set, backup_error: error } = status;
      const isAsking = error?.code === "backup.folder_asks"; // the folder field says this
      failureNotice.hidden = !error || isAsking;
      failureNotice.textContent = error ? errorText(error) : "";
      folder.show(status);
      enabled.input.checked = set.on;
      const isRequired = currentPolicy().automatic_backup_required;
      enabled.input.disabled = set.on ? isRequired && !error : !hasKey;
      managed.hidden = !isRequired;
      needsKeyNotice.hidden = hasKey;
      keepField.hidden = !set.on;
      if (!keepCounts.includes(set.keep)) {
        const text = message("options_automatic_count", set.keep);
        keep.append(el("option", { value: set.keep, text }));
      }
      keep.value = String(set.keep);
    },
  };
}
