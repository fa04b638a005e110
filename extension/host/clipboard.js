// Removes a copied code from the clipboard after a minute, if it is still there. Without a focused page, Chrome allows
// this only with the permissions clipboardRead and clipboardWrite; the options page requests both when the rule is
// turned on.

import { CLIPBOARD_CLEARED_AFTER_S } from "../facts/timings.js";
import { offscreenDocument, withOffscreenDocument } from "./offscreen_document.js";

/** @typedef {{ salt: string, digest: string }} CopiedCode tells whether a text is the code, by SHA-256 */

export const CLIPBOARD_ALARM = "clipboard.clear";

const KEY = "copied_code"; // in storage.session
const DOCUMENT = "clipboard/clipboard.html";
const ANSWER_LIMIT_MS = 5_000;
/** @type {chrome.permissions.Permissions} */
const NEEDED = { permissions: ["clipboardRead", "clipboardWrite"] };

/** @param {string} salt @param {string} text @returns {Promise<string>} hexadecimal */
async function digestOf(salt, text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Clears the clipboard in a minute if it holds this code then. A later call replaces this one.
 * @param {unknown} code
 */
export async function clearLater(code) {
  if (typeof code !== "string" || !(await chrome.permissions.contains(NEEDED))) return;
  const salt = crypto.randomUUID();
  /** @type {CopiedCode} */
  const copied = { salt, digest: await digestOf(salt, code) };
  await chrome.storage.session.set({ [KEY]: copied });
  await chrome.alarms.create(CLIPBOARD_ALARM, { delayInMinutes: CLIPBOARD_CLEARED_AFTER_S / 60 });
}

/** Called by the alarm. */
export async function clearNow() {
  const { [KEY]: copied } = /** @type {{ [KEY]?: CopiedCode }} */ (
    await chrome.storage.session.get(KEY)
  );
  await chrome.storage.session.remove(KEY);
  if (!copied || !(await chrome.permissions.contains(NEEDED))) return;
  /** @type {chrome.offscreen.CreateParameters} */
  const parameters = {
    url: DOCUMENT,
    reasons: ["CLIPBOARD"],
    justification: "Removes a copied code from the clipboard after a minute",
  };
  await withOffscreenDocument(parameters, async () => {
    const text = await ask("read");
    if ((await digestOf(copied.salt, text)) === copied.digest) await ask("clear");
  });
}

/**
 * @param {"read" | "clear"} what
 * @returns {Promise<string>} the clipboard's text, if it was read
 */
async function ask(what) {
  const { port1, port2 } = new MessageChannel();
  /** @type {PromiseWithResolvers<string>} */
  const { promise, resolve } = Promise.withResolvers();
  port1.onmessage = ({ data }) => resolve(String(data));
  setTimeout(() => resolve(""), ANSWER_LIMIT_MS); // the document may have been closed
  (await offscreenDocument(DOCUMENT))?.postMessage(what, [port2]);
  return promise;
}
