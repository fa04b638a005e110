// Waiting that is worth a sign: a button that asked says so if the answer takes longer than a blink.

const BLINK_MS = 300;

/**
 * @template Value
 * @param {HTMLElement} button
 * @param {Promise<Value>} answer
 * @param {() => void} [onLong] called when it takes longer
 * @returns {Promise<Value>}
 */
export async function busy(button, answer, onLong = () => {}) {
  button.dataset.asked = "";
  const sign = setTimeout(() => {
    button.ariaBusy = "true";
    onLong();
  }, BLINK_MS);
  try {
    return await answer;
  } finally {
    clearTimeout(sign);
    button.ariaBusy = null;
    delete button.dataset.asked;
  }
}

/** @param {HTMLElement} button @returns {boolean} whether it still waits for its last answer */
export function asked(button) {
  return "asked" in button.dataset;
}
