// A word above the accounts on what was just done, with the way back.

const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
const title = /** @type {HTMLElement} */ (document.getElementById("banner-title"));
const text = /** @type {HTMLElement} */ (document.getElementById("banner-text"));
const action = /** @type {HTMLButtonElement} */ (document.getElementById("banner-action"));

/** @type {() => void} */
let act = () => {};

/**
 * @typedef {object} News
 * @property {"good" | "plain"} tone
 * @property {string} title
 * @property {string} text
 * @property {{ label: string, command: string, act: () => void }} [action]
 */

/** @param {News} news */
export function showBanner(news) {
  banner.dataset.tone = news.tone;
  title.textContent = news.title;
  text.textContent = news.text;
  action.hidden = !news.action;
  action.textContent = news.action?.label ?? "";
  action.dataset.command = news.action?.command ?? "";
  act = news.action?.act ?? (() => {});
  banner.hidden = false;
}

export function closeBanner() {
  banner.hidden = true;
}

action.addEventListener("click", () => act());
