// The offscreen document that host/offscreen_kdf.js opens to derive one key: it starts the thread that does the work,
// and closes when the service worker that asked has stopped.

import { scriptUrl } from "../script_urls.js";

navigator.serviceWorker.onmessage = ({ data, ports: [port] }) => {
  if (!port) return;
  const worker = new Worker(scriptUrl("kdf_worker/thread.js"), { type: "module" });
  worker.onmessage = (message) => port.postMessage(message.data);
  worker.onerror = () => port.postMessage({ error: "crypto.interrupted" });
  worker.postMessage(data);
};

// The service worker holds this lock until it has the key. If the lock is free, the service worker was stopped.
navigator.locks.request("kakomi.kdf", () => close());
