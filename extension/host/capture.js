// What is on the screen: a picture of the tab, the box over it, our popup, the capture page.

import { blobOf, pictureOf } from "./picture.js";
import { dataUrlOf, thumbnailOf } from "./thumbnail.js";
import { isUnresponsive, withinLimit } from "./time_limit.js";

/** @typedef {import("./picture.js").Picture} Picture */
/**
 * @typedef {object} HeldCapture what lies in storage.session under "capture" while a box is being drawn
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
// The longest time that the picture of a tab is kept for a box.
const MOST_HELD_MS = 2 * 60_000;
export const CAPTURE_ALARM = "capture.expire";
// storage.session holds 10 MB in all, and the sheet lives there too.
const MOST_HELD_CHARACTERS = 7_000_000;
const FRAMES_LIMIT_MS = 700;
const REMOVAL_LIMIT_MS = 500;
const OVERLAY_LIMIT_MS = 2_500;
const CAPTURES_PER_SECOND = "MAX_CAPTURE_VISIBLE_TAB_CALLS_PER_SECOND";
const POPUP = { url: "popup/popup.html", width: 392, height: 640 };

/** A picture of a tab as it was when the person pressed. */
export class Capture {
  /** @param {HeldCapture} held @param {Promise<string>} [frames] JSON, while `held` has none yet */
  constructor(held, frames = Promise.resolve(held.frames)) {
    this.held = held;
    this.measuredFrames = frames;
    this.tab_id = held.tab_id;
    this.window_id = held.window_id;
    this.origin = held.origin;
    /** @type {Promise<Picture> | null} */
    this.unpacked = null;
  }

  /** @returns {Promise<Picture>} decoded at the first asking */
  picture() {
    this.unpacked ??= pictureOf(this.held.picture);
    return this.unpacked;
  }

  /** @returns {Promise<string>} JSON, as `framesOf` returns it */
  frames() {
    return this.measuredFrames;
  }

  /** @returns {Promise<string>} a small one, as a data URL */
  thumbnail() {
    return thumbnailOf(blobOf(this.held.picture));
  }
}

/** @type {Capture | null} the held one, while this worker lives */
let inHand = null;

/** @param {number} windowId */
async function photographed(windowId) {
  const take = () => chrome.tabs.captureVisibleTab(windowId, { format: "png" });
  try {
    return await take();
  } catch (error) {
    if (!String(error).includes(CAPTURES_PER_SECOND)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 600)); // Chrome allows two a second
    return take();
  }
}

/** @param {Record<string, unknown>} args of the command: the tab the popup was opened over */
async function tabOf({ tab_id: tabId }) {
  if (typeof tabId === "number") return chrome.tabs.get(tabId);
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  if (!tab) throw new Error("no tab");
  return tab;
}

/** @param {string | undefined} url told to us by activeTab alone */
function originOf(url) {
  const { protocol = "", origin = "" } = URL.parse(url ?? "") ?? {};
  return /^https?:$/.test(protocol) ? origin : "";
}

/**
 * @param {number | undefined} tabId
 * @returns {Promise<string>} JSON of the frames of other origins in the page (page/frames.js): an empty list where
 * the page refuses scripts, null where it did not answer within the limit
 */
async function framesOf(tabId) {
  if (tabId === undefined) return "[]";
  const target = { tabId };
  const inject = async () => {
    const files = ["page/frames.js"];
    await chrome.scripting.executeScript({ target, files, injectImmediately: true });
    const func = () => kakomiFrames.measured();
    return chrome.scripting.executeScript({ target, func, injectImmediately: true });
  };
  try {
    const results = await withinLimit(FRAMES_LIMIT_MS, inject());
    return JSON.stringify(results[0]?.result ?? []);
  } catch (error) {
    return isUnresponsive(error) ? "null" : "[]";
  }
}

/**
 * Removes our overlay from a page.
 * @param {number} tabId
 * @returns {Promise<void>} resolves when the page is painted without it, or did not answer within the limit
 */
async function removeOverlay(tabId) {
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
async function uncover(tabId) {
  await letGo();
  if (tabId !== undefined) await removeOverlay(tabId);
}

/**
 * Never rejects before Python looks at it: a refusal is a value until then.
 * @param {Record<string, unknown>} args
 * @returns {Promise<Capture | null>} null where the browser refuses (no grant, or no such page)
 */
export async function captured(args) {
  try {
    const [tab, before] = await Promise.all([tabOf(args), held()]);
    if (before?.tab_id === tab.id) await uncover(tab.id);
    const photograph = photographed(tab.windowId);
    const frames = framesOf(tab.id);
    const taken = {
      picture: await photograph,
      tab_id: tab.id ?? chrome.tabs.TAB_ID_NONE,
      window_id: tab.windowId,
      origin: originOf(tab.url),
      viewport_width: tab.width ?? 0,
      viewport_height: tab.height ?? 0,
      why: "",
      frames: "null",
    };
    return new Capture(taken, frames);
  } catch (error) {
    console.info("kakomi: no picture", error);
    return null;
  }
}

/** @param {number} tabId @returns {Promise<Capture | null>} a picture of it as it is now */
export function captureNow(tabId) {
  return captured({ tab_id: tabId });
}

/** @param {string} dataUrl @returns {Promise<string>} small enough to be held */
async function holdable(dataUrl) {
  if (dataUrl.length <= MOST_HELD_CHARACTERS) return dataUrl;
  const bitmap = await createImageBitmap(blobOf(dataUrl));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  return dataUrlOf(await canvas.convertToBlob({ type: "image/webp", quality: 0.92 }));
}

/**
 * Keeps the picture while the box is drawn, in storage.session, so that it outlasts this worker. It is discarded
 * when the box is read or left, when its page is left or closed, when the vault locks, and after two minutes.
 * @param {Capture} capture
 * @param {string} why a box is asked for
 */
export async function hold(capture, why) {
  capture.picture().catch(() => {}); // unpacked while the person draws
  const picture = await holdable(capture.held.picture);
  const frames = await capture.frames();
  capture.held.at_unix_ms = Date.now();
  inHand = capture;
  await chrome.storage.session.set({ capture: { ...capture.held, frames, picture, why } });
  await chrome.alarms.create(CAPTURE_ALARM, { delayInMinutes: MOST_HELD_MS / 60_000 });
}

/** @returns {Promise<Capture | null>} the stored one, however old */
async function stored() {
  if (inHand) return inHand;
  const found = await chrome.storage.session.get("capture");
  const { capture } = /** @type {{ capture?: HeldCapture }} */ (found);
  return capture ? new Capture(capture) : null;
}

/** @returns {Promise<Capture | null>} none after two minutes */
export async function held() {
  const capture = await stored();
  if (!capture) return null;
  const ageMs = Date.now() - (capture.held.at_unix_ms ?? 0);
  if (ageMs >= 0 && ageMs < MOST_HELD_MS) return capture; // a negative age: the clock was set back
  await letGo();
  return null;
}

export async function letGo() {
  inHand = null;
  await chrome.storage.session.remove("capture");
  await chrome.alarms.clear(CAPTURE_ALARM);
}

/** The vault was locked, or the capture is too old: nothing of it stays. Waits for no page. */
export async function clear() {
  const capture = await stored();
  await letGo();
  if (capture) removeOverlay(capture.tab_id); // not awaited: the page's thread may be busy
}

/**
 * The page with the box was left or closed, so the box will not be read.
 * @param {number | undefined} tabId of the page; undefined: the capture page
 */
export async function abandon(tabId) {
  const capture = await stored();
  if (capture && (tabId === undefined || capture.tab_id === tabId)) await letGo();
}

/**
 * Shows the overlay, on which a box is drawn, over a page.
 * @param {number} tabId
 * @param {string} note why a box is asked for: "", "nothing" or "several"
 * @returns {Promise<boolean>} false where the page refuses scripts, does not answer, or would hide the overlay
 */
export async function cover(tabId, note) {
  const target = { tabId };
  const until = Date.now() + OVERLAY_LIMIT_MS;
  const inject = async () => {
    await chrome.scripting.executeScript({
      target,
      args: [note, until],
      func: (why, untilUnixMs) => {
        Object.assign(globalThis, { kakomiOverlayNote: why, kakomiOverlayUntil: untilUnixMs });
      },
    });
    return chrome.scripting.executeScript({ target, files: OVERLAY });
  };
  try {
    const results = await withinLimit(OVERLAY_LIMIT_MS, inject());
    return results[0]?.result === "shown";
  } catch (error) {
    console.info("kakomi: this page takes no overlay", error);
    return false;
  }
}

/** @param {number} windowId */
export async function openCapturePage(windowId) {
  await chrome.tabs.create({ windowId, url: chrome.runtime.getURL("capture/capture.html") });
}

/**
 * Back from the capture page to the page it shows.
 * @param {number} pageTabId
 * @param {number} tabId
 */
export async function leaveCapturePage(pageTabId, tabId) {
  await chrome.tabs.update(tabId, { active: true }).catch(() => {}); // that tab may be closed by now
  await chrome.tabs.remove(pageTabId);
}

/** @param {number | undefined} windowId */
export async function openPopup(windowId) {
  try {
    await chrome.action.openPopup(windowId === undefined ? {} : { windowId });
  } catch (error) {
    console.info("kakomi: the popup opens as a window", error);
    await chrome.windows.create({ ...POPUP, type: "popup" });
  }
}
