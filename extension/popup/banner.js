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
export function showBanner({ tone, title: heading, text: line, action: wanted }) {
  banner.dataset.tone = tone;
  title.textContent = heading;
  text.textContent = line;
  action.hidden = !wanted;
  action.textContent = wanted?.label ?? "";
  if (wanted) action.dataset.command = wanted.command;
  else delete action.dataset.command;
  act = wanted?.act ?? (() => {});
  banner.hidden = false;
}

export function closeBanner() {
  banner.hidden = true;
}

action.addEventListener("click", () => act());
