// Shows the reminder about backups and storage. Closing the banner snoozes the reminder; Python decides for
// how long.

import { capacityTexts } from "../ui/capacity_used.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { dueText, dutyPage } from "../ui/policy.js";
import { syncProblemText } from "../ui/sync_problem_text.js";
import { showBanner } from "./banner.js";
import { closePopup } from "./surface.js";

/** @typedef {import("../shapes.d.ts").Reminder} Reminder */

const OPTIONS = "options/options.html";

/** @type {Record<Exclude<Reminder["kind"], "protect">, (reminder: Reminder) => [title: string, text: string]>} */
const TEXTS = {
  policy: ({ due }) => (due ? [message(`policy_due_${due.duty}`), dueText(due)] : ["", ""]),
  store: () => [message("reminder_store"), message("reminder_store_text")],
  backup_failed: ({ backup_error }) => [
    message("options_automatic_failed"),
    errorMessage(backup_error),
  ],
  sync: ({ sync_problem: problem = "unavailable" }) => [
    message(problem === "folder_asks" ? "reminder_sync_asks" : "reminder_sync"),
    syncProblemText(problem),
  ],
  folder: ({ backup_error }) => [message("reminder_folder"), errorMessage(backup_error)],
  capacity: ({ capacity }) => capacityTexts(capacity),
  backup: ({ accounts }) => [message("reminder_backup", accounts), message("reminder_backup_text")],
};

/** @type {Partial<Record<Reminder["kind"], string>>} the keys of the buttons */
const ACTIONS = {
  store: "options_backup_make",
  backup: "options_backup_make",
  folder: "reminder_folder_open",
};

/** @param {string} page of the options */
async function openOptions(page) {
  await chrome.tabs.create({ url: chrome.runtime.getURL(`${OPTIONS}#${page}`) });
  closePopup();
}

/** The offer is made once: it is answered by the button and by closing it. */
function offerProtection() {
  const [title, text] = [message("options_status_device"), message("reminder_protect_text")];
  const decline = () => send("vault.decline_protection", {}).catch(() => {}); // it is shown again then
  const act = async () => {
    await decline();
    await openOptions("protection");
  };
  const action = { label: message("options_passphrase_set"), command: "vault.protect", act };
  showBanner({ tone: "plain", title, text, action, onDismiss: decline });
}

/** @param {Reminder} reminder */
export function showReminder(reminder) {
  if (reminder.kind === "protect") return offerProtection();
  const [title, text] = TEXTS[reminder.kind](reminder);
  const { due } = reminder;
  if (due) {
    showBanner({
      tone: due.is_overdue ? "warn" : "plain",
      title,
      text,
      action: {
        label: message("policy_due_open"),
        command: "policy.read",
        act: () => openOptions(dutyPage(due.duty)),
      },
    });
    return;
  }
  const label = message(ACTIONS[reminder.kind] ?? "reminder_look");
  showBanner({
    tone: reminder.kind === "backup" ? "plain" : "warn",
    title,
    text,
    action: {
      label,
      command: reminder.kind === "sync" ? "sync.status" : "backup.status",
      act: () => openOptions(reminder.kind === "sync" ? "settings/sync" : "backup"),
    },
    onDismiss: () => send("backup.snooze", {}).catch(() => {}), // if it fails, the reminder is shown again
  });
}
