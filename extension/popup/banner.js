// The banner above the accounts: says what was just done and offers an undo, or what is pending.

const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
const title = /** @type {HTMLElement} */ (document.getElementById("banner-title"));
const text = /** @type {HTMLElement} */ (document.getElementById("banner-text"));
const action = /** @type {HTMLButtonElement} */ (document.getElementById("banner-action"));

/** @type {() => void} */
let onAction = () => {};
/** @type {BannerContent | null} */
let shownContent = null;

/**
 * @typedef {object} BannerContent
 * @property {"good" | "plain" | "warn"} tone
 * @property {string} title
 * @property {string} text
 * @property {{ label: string, command: string, act: () => void }} [action]
 * @property {() => void} [onDismiss] called when the user closes it
 */

/** @param {BannerContent} content */
export function showBanner(content) {
  const { tone, title: heading, text: line, action: requestedAction } = content;
  banner.dataset.tone = tone;
  title.textContent = heading;
  text.textContent = line;
  action.hidden = !requestedAction;
  action.textContent = requestedAction?.label ?? "";
  if (requestedAction) action.dataset.command = requestedAction.command;
  else delete action.dataset.command;
  onAction = requestedAction?.act ?? (() => {});
  banner.hidden = false;
  shownContent = content;
  return content;
}

/** Returns whether the banner shows this content. @param {BannerContent} content */
export function isBannerShown(content) {
  return shownContent === content;
}

/** Replaces the banner's text, if there is a banner. @param {string} line */
export function updateBannerText(line) {
  if (!banner.hidden) text.textContent = line;
}

export function closeBanner() {
  banner.hidden = true;
  shownContent = null;
}

/** Closes the banner on the user's request. */
export function dismissBanner() {
  shownContent?.onDismiss?.();
  closeBanner();
}

action.addEventListener("click", () => onAction());
