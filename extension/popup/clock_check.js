// The correction of a wrong clock: compares a code that another device shows, and says what is in force.

import { accountTitle } from "../ui/account_label.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { openFormDialog } from "./form_dialog.js";
import { focusAccount } from "./list.js";
import { part } from "./result.js";

/** @typedef {import("./rows.js").RowView} RowView */
/** @typedef {import("../ui/messages.js").Sheet} Sheet */

const notice = /** @type {HTMLElement} */ (document.getElementById("clock-notice"));
const noticeText = /** @type {HTMLElement} */ (document.getElementById("clock-text"));
const noticeEnd = /** @type {HTMLElement} */ (document.getElementById("clock-end"));

/** @param {number} ms */
function durationText(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return message("clock_duration", Math.floor(seconds / 60), seconds % 60);
}

/** @param {Sheet} sheet */
function noticeKey({ clock_offset_ms: offsetMs, clock_jump_ms: jumpMs }) {
  if (offsetMs !== 0) return offsetMs > 0 ? "clock_behind" : "clock_ahead";
  return jumpMs > 0 ? "clock_set_forward" : "clock_set_back";
}

/** Shows an offset that is in force, or that the clock was set. @param {Sheet} sheet */
export function showClockNotice(sheet) {
  const { clock_offset_ms: offsetMs, clock_jump_ms: jumpMs } = sheet;
  notice.hidden = offsetMs === 0 && jumpMs === 0;
  if (notice.hidden) return;
  noticeText.textContent = message(noticeKey(sheet), durationText(offsetMs || jumpMs));
  noticeEnd.textContent = message(offsetMs === 0 ? "close" : "clock_end");
}

export async function endCorrection() {
  try {
    await send("clock.set_offset", { offset_ms: 0 });
  } catch (error) {
    toast(errorMessage(error));
  }
}

/** @param {import("../shapes.d.ts").ClockCheckReply} reply */
function outcomeText({ found, offset_ms: offsetMs, was_ms: wasMs }) {
  if (!found) return message("clock_not_found");
  if (offsetMs === 0) return message(wasMs === 0 ? "clock_right" : "clock_right_again");
  return message(offsetMs > 0 ? "clock_found_behind" : "clock_found_ahead", durationText(offsetMs));
}

/** @param {RowView} view */
export function checkClock({ row }) {
  const { dialog, form } = openFormDialog("clock-template", () => focusAccount(row.id));
  part(dialog, ".how").textContent = message("clock_how", accountTitle(row));
  const outcome = part(dialog, ".outcome");
  const keep = part(dialog, ".keep");
  const save = part(dialog, ".save");
  let offsetMs = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy(save)) return;
    const code = String(new FormData(form).get("code"));
    try {
      const reply = await showBusy(save, send("clock.check", { id: row.id, code }));
      offsetMs = reply.offset_ms;
      outcome.textContent = outcomeText(reply);
      keep.hidden = !reply.found || offsetMs === 0;
      // One button is emphasized: the next step.
      save.classList.toggle("primary", keep.hidden);
      save.classList.toggle("quiet", !keep.hidden);
      if (!keep.hidden) keep.focus();
    } catch (error) {
      outcome.textContent = errorMessage(error);
    }
  });
  keep.addEventListener("click", async () => {
    try {
      await showBusy(keep, send("clock.set_offset", { offset_ms: offsetMs }));
      dialog.close();
    } catch (error) {
      outcome.textContent = errorMessage(error);
    }
  });
}
