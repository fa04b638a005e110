// What stands in the page round what was captured: asked of it by scripts of our own, in all of its
// frames that may be asked. Of a page that refuses nothing is known.

const SCRIPTS = ["page/block_characters.js", "page/qr_candidates.js", "page/picture_sources.js"];
const READABLE_PX = 240; // a code of this width reads
const MOST_ZOOM = 5; // Chrome's own
const ZOOM_PATIENCE_MS = 1500;
const MOST_SOURCES = 8;

/** @typedef {{ zoom: number, settings: chrome.tabs.ZoomSettings, x: number, y: number }} Before */

const ENLARGED = "enlarged"; // in storage.session, by tab: it outlasts a worker that is stopped meanwhile

/** @returns {Promise<Record<string, Before>>} how those tabs were that are enlarged now */
async function enlarged() {
  return /** @type {any} */ (await chrome.storage.session.get(ENLARGED))[ENLARGED] ?? {};
}

/**
 * @template {unknown[]} Args
 * @template Value
 * @param {chrome.scripting.InjectionTarget} target
 * @param {(...args: Args) => Value} func runs in the page
 * @param {Args} args
 * @returns {Promise<{ frameId: number, said: Awaited<Value> }[]>} what each frame says
 */
async function asked(target, func, ...args) {
  try {
    await chrome.scripting.executeScript({ target, files: SCRIPTS });
    const results = await chrome.scripting.executeScript({ target, func, args });
    const said = results.filter(({ result }) => result !== null && result !== undefined);
    return /** @type {any} */ (said.map(({ frameId, result }) => ({ frameId, said: result })));
  } catch (error) {
    console.info("kakomi: this page is not to be asked", error);
    return [];
  }
}

/** @param {number} tabId */
const everywhere = (tabId) => ({ tabId, allFrames: true });
/** @param {number} tabId @param {number} frameId */
const inFrame = (tabId, frameId) => ({ tabId, frameIds: [frameId] });

/**
 * @param {number} tabId
 * @returns {Promise<string>} JSON: how many likely codes are out of sight, and how many too small
 */
export async function lookRound(tabId) {
  const counts = await asked(everywhere(tabId), () => kakomiLikely.count());
  const sum = (/** @type {"outside" | "tiny"} */ name) =>
    counts.reduce((total, { said }) => total + said[name], 0);
  return JSON.stringify({ outside: sum("outside"), tiny: sum("tiny") });
}

/** @param {number} tabId @returns {Promise<boolean>} whether there was something to scroll to */
export async function scroll(tabId) {
  const counts = await asked(everywhere(tabId), () => kakomiLikely.count());
  const there = counts.find(({ said }) => said.outside > 0);
  if (!there) return false;
  const [moved] = await asked(inFrame(tabId, there.frameId), () => kakomiLikely.scrollToOutside());
  return moved?.said ?? false;
}

/**
 * Zooms the tab, and no other, so that the smallest likely code in view reads.
 * @param {number} tabId
 * @returns {Promise<boolean>} whether there was one
 */
export async function enlarge(tabId) {
  const sides = await asked(everywhere(tabId), () => kakomiLikely.tinySide());
  const [smallest] = sides.filter(({ said }) => said > 0).sort((a, b) => a.said - b.said);
  const [now] = await asked(inFrame(tabId, 0), () => ({
    x: scrollX,
    y: scrollY,
    ratio: devicePixelRatio,
  }));
  if (!smallest || !now) return false;
  const { ratio, x, y } = now.said;
  const zoom = await chrome.tabs.getZoom(tabId);
  const before = { zoom, settings: await chrome.tabs.getZoomSettings(tabId), x, y };
  await chrome.storage.session.set({ [ENLARGED]: { ...(await enlarged()), [tabId]: before } });
  await chrome.tabs.setZoomSettings(tabId, { mode: "automatic", scope: "per-tab" });
  await chrome.tabs.setZoom(tabId, Math.min(MOST_ZOOM, (zoom * READABLE_PX) / smallest.said));
  await asked(inFrame(tabId, 0), whenZoomed, ratio, ZOOM_PATIENCE_MS);
  await asked(inFrame(tabId, smallest.frameId), () => kakomiLikely.scrollToTiny());
  return true;
}

/**
 * Runs in the page.
 * @param {number} ratio of pixels as it was
 * @param {number} patienceMs
 */
async function whenZoomed(ratio, patienceMs) {
  const end = Date.now() + patienceMs;
  while (devicePixelRatio === ratio && Date.now() < end) await kakomiLikely.painted();
  await kakomiLikely.painted();
}

/** @param {number} tabId as it was before it was enlarged */
export async function putBack(tabId) {
  const { [tabId]: before, ...others } = await enlarged();
  if (!before) return;
  await chrome.storage.session.set({ [ENLARGED]: others });
  await chrome.tabs.setZoom(tabId, before.zoom);
  await chrome.tabs.setZoomSettings(tabId, before.settings);
  const { x, y } = before;
  await asked(inFrame(tabId, 0), (left, top) => scrollTo({ left, top, behavior: "instant" }), x, y);
}

/** The tabs that a worker before this one was stopped over; asked before this one enlarges any. */
export async function putAllBack() {
  for (const tabId of Object.keys(await enlarged())) {
    await putBack(Number(tabId)).catch(() => {}); // the tab may be closed by now
  }
}

/** @param {string} dataUrl a PNG */
const base64Of = (dataUrl) => dataUrl.slice(dataUrl.indexOf(",") + 1);

/**
 * @param {number} tabId
 * @param {string} box JSON of a box in CSS px of the window, or null for all that is in view
 * @returns {Promise<string>} JSON: PNG files as base64
 */
export async function sources(tabId, box) {
  const read = await asked(
    everywhere(tabId),
    (under) => (under ? kakomiSources.under(under) : kakomiSources.inView()),
    /** @type {KakomiBox | null} */ (JSON.parse(box)),
  );
  const pictures = read.flatMap(({ said }) => said.map(base64Of)).slice(0, MOST_SOURCES);
  return JSON.stringify(pictures);
}

/**
 * The picture that somebody pointed at.
 * @param {number} tabId
 * @param {number} frameId
 * @param {string} address
 * @returns {Promise<string>} JSON: where it is seen, in shares of the window, and itself as a PNG file in
 * base64; null and "" where the page does not tell
 */
export async function sourceOf(tabId, frameId, address) {
  const [found] = await asked(
    inFrame(tabId, frameId),
    (wanted) => kakomiSources.of(wanted),
    address,
  );
  const { box = null, picture = "" } = found?.said ?? {};
  return JSON.stringify({ box, picture: base64Of(picture) });
}
