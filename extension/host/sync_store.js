// chrome.storage.sync for Python, and the clock that starts exchanges: a timer for a few seconds, because an alarm
// takes half a minute, and an alarm beside it, because the browser may end the worker before the timer.

export const SYNC_ALARM = "sync.tick";
const MS_PER_MINUTE = 60_000;
const LEAST_ALARM_MS = 30_000; // Chrome fires no alarm sooner

/** @type {ReturnType<typeof setTimeout> | null} */
let timer = null;
let tick = () => {};

/** @param {() => void} listener called when an exchange is due */
export function onSyncDue(listener) {
  tick = listener;
}

export const syncStore = {
  /** @returns {Promise<string>} JSON text: the values by their keys */
  async read() {
    return JSON.stringify(await chrome.storage.sync.get(null));
  },
  /** @param {string} json values by their keys */
  set: (json) => chrome.storage.sync.set(JSON.parse(json)),
  /** @param {string} json keys */
  remove: (json) => chrome.storage.sync.remove(JSON.parse(json)),
  /** @param {number} inMs as the port SyncStore describes it */
  schedule(inMs) {
    if (timer) return;
    if (inMs < LEAST_ALARM_MS) {
      timer = setTimeout(() => {
        timer = null;
        tick();
      }, inMs);
    }
    chrome.alarms.create(SYNC_ALARM, {
      delayInMinutes: Math.max(inMs, LEAST_ALARM_MS) / MS_PER_MINUTE,
    });
  },
};
