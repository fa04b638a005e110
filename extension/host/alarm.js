// Wakes the worker when it is time to lock.

export const LOCK_ALARM = "vault.lock";
const MS_PER_MINUTE = 60_000;

export const alarm = {
  /** @param {number | undefined} inMs once, after so long; undefined calls it off */
  async set(inMs) {
    if (inMs === undefined) await chrome.alarms.clear(LOCK_ALARM);
    else await chrome.alarms.create(LOCK_ALARM, { delayInMinutes: inMs / MS_PER_MINUTE });
  },
};
