// Sends inputs from the popup to the options page by a BroadcastChannel. The popup offers
// them under an id; the options page that was opened with this id asks for them, and confirms them.

/** @typedef {import("./drop_target.js").ImportInput} ImportInput */

const CHANNEL = "kakomi.handover";

/**
 * Offers the inputs to the page that knows `id`.
 * @param {string} id
 * @param {ImportInput[]} inputs
 * @returns {Promise<void>} resolves once that page has them
 */
export function offerInputs(id, inputs) {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    channel.addEventListener("message", ({ data }) => {
      if (data.ready === id) channel.postMessage({ for: id, inputs });
      if (data.taken === id) resolve();
    });
  });
}

/**
 * Asks for the inputs that are offered under `id`.
 * @param {string} id
 * @param {(inputs: ImportInput[]) => void} onInputs
 */
export function acceptInputs(id, onInputs) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }) => {
    if (data.for !== id) return;
    channel.postMessage({ taken: id });
    channel.close();
    onInputs(data.inputs);
  });
  channel.postMessage({ ready: id });
}
