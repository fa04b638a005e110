// A transfer in several codes: how far it is, what is missing, and how it goes on.

import { isBusy, showBusy } from "../ui/busy.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { missingText, progressText, showPartSquares } from "../ui/transfer_parts.js";
import { errorMessage, message, plural } from "../ui/words.js";
import { bannerShows, closeBanner, showBanner } from "./banner.js";
import { focusStart } from "./list.js";
import { beginCard, leaveResult, part, present, say } from "./result.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/** @typedef {import("../shapes.d.ts").TransferProgress} Gathered */

/** @param {Gathered} transfer @returns {[string, string]} what is said, in large and in small */
function wordsOn(transfer) {
  const { of, have, missing, news } = transfer;
  if (news === "other") {
    return [message("transfer_other_title"), message("transfer_other_text", have.length, of)];
  }
  if (missing.length === 0) {
    return [message("transfer_complete_title", of), message("transfer_complete_text")];
  }
  const lines = [missingText(transfer), message("transfer_next_text")];
  if (news === "again") lines.unshift(message("transfer_again_text"));
  return [progressText(transfer), lines.join("\n")];
}

/**
 * @param {Pick<Outcome, "transfer">} outcome
 * @param {(outcome: Outcome) => void} showNext how what a press brings is shown
 */
export function showTransfer({ transfer }, showNext) {
  if (!transfer) return;
  const card = beginCard("transfer");
  const { missing, accounts, news } = transfer;
  const other = news === "other";
  const complete = missing.length === 0;
  const [title, text] = wordsOn(transfer);
  const again = part(card, ".again");
  const keep = part(card, ".keep");
  const take = part(card, ".take");
  showPartSquares(part(card, ".parts"), transfer);
  say(card, ".note", text);
  take.textContent = plural("transfer_take", accounts);
  again.hidden = other || complete;
  part(card, ".elsewhere").hidden = again.hidden;
  keep.hidden = part(card, ".switch").hidden = !other;
  take.hidden = other || accounts === 0;
  take.classList.toggle("primary", complete);
  take.classList.toggle("quiet", !complete);
  part(card, ".cancel").hidden = other;
  part(card, ".by-camera").hidden = again.hidden;
  keep.addEventListener("click", () => {
    showTransfer({ transfer: { ...transfer, news: "" } }, showNext);
  });
  for (const [selector, command] of ASKING) {
    const button = part(card, selector);
    button.addEventListener("click", () => goOn(card, button, command, showNext));
  }
  part(card, ".cancel").addEventListener("click", () => cancel(card));
  present(card, title, other ? keep : complete ? take : again);
}

/** @type {[string, "transfer.accept" | "transfer.switch"][]} */
const ASKING = [
  [".take", "transfer.accept"],
  [".switch", "transfer.switch"],
];

/**
 * @param {HTMLElement} card
 * @param {HTMLElement} button
 * @param {"transfer.accept" | "transfer.switch"} command
 * @param {(outcome: Outcome) => void} showNext
 */
async function goOn(card, button, command, showNext) {
  if (isBusy(button)) return;
  try {
    showNext(await showBusy(button, send(command, {}), () => announce(message("reading"))));
  } catch (error) {
    say(card, ".problem", errorMessage(error));
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
    say(card, ".problem", errorMessage(error));
  }
}

/**
 * What is said above the accounts when the popup opens meanwhile; it follows what happens to it.
 * @param {Gathered} transfer
 * @param {(outcome: Outcome) => void} showNext
 */
export function remindOfTransfer(transfer, showNext) {
  const open = async () => {
    try {
      showNext(await send("transfer.show", {}));
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  /** @param {Gathered} now */
  const remind = (now) => {
    const lines = now.missing.length === 0 ? [message("transfer_complete_text")] : [];
    if (now.missing.length > 0) lines.push(progressText(now), missingText(now));
    return showBanner({
      tone: "plain",
      title: message("transfer_pending_title"),
      text: lines.join("\n"),
      action: { label: message("transfer_open"), command: "transfer.show", act: open },
    });
  };
  let news = remind(transfer);
  chrome.storage.session.onChanged.addListener(({ transfer: change }) => {
    if (!change || !bannerShows(news)) return;
    if (change.newValue) news = remind(/** @type {Gathered} */ (change.newValue));
    else closeBanner();
  });
}
