// Queues keys that are pressed before their handlers are loaded, and replays them. The codes are
// painted first and the handlers are loaded after.

import { isCopyKey, isTextSelected } from "./copy_key.js";
import { filter } from "./list.js";

/** @type {KeyboardEvent[]} */
const queued = [];

/** @param {EventTarget | null} target @returns {target is HTMLInputElement | HTMLTextAreaElement} */
function isTextField(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** @param {KeyboardEvent} event @returns {boolean} whether it types a character */
function isLetter({ key, ctrlKey, metaKey, altKey }) {
  return [...key].length === 1 && !ctrlKey && !metaKey && !altKey;
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether the page or the browser handles it without a handler
 */
function isHandledByBrowser(event) {
  const { key, target, ctrlKey, metaKey } = event;
  if (event.isComposing || (isTextField(target) && target !== filter)) return true;
  if (ctrlKey || metaKey) return !isCopyKey(event) || isTextSelected();
  if (/^(Escape|Tab|Shift|Control|Alt|Meta|Process|Dead|F\d\d?)$/.test(key) && key !== "F2")
    return true;
  // A letter goes into the filter and Enter presses a button by themselves, unless an earlier key
  // is still queued.
  if (queued.length > 0) return false;
  return target === filter
    ? isLetter(event) && !(filter.value === "" && "/+".includes(key))
    : key === "Enter" && target instanceof HTMLButtonElement;
}

/** @param {KeyboardEvent} event */
function queueKey(event) {
  if (isHandledByBrowser(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  queued.push(event);
}

/** Dispatches the key again, at the element that has the focus now. @param {KeyboardEvent} event */
function replayKey(event) {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  const modifiers = { ctrlKey, metaKey, altKey, shiftKey };
  const like = { key, code, ...modifiers, bubbles: true, cancelable: true };
  const focused = document.activeElement ?? document.body;
  if (!focused.dispatchEvent(new KeyboardEvent("keydown", like)) || !isLetter(event)) return;
  const field = document.activeElement; // an earlier key may have moved the focus
  if (!isTextField(field)) return;
  field.setRangeText(key, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(
    new InputEvent("input", { data: key, inputType: "insertText", bubbles: true }),
  );
}

/** @returns {() => void} must be called once, when the handlers are loaded */
export function queueKeys() {
  window.addEventListener("keydown", queueKey, { capture: true });
  return () => {
    window.removeEventListener("keydown", queueKey, { capture: true });
    for (const event of queued.splice(0)) replayKey(event);
  };
}
