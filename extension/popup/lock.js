// The unlock form in place of the accounts. It is painted from storage.session, as fast as the
// codes would be.

import { send } from "../ui/messages.js";
import { clearToast } from "../ui/toast.js";
import { unlockForm } from "../ui/unlock_form.js";
import { closeBanner } from "./banner.js";
import { focusStart } from "./list.js";
import { leaveResult } from "./result.js";
import { readSession, refreshCodes } from "./sheet.js";
import { homeView, setHomeView } from "./view_state.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */
/** @typedef {import("../shapes.d.ts").VaultUnlockRequest} VaultUnlockRequest */

const lockForm = /** @type {HTMLElement} */ (document.getElementById("lock-form"));

let shownSlotIds = "";

/** Closes everything that covers the accounts or names one. */
function closeOverlays() {
  leaveResult();
  closeBanner();
  clearToast();
  for (const menu of document.querySelectorAll(":popover-open")) {
    if (menu instanceof HTMLElement) menu.hidePopover();
  }
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    if (dialog instanceof HTMLDialogElement) dialog.close();
  }
}

/** @param {VaultUnlockRequest} answer */
async function unlock(answer) {
  // The reply comes after the first rows and the results of earlier scans are stored.
  await send("vault.unlock", answer);
  refreshCodes();
  const { outcome, "fill.pending": pending } = await readSession(["outcome", "fill.pending"]);
  const { continueFill, lookForField, showPendingResult } = await import("./click_handlers.js");
  if (pending && (await continueFill(pending))) return;
  lookForField();
  if (outcome && showPendingResult(outcome)) return;
  focusStart();
}

/** @param {VaultStatus} status locked */
export function showLock(status) {
  const ways = status.slots.map(({ id }) => id).join();
  if (homeView() === "lock" && ways === shownSlotIds) return;
  shownSlotIds = ways;
  closeOverlays();
  // The stored wait may be out of date. The current one follows by vault.status.
  const { form, focus, blockFor } = unlockForm({
    status: { ...status, wait_ms: 0 },
    command: "vault.unlock",
    message: "unlock",
    attempt: unlock,
  });
  lockForm.replaceChildren(form);
  setHomeView("lock");
  focus();
  send("vault.status", {}).then(
    ({ wait_ms: waitMs }) => waitMs > 0 && blockFor(waitMs),
    () => {}, // the next attempt shows the error
  );
}
