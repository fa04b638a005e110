// The popup's entry point: paints the sheet from storage.session at once, then requests a fresh one from the worker.

import "./first_read.js";
import { startCountdown } from "../ui/countdown.js";
import { errorMessage, message, translatePage } from "../ui/i18n.js";
import { joinSentences } from "../ui/sentences.js";
import { isOnPattern, pageOf } from "../ui/site_match.js";
import { announceUndoShortcut, closeToast, toast } from "../ui/toast.js";
import { listenForInputs } from "./drop_target.js";
import { firstSession, firstTab } from "./first_read.js";
import { clearRows, focusStart, setPage, showRows } from "./list.js";
import { queueKeys } from "./queued_keys.js";
import { showReminder } from "./reminder.js";
import {
  isLockDue,
  isNotOpen,
  readSession,
  refreshCodes,
  reportActivity,
  watchSheet,
} from "./sheet.js";
import { staysOpen } from "./surface.js";
import { firstPaint, keepTallestHeight, setHomeView, showTrouble } from "./view_state.js";

const RECOVERY = "welcome/welcome.html";
const PAGE_LIMIT_MS = 40;

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */

let isStaleShown = false;
let isReminderDecided = false;
const replayKeys = queueKeys();

/**
 * @param {unknown} error
 * @param {boolean} painted whether there are codes on the page all the same
 */
function onRefreshFailed(error, painted) {
  if (!painted) {
    showTrouble(errorMessage(error));
    return;
  }
  if (isStaleShown) return;
  isStaleShown = true;
  const again = { label: message("try_again"), command: "sheet.read", act: refreshCodes };
  toast(joinSentences(message("codes_stale"), errorMessage(error)), {
    action: again,
    durationMs: Infinity,
  });
}

/**
 * @param {import("../ui/messages.js").Row[]} rows
 * @param {import("../ui/messages.js").Sheet} sheet whose reminder is shown once; a later one waits
 *   for the next opening
 */
function onRows(rows, sheet) {
  const { reminder } = sheet;
  document.getElementById("lock-form")?.replaceChildren();
  showRows(rows);
  showClock(sheet);
  if (reminder && !isReminderDecided) showReminder(reminder);
  isReminderDecided = true;
}

/** Loads the notice of a wrong clock only where there is one. @param {import("../ui/messages.js").Sheet} sheet */
async function showClock(sheet) {
  const notice = /** @type {HTMLElement} */ (document.getElementById("clock-notice"));
  if (notice.hidden && sheet.clock_offset_ms === 0 && sheet.clock_jump_ms === 0) return;
  const { showClockNotice } = await import("./clock_check.js");
  showClockNotice(sheet);
}

function onCleared() {
  clearRows();
  setHomeView("loading");
}

/**
 * Shows the unlock form, or where a lost or damaged vault can be recovered.
 * @param {VaultStatus} status
 */
async function onNotOpen(status) {
  if (status.state === "locked") {
    const { showLock } = await import("./lock.js");
    showLock(status);
    replayKeys(); // before the user can type into the field, so that the letters of the passphrase keep their order
    return;
  }
  const isRecoverable = status.state !== "newer";
  const help = isRecoverable ? { page: RECOVERY, label: message("trouble_help") } : undefined;
  showTrouble(errorMessage({ code: `vault.${status.state}` }), help);
}

function onRefreshed() {
  if (isStaleShown) closeToast();
  isStaleShown = false;
}

/**
 * Prepares the result of the scan that opened the popup. It is shown together with the accounts,
 * not after them. Its account may be the last in the list, so that the rest of the sheet is needed.
 * @param {import("./sheet.js").SessionData} first
 */
async function preparePendingResult(first) {
  const { outcome, transfer } = first;
  if (!outcome && !transfer) return () => false;
  const [handlers, rest] = await Promise.all([
    import("./click_handlers.js"),
    readSession(["sheet.rest"]),
  ]);
  Object.assign(first, rest);
  return () => {
    if (transfer && outcome?.kind !== "gathering") handlers.showPendingTransfer(transfer);
    return outcome !== undefined && handlers.showPendingResult(outcome);
  };
}

/** A page that stays open locks itself unless it is used. */
function listenForActivity() {
  for (const type of ["pointerdown", "keydown"]) {
    document.addEventListener(type, reportActivity, { capture: true, passive: true });
  }
}

/**
 * Moves the accounts of the page in front to the top before the first paint, so that no row moves afterwards. Chrome
 * returns the tab about as fast as the sheet. After PAGE_LIMIT_MS the popup paints without it.
 * @param {import("./sheet.js").SessionData} first
 * @param {Promise<URL | null>} findingPage
 */
async function showPageFirst(first, findingPage) {
  const late = new Promise((resolve) => setTimeout(resolve, PAGE_LIMIT_MS, null));
  const page = await Promise.race([findingPage, late]);
  setPage(page);
  if (!page) findingPage.then(setPage);
  const isInRest = first.sheet?.rest_patterns.some((pattern) => page && isOnPattern(page, pattern));
  if (isInRest) Object.assign(first, await readSession(["sheet.rest"]));
}

async function open() {
  const findingPage = firstTab.then((tab) => pageOf(tab?.url));
  translatePage();
  announceUndoShortcut(message("undo"), "Control+Z", message("undo_hint"));
  listenForInputs();
  startCountdown(refreshCodes);
  const first = await firstSession;
  if (first.sheet && (isNotOpen(first) || isLockDue(first.sheet))) delete first.sheet;
  await showPageFirst(first, findingPage);
  const showPending = await preparePendingResult(first);
  if (!first.sheet && first.lock) await onNotOpen(first.lock);
  else if (!first.sheet) setHomeView("loading");
  const allShown = watchSheet(first, {
    onRows,
    onCleared,
    onNotOpen,
    onRefreshFailed,
    onRefreshed,
  });
  if (first.sheet && !showPending()) focusStart();
  // The rest is loaded after the first paint, so that it does not delay the codes.
  const handlers = firstPaint().then(() => import("./click_handlers.js"));
  document.addEventListener("click", async (event) => (await handlers).onClick(event));
  const { followTabs, continueFill, lookForField } = await handlers;
  document.documentElement.dataset.handlers = "loaded"; // tests press keys from now on
  if (staysOpen) listenForActivity();
  else keepTallestHeight();
  if (staysOpen) followTabs();
  allShown.then(lookForField);
  const pending = first["fill.pending"];
  if (first.sheet && pending) allShown.then(() => continueFill(pending));
  if (first.sheet) allShown.then(replayKeys);
  const isRefreshed = await refreshCodes();
  if (!first.sheet && isRefreshed && !showPending()) focusStart();
  replayKeys();
}

open();
