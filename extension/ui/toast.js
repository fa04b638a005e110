// What is said in passing: a line at the foot of the popup, and the same for those who listen.

const box = /** @type {HTMLElement} */ (document.getElementById("toast"));
const line = /** @type {HTMLElement} */ (document.getElementById("toast-text"));
const action = /** @type {HTMLButtonElement} */ (document.getElementById("toast-action"));
const live = /** @type {HTMLElement} */ (document.getElementById("live"));

const PASSING_MS = 6000;

/** @typedef {{ label: string, command: string, act: () => void }} ToastAction */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;
let stayMs = PASSING_MS;
/** @type {ToastAction | undefined} */
let offered;

/** @param {string} text */
export function announce(text) {
  // The same words twice in a row are news as well: a changed node is read again, an equal one is not.
  live.textContent = live.textContent === text ? `${text}\u00a0` : text;
}

export function closeToast() {
  clearTimeout(leaving);
  box.hidden = true;
  offered = undefined;
  delete action.dataset.command;
}

function leaveLater() {
  clearTimeout(leaving);
  if (Number.isFinite(stayMs)) leaving = setTimeout(closeToast, stayMs);
}

/**
 * @param {string} text
 * @param {{ action?: ToastAction, forMs?: number }} [how] forMs: Infinity keeps it until it is
 *   replaced or closed
 */
export function toast(text, { action: wanted, forMs = PASSING_MS } = {}) {
  offered = wanted;
  line.textContent = text;
  action.hidden = !wanted;
  action.textContent = wanted?.label ?? "";
  if (wanted) action.dataset.command = wanted.command;
  else delete action.dataset.command;
  stayMs = forMs;
  box.hidden = false;
  announce(text);
  leaveLater();
}

/** @param {() => void} act */
export function isOffered(act) {
  return offered?.act === act;
}

/** @returns {boolean} whether there was something offered to do */
export function takeOffer() {
  if (!offered) return false;
  offered.act();
  return true;
}

action.addEventListener("click", takeOffer);
// Whoever is on their way to it must not see it go.
for (const type of ["pointerenter", "focusin"]) {
  box.addEventListener(type, () => clearTimeout(leaving));
}
for (const type of ["pointerleave", "focusout"]) box.addEventListener(type, leaveLater);
