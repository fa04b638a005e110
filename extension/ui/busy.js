// Waiting that is worth a sign: a button that asked says so if the answer takes longer than a blink.

const SHOW_AFTER_MS = 300;

/**
 * @template Value
 * @param {HTMLElement} button
 * @param {Promise<Value>} pending
 * @param {() => void} [onLong] called when it takes longer
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

/** @param {HTMLElement} button @returns {boolean} whether it still waits for its last answer */
export function isBusy(button) {
  return "asked" in button.dataset;
}
