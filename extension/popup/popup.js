// The popup opens: what is known is painted at once, the worker is asked for the rest.

import { startCountdown } from "../ui/countdown.js";
import { closeToast, toast } from "../ui/toast.js";
import { errorMessage, message, translatePage } from "../ui/words.js";
import { followIntake } from "./drop_target.js";
import { focusStart, forgetRows, showRows } from "./list.js";
import { holdKeys } from "./queued_keys.js";
import { showReminder } from "./reminder.js";
import { askForCodes, board, followSheet, isOver, isShut } from "./sheet.js";
import { holdHeight, homeShows, homeShowsTrouble, shown } from "./view_state.js";

const RECOVERY = "welcome/welcome.html";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

let inTrouble = false;
let reminded = false;
const pressKeys = holdKeys();

/** @param {unknown} error @param {boolean} painted whether there are codes to be seen all the same */
function onTrouble(error, painted) {
  if (!painted) {
    homeShowsTrouble(errorMessage(error));
    return;
  }
  if (inTrouble) return;
  inTrouble = true;
  const again = { label: message("try_again"), command: "sheet.read", act: askForCodes };
  toast(`${message("codes_stale")} ${errorMessage(error)}`, {
    action: again,
    durationMs: Infinity,
  });
}

/**
 * @param {import("../ui/messages.js").Row[]} rows
 * @param {import("../ui/messages.js").Sheet["reminder"]} reminder of before: later ones wait for the next opening
 */
function onRows(rows, reminder) {
  document.getElementById("lock-form")?.replaceChildren();
  showRows(rows);
  if (reminder && !reminded) showReminder(reminder);
  reminded = true;
}

function onGone() {
  forgetRows();
  homeShows("loading");
}

/** The vault is not open: the lock, or what can be done elsewhere. @param {Status} status */
async function onShut(status) {
  if (status.state === "locked") {
    const { showLock } = await import("./lock.js");
    showLock(status);
    pressKeys(); // before what is typed into its field by itself: a passphrase keeps its order
    return;
  }
  const known = status.state !== "newer";
  const help = known ? { page: RECOVERY, label: message("trouble_help") } : undefined;
  homeShowsTrouble(errorMessage({ code: `vault.${status.state}` }), help);
}

function onWell() {
  if (inTrouble) closeToast();
  inTrouble = false;
}

/**
 * The scan that opened the popup, if one did, is told in one go with the accounts, not after them;
 * the account it speaks of may stand at the very end.
 * @param {import("./sheet.js").Board} first
 */
async function newsOf(first) {
  const { outcome, transfer } = first;
  if (!outcome && !transfer) return () => false;
  const [deeds, rest] = await Promise.all([import("./click_handlers.js"), board(["sheet.rest"])]);
  Object.assign(first, rest);
  return () => {
    if (transfer && outcome?.kind !== "gathering") deeds.showTransferOfBefore(transfer);
    return outcome !== undefined && deeds.showOutcomeOfBefore(outcome);
  };
}

async function open() {
  const reading = board(["sheet", "outcome", "transfer", "lock"]);
  translatePage();
  followIntake();
  startCountdown(askForCodes);
  const first = await reading;
  if (first.sheet && (isShut(first) || isOver(first.sheet))) delete first.sheet;
  const tellNews = await newsOf(first);
  if (!first.sheet && first.lock) await onShut(first.lock);
  else if (!first.sheet) homeShows("loading");
  const allShown = followSheet(first, { onRows, onGone, onShut, onTrouble, onWell });
  if (first.sheet && !tellNews()) focusStart();
  // All else must not keep the codes waiting.
  const deeds = shown().then(() => import("./click_handlers.js"));
  document.addEventListener("click", async (event) => (await deeds).onClick(event));
  const { lookForTab } = await deeds;
  holdHeight();
  lookForTab();
  if (first.sheet) allShown.then(pressKeys);
  const fresh = await askForCodes();
  if (!first.sheet && fresh && !tellNews()) focusStart();
  pressKeys();
}

open();
