// Shows the reminder about backups and storage. Closing the banner snoozes the reminder; Python decides for
// how long.

import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { roomUsed } from "../ui/room_used.js";
import { showBanner } from "./banner.js";
import { closePopup } from "./surface.js";

/** @typedef {import("../shapes.d.ts").Reminder} Reminder */

const BACKUP_PAGE = "options/options.html#backup";

/** @type {Record<Reminder["kind"], (reminder: Reminder) => [title: string, text: string]>} */
const TEXTS = {
  store: () => [message("reminder_store"), message("reminder_store_text")],
  trouble: ({ trouble }) => [message("options_automatic_failed"), errorMessage(trouble)],
  room: ({ room }) => roomUsed(room),
  backup: ({ accounts }) => [message("reminder_backup", accounts), message("reminder_backup_text")],
};

async function openBackups() {
  await chrome.tabs.create({ url: chrome.runtime.getURL(BACKUP_PAGE) });
  closePopup();
}

/** @param {Reminder} reminder */
export function showReminder(reminder) {
  const [title, text] = TEXTS[reminder.kind](reminder);
  const isAboutBackup = reminder.kind === "store" || reminder.kind === "backup";
  const label = message(isAboutBackup ? "options_backup_make" : "reminder_look");
  showBanner({
    tone: reminder.kind === "backup" ? "plain" : "warn",
    title,
    text,
    action: { label, command: "backup.status", act: openBackups },
    onDismiss: () => send("backup.snooze", {}).catch(() => {}), // if it fails, the reminder is shown again
  });
}
