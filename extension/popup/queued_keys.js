// What is pressed before there is anything to answer it. Codes are painted first and the rest of the
// popup is loaded after; whoever is faster than that loses nothing: keys wait, and are pressed again.

import { filter } from "./list.js";

/** @type {KeyboardEvent[]} */
const waiting = [];

/** @param {EventTarget | null} target @returns {target is HTMLInputElement | HTMLTextAreaElement} */
function takesText(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** @param {KeyboardEvent} event @returns {boolean} whether it types a letter where text is taken */
function isLetter({ key, ctrlKey, metaKey, altKey }) {
  return [...key].length === 1 && !ctrlKey && !metaKey && !altKey;
}

/** @param {KeyboardEvent} event @returns {boolean} whether the page or the browser does it without us */
function isTheirs(event) {
  const { key, target, ctrlKey, metaKey } = event;
  if (event.isComposing || ctrlKey || metaKey) return true;
  if (/^(Escape|Tab|Shift|Control|Alt|Meta|Process|Dead|F\d\d?)$/.test(key) && key !== "F2")
    return true;
  if (takesText(target) && target !== filter) return true;
  // A letter lands in the filter, and a button is pressed by Enter, unless an earlier key still waits.
  if (waiting.length > 0) return false;
  return target === filter
    ? isLetter(event)
    : key === "Enter" && target instanceof HTMLButtonElement;
}

/** @param {KeyboardEvent} event */
function hold(event) {
  if (isTheirs(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.push(event);
}

/** @param {KeyboardEvent} event as if it were pressed now */
function press(event) {
  const { key, code, altKey, shiftKey } = event;
  const like = { key, code, altKey, shiftKey, bubbles: true, cancelable: true };
  const there = document.activeElement ?? document.body;
  if (!there.dispatchEvent(new KeyboardEvent("keydown", like)) || !isLetter(event)) return;
  const field = document.activeElement; // a letter may have led elsewhere
  if (!takesText(field)) return;
  field.setRangeText(key, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(
    new InputEvent("input", { data: key, inputType: "insertText", bubbles: true }),
  );
}

/** @returns {() => void} to be called once, when keys are answered */
export function holdKeys() {
  window.addEventListener("keydown", hold, { capture: true });
  return () => {
    window.removeEventListener("keydown", hold, { capture: true });
    for (const event of waiting.splice(0)) press(event);
  };
}
