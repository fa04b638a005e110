// Fills a code into the page in front. Python decides whether the page may get it and which field takes it. If nothing
// can be filled in, the popup shows the reason and copies the code.

import { PENDING_FILL_LIFETIME_S } from "../facts/timings.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { announce, closeToast, toast } from "../ui/toast.js";
import { updateBannerText } from "./banner.js";
import { copy, copyCode } from "./copy.js";
import {
  currentPage,
  focusAccount,
  idsOnSite,
  onRowsChange,
  setFillableIds,
  viewOf,
} from "./list.js";
import { askAboutSite } from "./site_question.js";
import { closePopup, closePopupSoon, staysOpen } from "./surface.js";
import { currentTab } from "./tab.js";

/** @typedef {import("./rows.js").RowView} RowView */
/** @typedef {import("../shapes.d.ts").AccountFillReply} AccountFillReply */
/** @typedef {import("../shapes.d.ts").PendingFill} PendingFill */

const TICK_MS = 250;
const FILLED_SHOWN_MS = 2_000;

/** Resolves when the page in front was searched for a field. @type {Promise<void>} */
let pendingSearch = Promise.resolve();
/** The page that was searched last, and the accounts that belonged to it. */
let searchedPage = "";
let searchedIds = "";
/** Whether several fields are possible: the page then outlines them, and the user clicks one. */
let areSeveral = false;

/** Searches the page in front for a field for a code, if any account belongs to the page. */
export async function lookForField() {
  const { id: tabId, url = "" } = (await currentTab()) ?? {};
  const ids = tabId !== undefined && currentPage() !== null ? idsOnSite() : [];
  const page = ids.length > 0 ? `${tabId} ${url}` : "";
  const sortedIds = ids.sort().join(" ");
  if (page === searchedPage && sortedIds === searchedIds) return;
  if (page !== searchedPage) setFillableIds([]);
  searchedPage = page;
  searchedIds = sortedIds;
  pendingSearch = page ? search(Number(tabId), page, sortedIds) : Promise.resolve();
  await pendingSearch;
}

/** @param {number} tabId @param {string} page @param {string} sortedIds as searched: a later search sets its own result */
async function search(tabId, page, sortedIds) {
  const fillableIds = (await codeField(tabId))?.fillable_ids ?? [];
  if (page === searchedPage && sortedIds === searchedIds) setFillableIds(fillableIds);
}

// An account that is added may be the first one that belongs to the page.
onRowsChange(lookForField);

/** Returns whether the page in front has a field for a code, even if no account belongs to the page. */
export async function pageHasField() {
  const { id: tabId } = (await currentTab()) ?? {};
  if (tabId === undefined || currentPage() === null) return false;
  const state = (await codeField(tabId))?.state;
  return state === "field" || state === "several";
}

const ROW_LIMIT_MS = 2_000;
const ROW_INTERVAL_MS = 20;

/** Fills in an account that was just added, once the list shows it. @param {string} id */
export async function fillAdded(id) {
  for (let waitedMs = 0; waitedMs < ROW_LIMIT_MS; waitedMs += ROW_INTERVAL_MS) {
    const view = viewOf(id);
    if (view) return fill(view, { isNew: true });
    await new Promise((resolve) => setTimeout(resolve, ROW_INTERVAL_MS));
  }
}

/** @param {number} tabId */
async function codeField(tabId) {
  try {
    const reply = await send("page.code_field", { tab_id: tabId, unattended: staysOpen });
    areSeveral = reply.state === "several";
    return reply;
  } catch {
    return null; // Enter then copies the code
  }
}

/**
 * Fills in the code if the account belongs to the page in front and the page has a field; otherwise copies it. If the
 * search for a field is still running, waits for its result.
 * @param {RowView} view
 */
export async function runMainAction(view) {
  if (view.siteHost !== null) await pendingSearch;
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
  const label = /** @type {HTMLElement} */ (view.element.querySelector(".fill-word"));
  view.element.classList.add("is-waiting");
  toast(message("fill_waiting"), { durationMs: Infinity });
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ isOver) => {
      clearInterval(timer);
      stopWaiting = null;
      closeToast();
      view.element.classList.remove("is-waiting");
      label.textContent = message("fill");
      resolve(isOver);
    };
    const tick = () => {
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) end(true);
      else label.textContent = message("fill_waiting_short", Math.ceil(leftMs / 1000));
    };
    stopWaiting = () => end(false);
    const timer = setInterval(tick, TICK_MS);
    tick();
  });
}

/**
 * @param {RowView} view
 * @param {{ confirmed?: boolean, isNew?: boolean }} [how] confirmed: the user has allowed the page that was asked about;
 *   isNew: the account was just added, and the banner says so
 */
export async function fill(view, { confirmed = false, isNew = false } = {}) {
  const { element } = view;
  if (element.ariaBusy === "true") return;
  const { id: tabId } = (await currentTab()) ?? {};
  if (tabId === undefined) return copyWithReason(view, "closed");
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
    await showFillReply(view, reply, isNew);
  } catch (error) {
    toast(errorMessage(error));
  } finally {
    element.ariaBusy = null;
  }
}

/** @param {RowView} view @param {AccountFillReply} reply @param {boolean} [isNew] */
async function showFillReply(view, reply, isNew = false) {
  if (reply.state === "filled") return showFilled(view, isNew);
  if (reply.state === "other_site") {
    return askAboutSite(view.row, reply, () => {
      const shown = viewOf(view.row.id);
      if (shown) fill(shown, { confirmed: true, isNew });
    });
  }
  return copyWithReason(view, reply.reason || "no_field", reply.can_retry);
}

/** @param {RowView} view @param {boolean} isNew */
function showFilled(view, isNew) {
  announce(message("filled"));
  if (isNew) updateBannerText(message("added_filled"));
  if (!staysOpen) return isNew ? closePopupSoon() : closePopup();
  const label = /** @type {HTMLElement} */ (view.element.querySelector(".fill-word"));
  label.textContent = message("filled");
  setTimeout(() => {
    label.textContent = message("fill");
  }, FILLED_SHOWN_MS);
}

/**
 * Shows why nothing was filled in, and copies the code.
 * @param {RowView} view
 * @param {string} reason
 * @param {boolean} [canRetry] whether the same request may succeed later
 */
async function copyWithReason(view, reason, canRetry = false) {
  const isCopied = view.code !== null && (await copyCode(view, { isAfterFailure: true }));
  const again = { label: message("try_again"), command: "account.fill", act: () => fill(view) };
  const text = joinSentences(message(`fill_${reason}`), isCopied ? message("fill_copied") : "");
  toast(text, { durationMs: Infinity, ...(canRetry && { action: again }) });
}

/**
 * Continues a fill that was begun by the shortcut, the menu or the address bar, if it was begun recently and in the tab
 * in front. An older fill is dropped, because the user may have abandoned it.
 * @param {PendingFill} pending
 * @returns {Promise<boolean>} whether it did
 */
export async function continueFill(pending) {
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
async function repeated({ tab_id, pointed, id, typed }) {
  try {
    return await send("page.fill", { tab_id, pointed, typed, ...(id && { id }) });
  } catch (error) {
    toast(errorMessage(error));
    return null;
  } finally {
    chrome.storage.session.remove("fill.pending");
  }
}
