// The lock, in the accounts' place: one field or one touch. Painted from the board, so it is there as
// soon as the codes would be.

import { send } from "../ui/messages.js";
import { closeToast } from "../ui/toast.js";
import { unlockForm } from "../ui/unlock_form.js";
import { closeBanner } from "./banner.js";
import { focusStart } from "./list.js";
import { leaveResult } from "./result.js";
import { askForCodes, board } from "./sheet.js";
import { homeFace, homeShows } from "./view_state.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */
/** @typedef {import("../shapes.d.ts").VaultUnlockRequest} Opening */

const place = /** @type {HTMLElement} */ (document.getElementById("lock-form"));

let shownFor = "";

/** Whatever stands over the accounts and tells of one. */
function clearAway() {
  leaveResult();
  closeBanner();
  closeToast();
  for (const menu of document.querySelectorAll(":popover-open")) {
    if (menu instanceof HTMLElement) menu.hidePopover();
  }
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    if (dialog instanceof HTMLDialogElement) dialog.close();
  }
}

/** @param {Opening} answer */
async function open(answer) {
  // The first rows are on the board by then, and what was read while it was locked.
  await send("vault.unlock", answer);
  askForCodes();
  const { outcome } = await board(["outcome"]);
  if (outcome && (await import("./click_handlers.js")).showOutcomeOfBefore(outcome)) return;
  focusStart();
}

/** @param {Status} status locked */
export function showLock(status) {
  const ways = status.slots.map(({ id }) => id).join();
  if (homeFace() === "lock" && ways === shownFor) return;
  shownFor = ways;
  clearAway();
  // How long to wait, the board may have from long ago.
  const { form, focus, holdBack } = unlockForm({
    status: { ...status, wait_ms: 0 },
    command: "vault.unlock",
    message: "unlock",
    attempt: open,
  });
  place.replaceChildren(form);
  homeShows("lock");
  focus();
  send("vault.status", {}).then(
    ({ wait_ms: waitMs }) => waitMs > 0 && holdBack(waitMs),
    () => {}, // told when it is tried
  );
}
