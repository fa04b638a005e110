// A short message at the bottom of the page. It is announced to screen readers too.

const toastBox = /** @type {HTMLElement} */ (document.getElementById("toast"));
const toastText = /** @type {HTMLElement} */ (document.getElementById("toast-text"));
const actionButton = /** @type {HTMLButtonElement} */ (document.getElementById("toast-action"));
const liveRegion = /** @type {HTMLElement} */ (document.getElementById("live"));

const DEFAULT_DURATION_MS = 6000;

/** @typedef {{ label: string, command: string, act: () => void }} ToastAction */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let closeTimer;
let visibleForMs = DEFAULT_DURATION_MS;
/** @type {ToastAction | undefined} */
let currentAction;

/** @type {{ label: string, keys: string, hint: string } | undefined} */
let undoShortcut;

/**
 * Says with each toast that has this action which shortcut runs it. The page must handle the shortcut.
 * @param {string} label of the action
 * @param {string} keys as aria-keyshortcuts has them
 * @param {string} hint a sentence that names the shortcut
 */
export function announceUndoShortcut(label, keys, hint) {
  undoShortcut = { label, keys, hint };
}

/** @param {string} text */
export function announce(text) {
  // A screen reader ignores a live region whose text does not change.
  liveRegion.textContent = liveRegion.textContent === text ? `${text}\u00a0` : text;
}

export function closeToast() {
  clearTimeout(closeTimer);
  toastBox.hidden = true;
  currentAction = undefined;
  delete actionButton.dataset.command;
}

/** Removes the texts too, which may name accounts. The page calls this when the vault locks. */
export function clearToast() {
  closeToast();
  toastText.textContent = liveRegion.textContent = "";
}

function scheduleClose() {
  clearTimeout(closeTimer);
  if (Number.isFinite(visibleForMs)) closeTimer = setTimeout(closeToast, visibleForMs);
}

/**
 * @param {string} text
 * @param {{ action?: ToastAction, durationMs?: number }} [how] durationMs: Infinity keeps it
 *   until it is replaced or closed
 */
export function toast(text, { action: requestedAction, durationMs = DEFAULT_DURATION_MS } = {}) {
  currentAction = requestedAction;
  toastText.textContent = text;
  actionButton.hidden = !requestedAction;
  actionButton.textContent = requestedAction?.label ?? "";
  if (requestedAction) actionButton.dataset.command = requestedAction.command;
  else delete actionButton.dataset.command;
  const shortcut = requestedAction?.label === undoShortcut?.label ? undoShortcut : undefined;
  actionButton.title = shortcut?.hint ?? "";
  if (shortcut) actionButton.setAttribute("aria-keyshortcuts", shortcut.keys);
  else actionButton.removeAttribute("aria-keyshortcuts");
  visibleForMs = durationMs;
  toastBox.hidden = false;
  announce(shortcut ? `${text} ${shortcut.hint}` : text);
  scheduleClose();
}

/** @param {() => void} act */
export function offersAction(act) {
  return currentAction?.act === act;
}

/** Runs the toast's action. @returns {boolean} whether there was one */
export function runToastAction() {
  if (!currentAction) return false;
  currentAction.act();
  return true;
}

actionButton.addEventListener("click", runToastAction);
// The toast stays while the pointer or the focus is on it.
for (const type of ["pointerenter", "focusin"]) {
  toastBox.addEventListener(type, () => clearTimeout(closeTimer));
}
for (const type of ["pointerleave", "focusout"]) toastBox.addEventListener(type, scheduleClose);
