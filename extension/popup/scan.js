// Asking for a scan, and showing how it ended. No end is silent.

import { RESULT_LIFETIME_S } from "../facts/timings.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { send } from "../ui/messages.js";
import { announce } from "../ui/toast.js";
import { message } from "../ui/words.js";
import { presentAdded, presentKnown } from "./adding.js";
import { showOne } from "./found_accounts.js";
import { focusStart } from "./list.js";
import { showFailure, showMessage } from "./message.js";
import { leaveResult } from "./result.js";
import { showSeveral } from "./several.js";
import { remindOfTransfer, showTransfer } from "./transfer.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */

/** @type {Promise<chrome.tabs.Tab | undefined> | undefined} */
let tab;

/** The tab the popup was opened over; in the last browser window, where the popup is a window itself. */
async function findTab() {
  const { id } = await chrome.windows.getLastFocused({ windowTypes: ["normal"] });
  const [found] = await chrome.tabs.query({
    active: true,
    ...(id === undefined ? {} : { windowId: id }),
  });
  return found;
}

/** Known before it is needed: a press must not wait for it. */
export function lookForTab() {
  tab ??= findTab().catch(() => undefined);
  return tab;
}

async function tabArgs() {
  const { id, windowId } = (await lookForTab()) ?? {};
  return id === undefined || windowId === undefined ? {} : { tab_id: id, window_id: windowId };
}

/** @param {Outcome} outcome @param {Blob} [picture] what was pasted, if it was one */
export function showOutcome(outcome, picture) {
  const { kind, account_id: id } = outcome;
  if (kind === "added" && id) presentAdded(id, outcome.found[0]?.row);
  else if (kind === "known" && id) presentKnown(id);
  else if (kind === "several") showSeveral(outcome);
  else if (kind === "found") showOne(outcome);
  else if (kind === "gathering") showTransfer(outcome, showOutcome);
  else showMessage(outcome, picture);
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

/** Scrolls to what is out of sight, or zooms in, and reads again. @param {HTMLElement} button */
export async function scanNearer(button) {
  if (isBusy(button)) return;
  const how = button.dataset.how === "zoom" ? "zoom" : "scroll";
  try {
    const { id } = (await lookForTab()) ?? {};
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
    const asking = tabArgs().then((args) => send("scan.region", { ...args, ...why }));
    await showBusy(button, asking, () => announce(message("preparing")));
    window.close();
  } catch (error) {
    showFailure(error);
  }
}

/** Nobody waits for the answer: what was shown is gone from the page already. */
export function dismiss() {
  send("scan.dismiss", {}).catch(() => {});
}

export function back() {
  leaveResult();
  dismiss();
  focusStart();
}

/**
 * The end of a region scan, found on the board as the popup opened. News is told once; a question
 * stays until it is answered.
 * @param {Outcome} outcome
 */
export function showOutcomeOfBefore(outcome) {
  const isQuestion = ["found", "several", "gathering"].includes(outcome.kind);
  const isOld = Date.now() / 1000 - outcome.at_unix > RESULT_LIFETIME_S;
  if (!isQuestion && outcome.kind !== "added") dismiss();
  if (isOld && !isQuestion) {
    dismiss();
    return false;
  }
  showOutcome(outcome);
  return true;
}

/** @param {import("../shapes.d.ts").TransferProgress} transfer one that waits for its missing codes */
export function showTransferOfBefore(transfer) {
  remindOfTransfer(transfer, showOutcome);
}
