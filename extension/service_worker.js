// Registers every listener of the service worker, synchronously. Python answers each request. The
// browser may stop the worker after 30 idle seconds; all state is in storage by then.

import { BEGIN_WITH_CAPTURE, BEGIN_WITH_SURVEY } from "./facts/commands.js";
import { LOCK_ALARM } from "./host/alarm.js";
import { abandon, CAPTURE_ALARM, capture, clear } from "./host/capture.js";
import { CLIPBOARD_ALARM, clearLater, clearNow } from "./host/clipboard.js";
import { beginSurvey } from "./host/code_field.js";
import { restoreAll } from "./host/page.js";
import { onSyncDue, SYNC_ALARM, syncStore } from "./host/sync_store.js";
import { forgetLanguage } from "./host/words.js";
import { makeMenus, openPageFor, opensPage, requestOf } from "./menus.js";
import { listenToOmnibox } from "./omnibox.js";
import { showWelcome } from "./on_installed.js";
import { call, ensurePython } from "./python.js";
import { openWindow } from "./stay_open.js";

/** @typedef {import("./ui/messages.js").Request} Request */
/** @typedef {import("./ui/messages.js").Reply} Reply */

/** @type {ReadonlySet<string>} */
const beginWithCapture = new Set(BEGIN_WITH_CAPTURE);
/** @type {ReadonlySet<string>} */
const beginWithSurvey = new Set(BEGIN_WITH_SURVEY);

const HOME = chrome.runtime.getURL("");

/**
 * Who sent a message: one of Kakomi's pages, the overlay in a web page, or another extension.
 * @param {chrome.runtime.MessageSender} sender
 * @returns {string}
 */
function callerOf(sender) {
  if (sender.id !== chrome.runtime.id) return "stranger";
  return sender.url?.startsWith(HOME) ? "page" : "overlay";
}

/**
 * @param {Request} request
 * @param {string} caller
 * @param {number | null} tabId the tab the caller lives in, if any
 * @returns {Promise<Reply>} never rejects
 */
async function answer({ command, args = {} }, caller, tabId) {
  const isOwn = caller !== "overlay" && caller !== "stranger";
  // The page's fields are surveyed while Python starts and opens the vault.
  const isSurveyed = isOwn && beginWithSurvey.has(command);
  const dropSurvey = isSurveyed ? beginSurvey(/** @type {number} */ (args.tab_id)) : null;
  try {
    // The picture must show what the user saw at the click, so it is captured before Python starts.
    const picture = isOwn && beginWithCapture.has(command) ? capture(args) : null;
    const request = JSON.stringify({ command, args, caller, tab_id: tabId });
    return JSON.parse(await call(request, { picture }));
  } catch (error) {
    console.error("kakomi", error);
    return {
      error: {
        code: "kakomi.failed",
        message: "Kakomi failed.",
        where: "",
        can_retry: true,
        retry_after_ms: null,
      },
    };
  } finally {
    dropSurvey?.();
  }
}

/** @type {Record<string, (args: Record<string, unknown>) => Promise<void>>} requests of Kakomi's pages without Python */
const FOR_PAGES = {
  "worker.open_window": openWindow,
  "worker.clear_clipboard": ({ code }) => clearLater(code),
  "worker.language_changed": () => {
    forgetLanguage();
    return makeMenus();
  },
};

chrome.runtime.onMessage.addListener((request, sender, reply) => {
  if (request?.command === "worker.wake") {
    ensurePython(); // the user draws a box, which is scanned next
    reply({ ok: {} });
    return false;
  }
  if (request?.command === "worker.stay_awake") {
    reply({ ok: {} }); // the message itself keeps the worker from being stopped
    return false;
  }
  if (callerOf(sender) === "page" && request?.command in FOR_PAGES) {
    FOR_PAGES[request.command]?.(request.args)
      .catch((error) => console.error("kakomi", error))
      .then(() => reply({ ok: {} }));
    return true;
  }
  if (request?.command === "worker.abandon_capture") {
    abandon(callerOf(sender) === "page" ? undefined : (sender.tab?.id ?? chrome.tabs.TAB_ID_NONE));
    return false;
  }
  answer(request, callerOf(sender), sender.tab?.id ?? null).then(reply);
  return true;
});

chrome.contextMenus.onClicked.addListener((click, tab) => {
  if (opensPage(click)) {
    openPageFor(click, tab);
    return;
  }
  const request = requestOf(click, tab);
  if (request) answer(request, "worker", null);
});

/**
 * Fills in the code of the tab's site. Python opens the popup if the user has to choose or confirm.
 * @param {chrome.tabs.Tab | undefined} tab
 * @param {{ id?: string, typed?: string }} [chosen] the account, or the text that names it
 */
function fillIn(tab, chosen = {}) {
  if (tab?.id === undefined) return;
  const args = { tab_id: tab.id, window_id: tab.windowId, ...chosen };
  answer({ command: "page.fill", args }, "worker", null);
}

chrome.commands.onCommand.addListener((command, tab) => {
  if (command === "fill") fillIn(tab);
});

listenToOmnibox(fillIn);

// By default, content scripts may read both areas. Web pages must not reach them, even through our content scripts.
function restrictStorageAccess() {
  const { local, sync } = chrome.storage;
  for (const area of [local, sync]) area.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
}

// Merges what other computers wrote, and writes what they lack.
function exchange() {
  answer({ command: "sync.tick", args: {} }, "worker", null);
}

onSyncDue(exchange);

// The items of one write may arrive in several events.
const SYNC_ARRIVAL_MS = 500;
chrome.storage.sync.onChanged.addListener(() => syncStore.schedule(SYNC_ARRIVAL_MS));

chrome.alarms.onAlarm.addListener(({ name }) => {
  if (name === LOCK_ALARM) answer({ command: "vault.tick", args: {} }, "worker", null);
  if (name === SYNC_ALARM) exchange();
  if (name === CAPTURE_ALARM) clear();
  if (name === CLIPBOARD_ALARM) clearNow();
});

chrome.storage.managed.onChanged.addListener(() => {
  answer({ command: "policy.refresh", args: {} }, "worker", null);
});

chrome.idle.onStateChanged.addListener((state) => {
  if (state === "locked") answer({ command: "vault.screen_locked", args: {} }, "worker", null);
});

chrome.runtime.onInstalled.addListener((event) => {
  showWelcome(event);
  makeMenus().catch((error) => console.error("kakomi", error));
  restrictStorageAccess();
  answer({ command: "sheet.read", args: { brief: true } }, "worker", null);
  answer({ command: "policy.refresh", args: {} }, "worker", null);
});

// A new browser session has no sheet yet. Making it now lets the popup paint from it when it first opens.
chrome.runtime.onStartup.addListener(() => {
  restrictStorageAccess();
  answer({ command: "sheet.read", args: { brief: true } }, "worker", null);
  answer({ command: "policy.refresh", args: {} }, "worker", null);
});

// A worker that was stopped while a tab was enlarged could not restore the tab.
restoreAll();
