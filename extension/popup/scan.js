// Starts scans and shows their results. Every scan shows a result.

import { RESULT_LIFETIME_S } from "../facts/timings.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce } from "../ui/toast.js";
import { showAdded, showKnown } from "./add_account.js";
import { showFoundAccount } from "./found_account.js";
import { showFoundList } from "./found_list.js";
import { focusStart } from "./list.js";
import { showFailure, showNoAccount } from "./no_account.js";
import { leaveResult } from "./result.js";
import { closePopup } from "./surface.js";
import { currentTab, tabArgs } from "./tab.js";
import { showTransfer, showTransferBanner } from "./transfer.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */

/** @param {ScanOutcome} outcome @param {Blob} [picture] what was pasted, if it was a picture */
export function showOutcome(outcome, picture) {
  const { kind, account_id: id } = outcome;
  if (kind === "added" && id) showAdded(id, outcome.found[0]?.row);
  else if (kind === "known" && id) showKnown(id);
  else if (kind === "several") showFoundList(outcome);
  else if (kind === "found") showFoundAccount(outcome);
  else if (kind === "gathering") showTransfer(outcome, showOutcome);
  else showNoAccount(outcome, picture);
}

/** @param {HTMLElement} button */
export async function scanPage(button) {
  if (isBusy(button)) return;
  try {
    const reading = tabArgs().then((args) => send("scan.page", args));
    showOutcome(await showBusy(button, reading, () => announce(message("reading"))));
  } catch (error) {
    showFailure(error);
  }
}

/**
 * Scrolls to codes outside of the view or zooms in, and scans again.
 * @param {HTMLElement} button
 */
export async function scanEnlarged(button) {
  if (isBusy(button)) return;
  const how = button.dataset.how === "zoom" ? "zoom" : "scroll";
  try {
    const { id } = (await currentTab()) ?? {};
    const reading = send("scan.enlarged", { tab_id: id ?? chrome.tabs.TAB_ID_NONE, how });
    showOutcome(await showBusy(button, reading, () => announce(message("reading"))));
  } catch (error) {
    showFailure(error);
  }
}

/** @param {HTMLElement} button */
export async function scanRegion(button) {
  if (isBusy(button)) return;
  try {
    const note = /** @type {"nothing" | "several" | undefined} */ (button.dataset.note);
    const why = note ? { note } : {};
    const pending = tabArgs().then((args) => send("scan.region", { ...args, ...why }));
    await showBusy(button, pending, () => announce(message("preparing")));
    closePopup();
  } catch (error) {
    showFailure(error);
  }
}

/** Clears the stored result. The reply is ignored, because the page no longer shows the result. */
export function dismissResult() {
  send("scan.dismiss", {}).catch(() => {});
}

export function backToAccounts() {
  leaveResult();
  dismissResult();
  focusStart();
}

/**
 * Shows the result that was stored before the popup opened. A message is shown once; a question is
 * shown until it is answered. Returns whether anything was shown.
 * @param {ScanOutcome} outcome
 */
export function showPendingResult(outcome) {
  const isQuestion = ["found", "several", "gathering"].includes(outcome.kind);
  const isOld = Date.now() / 1000 - outcome.at_unix > RESULT_LIFETIME_S;
  if (!isQuestion && outcome.kind !== "added") dismissResult();
  if (isOld && !isQuestion) {
    dismissResult();
    return false;
  }
  showOutcome(outcome);
  return true;
}

/** @param {import("../shapes.d.ts").TransferProgress} transfer that waits for its missing codes */
export function showPendingTransfer(transfer) {
  showTransferBanner(transfer, showOutcome);
}
