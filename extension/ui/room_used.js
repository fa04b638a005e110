// Says how full the vault is, for the popup's reminder and the options page.

import { message } from "./i18n.js";

/**
 * @param {import("../shapes.d.ts").RoomUsed | null} room
 * @returns {[title: string, text: string]}
 */
export function roomUsed(room) {
  const { percent = 0, largest = "accounts" } = room ?? {};
  const part = message(`room_${largest}`);
  return [message("reminder_room", percent), message("reminder_room_text", part)];
}
