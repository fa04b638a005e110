// Runs scripts in a page that search it for QR codes, in every frame where the extension may run them. Every call has a
// time limit. Where the browser allows no script, there are no answers.

import { PAGE_LINK_SCHEMES } from "../facts/account.js";
import { isUnresponsive, withinLimit } from "./time_limit.js";

const SCRIPTS = [
  "page/block_characters.js",
  "page/qr_candidates.js",
  "page/picture_sources.js",
  "page/page_links.js",
];
const QUESTION_LIMIT_MS = 1_200;
const ACTION_LIMIT_MS = 4_000; // scrolling and zooming wait for the page to be painted
const READABLE_PX = 240; // CSS px; a code of this width decodes
const MAX_ZOOM = 5; // Chrome's own limit
const MAX_ZOOM_WAIT_MS = 1_500;
const MAX_SOURCES = 8;
const MAX_LINKS = 50;

/** @typedef {{ zoom: number, settings: chrome.tabs.ZoomSettings, x: number, y: number }} Before */

const ENLARGED = "enlarged"; // key in storage.session: what to restore, by tab, also after a worker restart

/** @returns {Promise<Record<string, Before>>} the state before enlarging, of the tabs that are enlarged now */
async function enlargedTabs() {
  return /** @type {any} */ (await chrome.storage.session.get(ENLARGED))[ENLARGED] ?? {};
}

/**
 * @template {unknown[]} Args
 * @template Value
 * @param {chrome.scripting.InjectionTarget} target
 * @param {number} limitMs
 * @param {(...args: Args) => Value} func runs in each frame
 * @param {Args} args
 * @returns {Promise<{ frameId: number, answer: Awaited<Value> }[]>} the frames' answers; none where the page
 * refuses scripts
 * @throws {Error} "page.unresponsive" after the limit
 */
async function ask(target, limitMs, func, ...args) {
  const until = Date.now() + limitMs;
  const inject = async () => {
    await chrome.scripting.executeScript({ target, files: SCRIPTS, injectImmediately: true });
    if (Date.now() >= until) return [];
    return chrome.scripting.executeScript({ target, func, args, injectImmediately: true });
  };
  try {
    const results = await withinLimit(limitMs, inject());
    const answers = results.filter(({ result }) => result !== null && result !== undefined);
    return /** @type {any} */ (answers.map(({ frameId, result }) => ({ frameId, answer: result })));
  } catch (error) {
    if (isUnresponsive(error)) throw error;
    console.info("kakomi: this page refuses scripts", error);
    return [];
  }
}

/** @param {number} tabId */
const allFrames = (tabId) => ({ tabId, allFrames: true });
/** @param {number} tabId @param {number} frameId */
const oneFrame = (tabId, frameId) => ({ tabId, frameIds: [frameId] });

/** @param {number} tabId */
function countCandidates(tabId) {
  return ask(allFrames(tabId), QUESTION_LIMIT_MS, () => kakomiQrCandidates.count());
}

/**
 * @param {number} tabId
 * @returns {Promise<string>} JSON: how many candidates are out of view, and how many in view are too small
 */
export async function measure(tabId) {
  const counts = await countCandidates(tabId);
  const sum = (/** @type {"outside" | "tiny"} */ name) =>
    counts.reduce((total, { answer }) => total + answer[name], 0);
  return JSON.stringify({ outside: sum("outside"), tiny: sum("tiny") });
}

/** @param {number} tabId @returns {Promise<boolean>} whether there was a candidate to scroll to */
export async function scroll(tabId) {
  const counts = await countCandidates(tabId);
  const first = counts.find(({ answer }) => answer.outside > 0);
  if (!first) return false;
  const target = oneFrame(tabId, first.frameId);
  const [moved] = await ask(target, ACTION_LIMIT_MS, scrollUntil, Date.now() + ACTION_LIMIT_MS);
  return moved?.answer ?? false;
}

/** Runs in the page. @param {number} untilUnixMs after this time the caller no longer waits for it */
function scrollUntil(untilUnixMs) {
  return Date.now() < untilUnixMs && kakomiQrCandidates.scrollToOutside();
}

/**
 * Zooms this tab alone, so that the smallest candidate in view decodes.
 * @param {number} tabId
 * @returns {Promise<boolean>} whether there was one
 */
export async function enlarge(tabId) {
  const sides = await ask(allFrames(tabId), QUESTION_LIMIT_MS, () => kakomiQrCandidates.tinySide());
  const [smallest] = sides
    .filter(({ answer }) => answer > 0)
    .sort((one, other) => one.answer - other.answer);
  const [view] = await ask(oneFrame(tabId, 0), QUESTION_LIMIT_MS, () => ({
    x: scrollX,
    y: scrollY,
    ratio: devicePixelRatio,
  }));
  if (!smallest || !view) return false;
  const { ratio, x, y } = view.answer;
  const zoom = await chrome.tabs.getZoom(tabId);
  const before = { zoom, settings: await chrome.tabs.getZoomSettings(tabId), x, y };
  await chrome.storage.session.set({ [ENLARGED]: { ...(await enlargedTabs()), [tabId]: before } });
  await chrome.tabs.setZoomSettings(tabId, { mode: "automatic", scope: "per-tab" });
  await chrome.tabs.setZoom(tabId, Math.min(MAX_ZOOM, (zoom * READABLE_PX) / smallest.answer));
  await ask(oneFrame(tabId, 0), ACTION_LIMIT_MS, untilZoomed, ratio, MAX_ZOOM_WAIT_MS);
  const target = oneFrame(tabId, smallest.frameId);
  await ask(target, ACTION_LIMIT_MS, () => kakomiQrCandidates.scrollToTiny());
  return true;
}

/**
 * Runs in the page. Waits until its device pixel ratio has changed and it was painted.
 * @param {number} ratio before zooming
 * @param {number} maxMs
 */
async function untilZoomed(ratio, maxMs) {
  const end = Date.now() + maxMs;
  while (devicePixelRatio === ratio && Date.now() < end) await kakomiQrCandidates.painted();
  await kakomiQrCandidates.painted();
}

/**
 * @param {number} tabId
 * @param {Before} before
 */
async function restoreZoom(tabId, before) {
  await chrome.tabs.setZoom(tabId, before.zoom);
  await chrome.tabs.setZoomSettings(tabId, before.settings);
}

/**
 * @param {number} tabId
 * @param {Before} before
 */
async function restoreScroll(tabId, { x, y }) {
  const scrollBack = (/** @type {number} */ left, /** @type {number} */ top) =>
    scrollTo({ left, top, behavior: "instant" });
  await ask(oneFrame(tabId, 0), QUESTION_LIMIT_MS, scrollBack, x, y).catch(() => {}); // a busy page scrolls later
}

/** Restores an enlarged tab's zoom and scroll position; does nothing for other tabs. @param {number} tabId */
export async function restore(tabId) {
  const { [tabId]: before, ...others } = await enlargedTabs();
  if (!before) return;
  if (Object.keys(others).length > 0) await chrome.storage.session.set({ [ENLARGED]: others });
  else await chrome.storage.session.remove(ENLARGED);
  await restoreZoom(tabId, before);
  await restoreScroll(tabId, before);
}

/**
 * Restores all enlarged tabs, after a lock and when a worker starts whose predecessor was stopped while tabs were
 * enlarged. Does not wait for any page.
 */
export async function restoreAll() {
  const tabs = Object.entries(await enlargedTabs());
  await chrome.storage.session.remove(ENLARGED);
  for (const [id, before] of tabs) {
    const tabId = Number(id);
    await restoreZoom(tabId, before).catch(() => {}); // the tab may be closed by now
    restoreScroll(tabId, before); // not awaited: a page whose thread is busy would delay a lock
  }
}

/** @param {string} dataUrl of a PNG */
const base64Of = (dataUrl) => dataUrl.slice(dataUrl.indexOf(",") + 1);

/**
 * @param {number} tabId
 * @param {string} boxJson a box in CSS px of the window, or null for all candidates in view
 * @returns {Promise<string>} JSON: the page's own pictures, as PNG files in base64
 */
export async function readSources(tabId, boxJson) {
  const answers = await ask(
    allFrames(tabId),
    QUESTION_LIMIT_MS,
    (box) => (box ? kakomiPictureSources.under(box) : kakomiPictureSources.inView()),
    /** @type {KakomiBox | null} */ (JSON.parse(boxJson)),
  );
  const pictures = answers.flatMap(({ answer }) => answer.map(base64Of)).slice(0, MAX_SOURCES);
  return JSON.stringify(pictures);
}

/**
 * @param {number} tabId
 * @returns {Promise<string>} JSON: the links of accounts that the page and its frames of the same origin hold
 */
export async function readLinks(tabId) {
  const answers = await ask(
    allFrames(tabId),
    QUESTION_LIMIT_MS,
    (schemes) => kakomiPageLinks.found(schemes),
    PAGE_LINK_SCHEMES,
  );
  const links = new Set(answers.flatMap(({ answer }) => answer));
  return JSON.stringify([...links].slice(0, MAX_LINKS));
}

/**
 * @param {number} tabId
 * @param {number} frameId
 * @param {string} address of the picture that the context menu was opened on
 * @returns {Promise<string>} JSON: where the picture is seen, in shares of the window, and the picture as a
 * PNG file in base64; null and "" where the page does not tell
 */
export async function readSource(tabId, frameId, address) {
  const [found] = await ask(
    oneFrame(tabId, frameId),
    ACTION_LIMIT_MS, // the picture may have to be loaded first
    (wanted) => kakomiPictureSources.of(wanted),
    address,
  );
  const { box = null, picture = "" } = found?.answer ?? {};
  return JSON.stringify({ box, picture: base64Of(picture) });
}
