// Captures of a tab, the overlay over its page, the popup and the capture page.

import { blobOf, pictureOf } from "./picture.js";
import { dataUrlOf, thumbnailOf } from "./thumbnail.js";
import { withinLimit } from "./time_limit.js";
import { originOf } from "./web_origin.js";
import { messagesFor } from "./words.js";

/** @typedef {import("./picture.js").Picture} Picture */
/**
 * @typedef {object} StoredCapture the value of "capture" in storage.session while a box is being drawn
 * @property {string} picture data URL
 * @property {number} tab_id the tab it shows
 * @property {number} window_id
 * @property {string} origin of its page
 * @property {number} viewport_width CSS px
 * @property {number} viewport_height CSS px
 * @property {string} why a box is asked for: "", "nothing" or "several"
 * @property {string} frames JSON, as `framesOf` returns it
 * @property {number} [at_unix_ms] when it was stored
 */

const OVERLAY = [
  "overlay/key_names.js",
  "overlay/box.js",
  "overlay/drawing.js",
  "overlay/styles.js",
  "overlay/card.js",
  "overlay/overlay_host.js",
  "overlay/overlay.js",
];
// A capture is stored for this long at most while the user draws a box.
const CAPTURE_LIFETIME_MS = 2 * 60_000;
export const CAPTURE_ALARM = "capture.expire";
// storage.session holds 10 MB in all, the sheet included.
const MAX_STORED_CHARACTERS = 7_000_000;
const FRAMES_LIMIT_MS = 1_000; // from the time when the answer is needed: a busy machine reads the picture late too
const REMOVAL_LIMIT_MS = 500;
const OVERLAY_LIMIT_MS = 2_500;
const CAPTURES_PER_SECOND = "MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND";
const POPUP = { url: "popup/popup.html", width: 392, height: 640 };

/** A captured picture of a tab. */
export class Capture {
  /** @param {StoredCapture} values @param {Promise<string>} [frames] JSON, if `values` has none yet */
  constructor(values, frames = Promise.resolve(values.frames)) {
    this.values = values;
    this.measuredFrames = frames;
    /** @type {Promise<string> | null} */
    this.framesInTime = null;
    this.tab_id = values.tab_id;
    this.window_id = values.window_id;
    this.origin = values.origin;
    /** @type {Promise<Picture> | null} */
    this.decoded = null;
  }

  /** @returns {Promise<Picture>} decoded at the first call */
  picture() {
    this.decoded ??= pictureOf(this.values.picture);
    return this.decoded;
  }

  /** @returns {Promise<string>} JSON, as `framesOf` returns it; "null" where the page did not answer in time */
  frames() {
    this.framesInTime ??= withinLimit(FRAMES_LIMIT_MS, this.measuredFrames).catch(() => "null");
    return this.framesInTime;
  }

  /** @returns {Promise<string>} a small copy, as a data URL */
  thumbnail() {
    return thumbnailOf(blobOf(this.values.picture));
  }
}

/** @type {Capture | null} the stored capture, while this worker lives */
let cached = null;

/** @param {number} windowId @returns {Promise<string>} a data URL of a PNG */
async function pictureOfTab(windowId) {
  const take = () => chrome.tabs.captureVisibleTab(windowId, { format: "png" });
  try {
    return await take();
  } catch (error) {
    if (!String(error).includes(CAPTURES_PER_SECOND)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 600)); // Chrome allows two a second
    return take();
  }
}

/** @param {Record<string, unknown>} args of the command. They may name the tab; the default is the active tab. */
async function tabOf({ tab_id: tabId }) {
  if (typeof tabId === "number") return chrome.tabs.get(tabId);
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  if (!tab) throw new Error("no tab");
  return tab;
}

/**
 * @param {number | undefined} tabId
 * @returns {Promise<string>} JSON of the frames of other origins in the page (page/frames.js): an empty list where
 * the page refuses scripts, null where not all of it could be examined
 */
async function framesOf(tabId) {
  if (tabId === undefined) return "[]";
  const target = { tabId };
  try {
    const files = ["page/frames.js"];
    await chrome.scripting.executeScript({ target, files, injectImmediately: true });
    const func = () => kakomiFrames.measured();
    const [main] = await chrome.scripting.executeScript({ target, func, injectImmediately: true });
    return JSON.stringify(main ? (main.result ?? null) : []);
  } catch {
    return "[]";
  }
}

/**
 * Removes our overlay from a page.
 * @param {number} tabId
 * @returns {Promise<void>} resolves when the page is painted without it, or did not answer within the limit
 */
export async function removeOverlay(tabId) {
  const removal = chrome.scripting.executeScript({
    target: { tabId },
    func: () => {
      globalThis.kakomiOverlay?.remove();
      const painted = new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(resolve)),
      );
      return Promise.race([painted, new Promise((resolve) => setTimeout(resolve, 100))]);
    },
  });
  await withinLimit(REMOVAL_LIMIT_MS, removal).catch(() => {}); // a page that refuses scripts has no overlay
}

/**
 * Discards the saved capture and removes its overlay, which would be in the picture.
 * @param {number | undefined} tabId
 */
async function discardWithOverlay(tabId) {
  await discard();
  if (tabId !== undefined) await removeOverlay(tabId);
}

/**
 * Captures a tab. The promise never rejects, as Python awaits it later.
 * @param {Record<string, unknown>} args of the command
 * @returns {Promise<Capture | null>} null where the browser refuses (no grant, or no such page)
 */
export async function capture(args) {
  try {
    const [tab, before] = await Promise.all([tabOf(args), load()]);
    if (before?.tab_id === tab.id) await discardWithOverlay(tab.id);
    const picture = pictureOfTab(tab.windowId);
    const frames = framesOf(tab.id);
    const values = {
      picture: await picture,
      tab_id: tab.id ?? chrome.tabs.TAB_ID_NONE,
      window_id: tab.windowId,
      origin: originOf(tab.url),
      viewport_width: tab.width ?? 0,
      viewport_height: tab.height ?? 0,
      why: "",
      frames: "null",
    };
    return new Capture(values, frames);
  } catch (error) {
    console.info("kakomi: the tab was not captured", error);
    return null;
  }
}

/** @param {number} tabId @returns {Promise<Capture | null>} a capture of the tab as it is now */
export function captureNow(tabId) {
  return capture({ tab_id: tabId });
}

/** @param {string} dataUrl @returns {Promise<string>} a data URL that is small enough to be stored */
async function storable(dataUrl) {
  if (dataUrl.length <= MAX_STORED_CHARACTERS) return dataUrl;
  const bitmap = await createImageBitmap(blobOf(dataUrl));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  return dataUrlOf(await canvas.convertToBlob({ type: "image/webp", quality: 0.92 }));
}

/**
 * Stores the capture in storage.session while a box is drawn, so that it survives this worker. It is discarded
 * when the box is read or left, when its page is left or closed, when the vault locks, and after two minutes.
 * @param {Capture} capture
 * @param {string} why a box is asked for
 */
export async function save(capture, why) {
  capture.picture().catch(() => {}); // decoded while the box is drawn
  capture.values.at_unix_ms = Date.now();
  cached = capture; // a box may be drawn before the picture is stored
  try {
    const [picture, frames] = await Promise.all([
      storable(capture.values.picture),
      capture.frames(),
    ]);
    await Promise.all([
      chrome.storage.session.set({ capture: { ...capture.values, frames, picture, why } }),
      chrome.alarms.create(CAPTURE_ALARM, { delayInMinutes: CAPTURE_LIFETIME_MS / 60_000 }),
    ]);
  } catch (error) {
    if (cached === capture) cached = null;
    throw error;
  }
}

/** @returns {Promise<Capture | null>} the stored capture, however old */
async function stored() {
  if (cached) return cached;
  const { capture: values } = /** @type {{ capture?: StoredCapture }} */ (
    await chrome.storage.session.get("capture")
  );
  return values ? new Capture(values) : null;
}

/** @returns {Promise<Capture | null>} the stored capture; null after two minutes */
export async function load() {
  const capture = await stored();
  if (!capture) return null;
  const ageMs = Date.now() - (capture.values.at_unix_ms ?? 0);
  if (ageMs >= 0 && ageMs < CAPTURE_LIFETIME_MS) return capture; // a negative age: the clock was set back
  await discard();
  return null;
}

export async function discard() {
  cached = null;
  await chrome.storage.session.remove("capture");
  await chrome.alarms.clear(CAPTURE_ALARM);
}

/** Discards the capture and removes its overlay, after a lock or two minutes. Does not wait for the page. */
export async function clear() {
  const capture = await stored();
  await discard();
  if (capture) removeOverlay(capture.tab_id); // not awaited: the page's thread may be busy
}

/**
 * Discards the capture after the page with the box was left or closed.
 * @param {number | undefined} tabId of the page; undefined: the capture page
 */
export async function abandon(tabId) {
  const capture = await stored();
  if (capture && (tabId === undefined || capture.tab_id === tabId)) await discard();
}

/**
 * Shows the overlay, on which a box is drawn, over a page.
 * @param {number} tabId
 * @param {string} note why a box is asked for: "", "nothing" or "several"
 * @returns {Promise<boolean>} false where the page refuses scripts, does not answer, or would hide the overlay
 */
export async function showOverlay(tabId, note) {
  const target = { tabId };
  const until = Date.now() + OVERLAY_LIMIT_MS;
  const inject = async () => {
    await chrome.scripting.executeScript({
      target,
      args: [note, until, await messagesFor("overlay_")],
      func: (kakomiOverlayNote, kakomiOverlayUntil, kakomiOverlayWords) => {
        Object.assign(globalThis, { kakomiOverlayNote, kakomiOverlayUntil, kakomiOverlayWords });
      },
    });
    return chrome.scripting.executeScript({ target, files: OVERLAY });
  };
  try {
    const results = await withinLimit(OVERLAY_LIMIT_MS, inject());
    return results[0]?.result === "shown";
  } catch (error) {
    console.info("kakomi: the overlay could not be shown", error);
    return false;
  }
}

/** Shows the stored capture on a page of ours. @param {number} windowId */
export async function openCapturePage(windowId) {
  await chrome.tabs.create({ windowId, url: chrome.runtime.getURL("capture/capture.html") });
}

/**
 * Closes the capture page and activates the tab it shows.
 * @param {number} pageTabId
 * @param {number} tabId
 */
export async function leaveCapturePage(pageTabId, tabId) {
  await chrome.tabs.update(tabId, { active: true }).catch(() => {}); // that tab may be closed by now
  await chrome.tabs.remove(pageTabId);
}

/** Opens the popup, or a window with the same page. @param {number | undefined} windowId */
export async function openPopup(windowId) {
  try {
    await chrome.action.openPopup(windowId === undefined ? {} : { windowId });
  } catch (error) {
    console.info("kakomi: the popup opens as a window", error);
    await chrome.windows.create({ ...POPUP, type: "popup" });
  }
}
