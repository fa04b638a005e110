// A document that nobody sees, opened by hands/apart.js for one key: it starts the thread that makes it, and
// goes with whoever asked.

const policy = trustedTypes.createPolicy("kakomi", { createScriptURL: chrome.runtime.getURL });

navigator.serviceWorker.onmessage = ({ data, ports: [port] }) => {
  if (!port) return;
  const worker = new Worker(policy.createScriptURL("kdf_worker/thread.js"), { type: "module" });
  worker.onmessage = (message) => port.postMessage(message.data);
  worker.onerror = () => port.postMessage({ error: "crypto.interrupted" });
  worker.postMessage(data);
};

// Whoever asked holds this lock until it is done. Free, it says that the service worker was stopped.
navigator.locks.request("kakomi.stretching", () => close());
