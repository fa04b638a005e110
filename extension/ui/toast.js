// What is said in passing: a line at the foot of the popup, and the same for those who listen.

const box = /** @type {HTMLElement} */ (document.getElementById("toast"));
const line = /** @type {HTMLElement} */ (document.getElementById("toast-text"));
const action = /** @type {HTMLButtonElement} */ (document.getElementById("toast-action"));
const live = /** @type {HTMLElement} */ (document.getElementById("live"));

const DEFAULT_DURATION_MS = 6000;

/** @typedef {{ label: string, command: string, act: () => void }} ToastAction */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let closeTimer;
let visibleForMs = DEFAULT_DURATION_MS;
/** @type {ToastAction | undefined} */
let currentAction;

/** @param {string} text */
export function announce(text) {
  // The same words twice in a row are news as well: a changed node is read again, an equal one is not.
  live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

export function closeToast() {
  clearTimeout(closeTimer);
  box.hidden = true;
  currentAction = undefined;
  delete action.dataset.command;
}

function scheduleClose() {
  clearTimeout(closeTimer);
  if (Number.isFinite(visibleForMs)) closeTimer = setTimeout(closeToast, visibleForMs);
}

/**
 * @param {string} text
 * @param {{ action?: ToastAction, durationMs?: number }} [how] durationMs: Infinity keeps it until it is
 *   replaced or closed
 */
export function toast(text, { action: requestedAction, durationMs = DEFAULT_DURATION_MS } = {}) {
  currentAction = requestedAction;
  line.textContent = text;
  action.hidden = !requestedAction;
  action.textContent = requestedAction?.label ?? "";
  if (requestedAction) action.dataset.command = requestedAction.command;
  else delete action.dataset.command;
  visibleForMs = durationMs;
  box.hidden = false;
  announce(text);
  scheduleClose();
}

/** @param {() => void} act */
export function offersAction(act) {
  return currentAction?.act === act;
}

/** @returns {boolean} whether there was something offered to do */
export function runToastAction() {
  if (!currentAction) return false;
  currentAction.act();
  return true;
}

action.addEventListener("click", runToastAction);
// Whoever is on their way to it must not see it go.
for (const type of ["pointerenter", "focusin"]) {
  box.addEventListener(type, () => clearTimeout(closeTimer));
}
for (const type of ["pointerleave", "focusout"]) box.addEventListener(type, scheduleClose);
