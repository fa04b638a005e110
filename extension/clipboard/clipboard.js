// The offscreen document that host/clipboard.js opens to read and clear the clipboard. The asynchronous clipboard API
// needs a focused page, and this page never has the focus; document.execCommand needs only the permissions.

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
