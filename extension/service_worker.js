// Registers every listener of the service worker, synchronously. Python answers each request. The
// browser may stop the worker after 30 idle seconds; all state is in storage by then.

import { BEGIN_WITH_CAPTURE } from "./facts/commands.js";
import { LOCK_ALARM } from "./host/alarm.js";
import { abandon, CAPTURE_ALARM, capture, clear } from "./host/capture.js";
import { CLIPBOARD_ALARM, clearLater, clearNow } from "./host/clipboard.js";
import { restoreAll } from "./host/page.js";
import { isAboutOpening, makeMenus, openFrom, requestOf } from "./menus.js";
import { listenToOmnibox } from "./omnibox.js";
import { showWelcome } from "./on_installed.js";
import { call, ensurePython } from "./python.js";
import { openWindow } from "./stay_open.js";

/** @typedef {import("./ui/messages.js").Request} Request */
/** @typedef {import("./ui/messages.js").Reply} Reply */

/** @type {ReadonlySet<string>} */
const beginWithCapture = new Set(BEGIN_WITH_CAPTURE);

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
  try {
    // The picture must show what the user saw at the click, so it is taken before Python wakes.
    const taken = beginWithCapture.has(command) && caller !== "overlay" && caller !== "stranger";
    const picture = taken ? capture(args) : null;
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
  }
}

/** @type {Record<string, (args: Record<string, unknown>) => Promise<void>>} what Kakomi's pages ask of the worker itself */
const FOR_PAGES = {
  "worker.open_window": openWindow,
  "worker.clear_clipboard": ({ code }) => clearLater(code),
};

chrome.runtime.onMessage.addListener((request, sender, reply) => {
  if (request?.command === "worker.wake") {
    ensurePython(); // a box is being drawn and will be read in a moment
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
  if (isAboutOpening(click)) {
    openFrom(click, tab);
    return;
  }
  const request = requestOf(click, tab);
  if (request) answer(request, "worker", null);
});

/**
 * Fills in the code of the tab's site. The popup opens where the user has to go on.
 * @param {chrome.tabs.Tab | undefined} tab
 * @param {{ id?: string }} [chosen] the account, if the user named one
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

// A page of the web must never read what we store, not even through a content script of ours.
function keepStorageToOurselves() {
  return chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
}

chrome.alarms.onAlarm.addListener(({ name }) => {
  if (name === LOCK_ALARM) answer({ command: "vault.tick", args: {} }, "worker", null);
  if (name === CAPTURE_ALARM) clear();
  if (name === CLIPBOARD_ALARM) clearNow();
});

chrome.idle.onStateChanged.addListener((state) => {
  if (state === "locked") answer({ command: "vault.screen_locked", args: {} }, "worker", null);
});

chrome.runtime.onInstalled.addListener((event) => {
  showWelcome(event);
  makeMenus();
  keepStorageToOurselves();
  answer({ command: "sheet.read", args: { brief: true } }, "worker", null);
});

// A new browser session has no sheet yet: made now, it is there when the popup first opens.
chrome.runtime.onStartup.addListener(() => {
  keepStorageToOurselves();
  answer({ command: "sheet.read", args: { brief: true } }, "worker", null);
});

// A worker that was stopped while a tab was enlarged could not restore the tab.
restoreAll();
