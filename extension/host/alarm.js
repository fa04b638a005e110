// The alarm that starts the worker when the vault is to be locked.

export const LOCK_ALARM = "vault.lock";
const MS_PER_MINUTE = 60_000;

export const alarm = {
  /** @param {number | undefined} inMs the alarm rings once after it; undefined cancels the alarm */
  async set(inMs) {
    if (inMs === undefined) await chrome.alarms.clear(LOCK_ALARM);
    else await chrome.alarms.create(LOCK_ALARM, { delayInMinutes: inMs / MS_PER_MINUTE });
  },
};
