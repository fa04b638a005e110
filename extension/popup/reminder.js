// What the popup says by itself when it opens: that the accounts are not as safe as they might be.
// Closing it puts it off; Python knows for how long.

import { send } from "../ui/messages.js";
import { words, wordsFor } from "../ui/words.js";
import { showBanner } from "./banner.js";

/** @typedef {import("../shapes.d.ts").Reminder} Reminder */

const BACKUP_ROOM = "options/options.html#backup";

/** @type {Record<Reminder["kind"], (reminder: Reminder) => [title: string, text: string]>} */
const SAID = {
  place: () => [words("reminder_place"), words("reminder_place_text")],
  trouble: ({ trouble }) => [words("options_automatic_failed"), wordsFor(trouble)],
  backup: ({ accounts }) => [words("reminder_backup", accounts), words("reminder_backup_text")],
};

async function openBackups() {
  await chrome.tabs.create({ url: chrome.runtime.getURL(BACKUP_ROOM) });
  window.close();
}

/** @param {Reminder} reminder */
export function showReminder(reminder) {
  const [title, text] = SAID[reminder.kind](reminder);
  const label = words(reminder.kind === "trouble" ? "reminder_look" : "options_backup_make");
  showBanner({
    tone: reminder.kind === "backup" ? "plain" : "warn",
    title,
    text,
    action: { label, command: "backup.status", act: openBackups },
    putOff: () => send("backup.snooze", {}).catch(() => {}), // then it is said again
  });
}
