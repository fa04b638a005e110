// Says how full the vault is, for the popup's reminder and the options page.

import { message } from "./i18n.js";

/**
 * @param {import("../shapes.d.ts").CapacityUsed | null} capacity
 * @returns {[title: string, text: string]}
 */
export function capacityTexts(capacity) {
  const { percent = 0, largest = "accounts" } = capacity ?? {};
  const part = message(`capacity_${largest}`);
  return [message("reminder_capacity", percent), message("reminder_capacity_text", part)];
}
