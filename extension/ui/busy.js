// Shows that a button waits for an answer, but only if the answer takes longer than a moment.

const SHOW_AFTER_MS = 300;

/**
 * Returns what `pending` returns. Marks the button as busy until then.
 * @template Value
 * @param {HTMLElement} button
 * @param {Promise<Value>} pending
 * @param {() => void} [onLong] called if the answer takes longer than 300 ms
 * @returns {Promise<Value>}
 */
export async function showBusy(button, pending, onLong = () => {}) {
  button.dataset.asked = "";
  const timer = setTimeout(() => {
    button.ariaBusy = "true";
    onLong();
  }, SHOW_AFTER_MS);
  try {
    return await pending;
  } finally {
    clearTimeout(timer);
    button.ariaBusy = null;
    delete button.dataset.asked;
  }
}

/** @param {HTMLElement} button @returns {boolean} whether it still waits for an answer */
export function isBusy(button) {
  return "asked" in button.dataset;
}
