// The offscreen document that host/clipboard.js opens to read and clear the clipboard. The asynchronous clipboard API
// needs a focused page, which this one never is; document.execCommand needs the permissions alone.

const field = /** @type {HTMLTextAreaElement} */ (document.querySelector("textarea"));

/** @returns {string} the clipboard's text */
function read() {
  field.value = "";
  field.focus();
  document.execCommand("paste");
  const text = field.value;
  field.value = "";
  return text;
}

function clear() {
  const onCopy = (/** @type {ClipboardEvent} */ event) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", "");
  };
  document.addEventListener("copy", onCopy, { once: true });
  document.execCommand("copy");
  return "";
}

navigator.serviceWorker.onmessage = ({ data, ports: [port] }) => {
  port?.postMessage(data === "clear" ? clear() : read());
};
