// The result card of a transfer in several codes: its progress, what is missing, and what to do
// next.

import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { missingText, progressText, showPartSquares } from "../ui/transfer_parts.js";
import { closeBanner, isBannerShown, showBanner } from "./banner.js";
import { focusStart } from "./list.js";
import { beginCard, leaveResult, part, setText, showCard } from "./result.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/** @typedef {import("../shapes.d.ts").TransferProgress} TransferProgress */

/** Returns title and text. @param {TransferProgress} transfer @returns {[string, string]} */
function transferTexts(transfer) {
  const { of, have, missing, event } = transfer;
  if (event === "other") {
    return [message("transfer_other_title"), message("transfer_other_text", have.length, of)];
  }
  if (missing.length === 0) {
    return [message("transfer_complete_title", of), message("transfer_complete_text")];
  }
  const lines = [missingText(transfer), message("transfer_next_text")];
  if (event === "again") lines.unshift(message("transfer_again_text"));
  return [progressText(transfer), lines.join("\n")];
}

/**
 * @param {Pick<ScanOutcome, "transfer">} outcome
 * @param {(outcome: ScanOutcome) => void} showNext shows the result of a click
 */
export function showTransfer({ transfer }, showNext) {
  if (!transfer) return;
  const card = beginCard("transfer");
  const { missing, accounts, event } = transfer;
  const isOtherTransfer = event === "other";
  const complete = missing.length === 0;
  const [title, text] = transferTexts(transfer);
  const scanButton = part(card, ".again");
  const keepButton = part(card, ".keep");
  const acceptButton = part(card, ".take");
  showPartSquares(part(card, ".parts"), transfer);
  setText(card, ".note", text);
  acceptButton.textContent = plural("transfer_accept", accounts);
  scanButton.hidden = isOtherTransfer || complete;
  part(card, ".elsewhere").hidden = scanButton.hidden;
  keepButton.hidden = part(card, ".switch").hidden = !isOtherTransfer;
  acceptButton.hidden = isOtherTransfer || accounts === 0;
  acceptButton.classList.toggle("primary", complete);
  acceptButton.classList.toggle("quiet", !complete);
  part(card, ".cancel").hidden = isOtherTransfer;
  part(card, ".by-camera").hidden = scanButton.hidden;
  keepButton.addEventListener("click", () => {
    showTransfer({ transfer: { ...transfer, event: "" } }, showNext);
  });
  for (const [selector, command] of COMMAND_BUTTONS) {
    const button = part(card, selector);
    button.addEventListener("click", () => runCommand(card, button, command, showNext));
  }
  part(card, ".cancel").addEventListener("click", () => cancel(card));
  showCard(card, title, isOtherTransfer ? keepButton : complete ? acceptButton : scanButton);
}

/** @type {[string, "transfer.accept" | "transfer.switch"][]} */
const COMMAND_BUTTONS = [
  [".take", "transfer.accept"],
  [".switch", "transfer.switch"],
];

/**
 * @param {HTMLElement} card
 * @param {HTMLElement} button
 * @param {"transfer.accept" | "transfer.switch"} command
 * @param {(outcome: ScanOutcome) => void} showNext
 */
async function runCommand(card, button, command, showNext) {
  if (isBusy(button)) return;
  try {
    showNext(await showBusy(button, send(command, {}), () => announce(message("reading"))));
  } catch (error) {
    setText(card, ".problem", errorMessage(error));
  }
}

/** @param {HTMLElement} card */
async function cancel(card) {
  const button = part(card, ".cancel");
  if (isBusy(button)) return;
  try {
    await showBusy(button, send("transfer.cancel", {}));
    leaveResult();
    focusStart();
    toast(message("transfer_cancelled"));
  } catch (error) {
    setText(card, ".problem", errorMessage(error));
  }
}

/**
 * Shows a banner for a transfer that is still incomplete when the popup opens, and keeps it up to
 * date.
 * @param {TransferProgress} transfer
 * @param {(outcome: ScanOutcome) => void} showNext
 */
export function showTransferBanner(transfer, showNext) {
  const open = async () => {
    try {
      showNext(await send("transfer.show", {}));
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  /** @param {TransferProgress} now */
  const show = (now) => {
    const lines = now.missing.length === 0 ? [message("transfer_complete_text")] : [];
    if (now.missing.length > 0) lines.push(progressText(now), missingText(now));
    return showBanner({
      tone: "plain",
      title: message("transfer_pending_title"),
      text: lines.join("\n"),
      action: { label: message("transfer_open"), command: "transfer.show", act: open },
    });
  };
  let content = show(transfer);
  chrome.storage.session.onChanged.addListener(({ transfer: change }) => {
    if (!change || !isBannerShown(content)) return;
    if (change.newValue) content = show(/** @type {TransferProgress} */ (change.newValue));
    else closeBanner();
  });
}
