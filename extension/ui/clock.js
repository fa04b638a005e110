// The time for which codes are made: the computer's, with the offset that the sheet names if the clock is wrong.

let offsetMs = 0;

/** @param {number} ms to add to the computer's time */
export function setClockOffset(ms) {
  offsetMs = ms;
}

export function clockOffsetMs() {
  return offsetMs;
}

/** Returns Unix milliseconds. */
export function codeTimeMs() {
  return Date.now() + offsetMs;
}

/** Takes the offset of the stored sheet, and of every later one. */
export async function followClockOffset() {
  /** @param {unknown} sheet */
  const take = (sheet) => {
    const { clock_offset_ms: ms } = /** @type {{ clock_offset_ms?: number }} */ (sheet ?? {});
    if (ms !== undefined) setClockOffset(ms);
  };
  chrome.storage.session.onChanged.addListener(({ sheet }) => take(sheet?.newValue));
  take((await chrome.storage.session.get("sheet")).sheet);
}
