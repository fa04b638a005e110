// The setup key with which the popup opened this page, until the form for it is there.

/** @typedef {(key: string) => void} KeyHandler */

/** @type {KeyHandler | null} */
let handler = null;
let waiting = "";

/** @param {KeyHandler} next called with the key that waits, and with every later one */
export function setKeyHandler(next) {
  handler = next;
  const key = waiting;
  waiting = "";
  if (key) next(key);
}

/** @param {string} key */
export function receiveKey(key) {
  if (handler) handler(key);
  else waiting = key;
}
