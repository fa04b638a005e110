// Fills a code into the page in front. Python decides whether the page may have it and which field takes it. Where
// nothing can be filled in, the reason is said and the code is copied instead.

import { PENDING_FILL_LIFETIME_S } from "../facts/timings.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { announce, closeToast, toast } from "../ui/toast.js";
import { copy, copyCode } from "./copy.js";
import {
  currentPage,
  focusAccount,
  hasRowsOnSite,
  onRowsChange,
  setCanFill,
  viewOf,
} from "./list.js";
import { askAboutSite } from "./site_question.js";
import { closePopup, staysOpen } from "./surface.js";
import { currentTab } from "./tab.js";

/** @typedef {import("./rows.js").RowView} RowView */
/** @typedef {import("../shapes.d.ts").AccountFillReply} AccountFillReply */
/** @typedef {import("../shapes.d.ts").PendingFill} PendingFill */

const TICK_MS = 250;
const FILLED_SHOWN_MS = 2_000;

/** @type {Promise<boolean>} whether the page in front has a field for a code */
let asked = Promise.resolve(false);
let askedFor = "";
/** Whether several fields could be meant: the page then outlines them, and the user clicks one. */
let areSeveral = false;

/** Asks the page in front whether it has a field for a code, if any account belongs there. */
export async function lookForField() {
  const { id: tabId, url = "" } = (await currentTab()) ?? {};
  const isWorthAsking = tabId !== undefined && currentPage() !== null && hasRowsOnSite();
  const key = isWorthAsking ? `${tabId} ${url}` : "";
  if (key === askedFor) return;
  askedFor = key;
  setCanFill(false);
  const answer = isWorthAsking ? hasField(tabId) : Promise.resolve(false);
  asked = answer;
  const can = await answer;
  if (asked === answer) setCanFill(can);
}

// An account that is added may be the first of the page's.
onRowsChange(lookForField);

/** Returns whether the page in front has a field for a code, whosever it is. */
export async function pageHasField() {
  const { id: tabId } = (await currentTab()) ?? {};
  return tabId !== undefined && currentPage() !== null && hasField(tabId);
}

const ROW_LIMIT_MS = 2_000;
const ROW_INTERVAL_MS = 20;

/** Fills in an account that was just added, once the list shows it. @param {string} id */
export async function fillAdded(id) {
  for (let waitedMs = 0; waitedMs < ROW_LIMIT_MS; waitedMs += ROW_INTERVAL_MS) {
    const view = viewOf(id);
    if (view) return fill(view);
    await new Promise((resolve) => setTimeout(resolve, ROW_INTERVAL_MS));
  }
}

/** @param {number} tabId */
async function hasField(tabId) {
  try {
    const { state } = await send("page.code_field", {
      tab_id: tabId,
      unattended: staysOpen,
    });
    areSeveral = state === "several";
    return state === "field" || state === "several";
  } catch {
    return false; // the code is copied then
  }
}

/**
 * Fills in the account's code if the page in front is its own and has a field, and copies it otherwise. A key that
 * was pressed before the page has answered waits for the answer.
 * @param {RowView} view
 */
export async function runMainAction(view) {
  if (view.siteHost !== null) await asked;
  if (view.fills) return fill(view);
  return copy(view);
}

/** @type {(() => void) | null} ends the wait for the next code */
let stopWaiting = null;

/** Copies the current code instead of waiting for the next one. @returns {boolean} whether it waited */
export function copyInsteadOfWaiting() {
  stopWaiting?.();
  return stopWaiting !== null;
}

/**
 * Shows the seconds until the next code.
 * @param {RowView} view
 * @param {number} waitMs
 * @returns {Promise<boolean>} false if the user wants the current code
 */
function waitForNextCode(view, waitMs) {
  const endsAtMs = performance.now() + waitMs;
  const word = /** @type {HTMLElement} */ (view.element.querySelector(".fill-word"));
  view.element.classList.add("is-waiting");
  toast(message("fill_waiting"), { durationMs: Infinity });
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ isOver) => {
      clearInterval(timer);
      stopWaiting = null;
      closeToast();
      view.element.classList.remove("is-waiting");
      word.textContent = message("fill");
      resolve(isOver);
    };
    const tick = () => {
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) end(true);
      else word.textContent = message("fill_waiting_short", Math.ceil(leftMs / 1000));
    };
    stopWaiting = () => end(false);
    const timer = setInterval(tick, TICK_MS);
    tick();
  });
}

/**
 * @param {RowView} view
 * @param {{ confirmed?: boolean }} [how] confirmed: the user has allowed the page that was asked about
 */
export async function fill(view, { confirmed = false } = {}) {
  const { element } = view;
  if (element.ariaBusy === "true") return;
  const { id: tabId } = (await currentTab()) ?? {};
  if (tabId === undefined) return instead(view, "closed");
  element.ariaBusy = "true";
  if (areSeveral && view.fills) toast(message("fill_choose"), { durationMs: Infinity });
  try {
    const request = {
      id: view.row.id,
      tab_id: tabId,
      can_wait: false,
      ...(confirmed && { confirmed }),
    };
    let reply = await send("account.fill", request);
    while (reply.state === "waiting") {
      if (!(await waitForNextCode(view, reply.waits_ms))) return await copyCode(view);
      reply = await send("account.fill", request);
    }
    await showFillReply(view, reply);
  } catch (error) {
    toast(errorMessage(error));
  } finally {
    element.ariaBusy = null;
  }
}

/** @param {RowView} view @param {AccountFillReply} reply */
async function showFillReply(view, reply) {
  if (reply.state === "filled") return showFilled(view);
  if (reply.state === "other_site") {
    return askAboutSite(view.row, reply, () => {
      const shown = viewOf(view.row.id);
      if (shown) fill(shown, { confirmed: true });
    });
  }
  return instead(view, reply.reason || "no_field", reply.can_retry);
}

/** @param {RowView} view */
function showFilled(view) {
  announce(message("filled"));
  if (!staysOpen) return closePopup();
  const word = /** @type {HTMLElement} */ (view.element.querySelector(".fill-word"));
  word.textContent = message("filled");
  setTimeout(() => {
    word.textContent = message("fill");
  }, FILLED_SHOWN_MS);
}

/**
 * Says why nothing was filled in, and copies the code instead.
 * @param {RowView} view
 * @param {string} reason
 * @param {boolean} [canRetry] whether the same request may succeed later
 */
async function instead(view, reason, canRetry = false) {
  const isCopied = view.code !== null && (await copyCode(view, { isAfterFailure: true }));
  const again = { label: message("try_again"), command: "account.fill", act: () => fill(view) };
  const text = joinSentences(message(`fill_${reason}`), isCopied ? message("fill_copied") : "");
  toast(text, { durationMs: Infinity, ...(canRetry && { action: again }) });
}

/**
 * Goes on with a fill that was begun by the shortcut, the menu or the address bar, if it was begun just now and in the
 * tab in front: a gesture that was left alone must fill nothing later.
 * @param {PendingFill} pending
 * @returns {Promise<boolean>} whether it did
 */
export async function goOn(pending) {
  chrome.storage.session.remove("fill.pending");
  const isOld = Date.now() / 1000 - pending.at_unix > PENDING_FILL_LIFETIME_S;
  if (isOld || (await currentTab())?.id !== pending.tab_id) return false;
  await complete(pending);
  return true;
}

/** @param {PendingFill} pending */
async function complete(pending) {
  const reply = pending.state === "locked" ? await repeated(pending) : pending;
  if (!reply?.fill) return;
  if (reply.fill.state === "filled") return closePopup();
  focusAccount(reply.fill.account_id);
  const view = viewOf(reply.fill.account_id);
  if (view) await showFillReply(view, reply.fill);
}

/** @param {PendingFill} pending after the vault was unlocked */
async function repeated({ tab_id, pointed, id }) {
  try {
    return await send("page.fill", { tab_id, pointed, ...(id && { id }) });
  } catch (error) {
    toast(errorMessage(error));
    return null;
  } finally {
    chrome.storage.session.remove("fill.pending");
  }
}
