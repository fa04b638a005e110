// A word above the accounts: on what was just done, with the way back, or on what waits.

const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
const title = /** @type {HTMLElement} */ (document.getElementById("banner-title"));
const text = /** @type {HTMLElement} */ (document.getElementById("banner-text"));
const action = /** @type {HTMLButtonElement} */ (document.getElementById("banner-action"));

/** @type {() => void} */
let act = () => {};
/** @type {News | null} */
let shown = null;

/**
 * @typedef {object} News
 * @property {"good" | "plain" | "warn"} tone
 * @property {string} title
 * @property {string} text
 * @property {{ label: string, command: string, act: () => void }} [action]
 * @property {() => void} [putOff] when somebody closes it
 */

/** @param {News} news */
export function showBanner(news) {
  const { tone, title: heading, text: line, action: wanted } = news;
  banner.dataset.tone = tone;
  title.textContent = heading;
  text.textContent = line;
  action.hidden = !wanted;
  action.textContent = wanted?.label ?? "";
  if (wanted) action.dataset.command = wanted.command;
  else delete action.dataset.command;
  act = wanted?.act ?? (() => {});
  banner.hidden = false;
  shown = news;
  return news;
}

/** @param {News} news whether that is what is said now */
export function bannerShows(news) {
  return shown === news;
}

export function closeBanner() {
  banner.hidden = true;
  shown = null;
}

/** By hand. */
export function putBannerOff() {
  shown?.putOff?.();
  closeBanner();
}

action.addEventListener("click", () => act());
