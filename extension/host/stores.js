// The two places where things are kept: `localStore` on disk, `sessionStore` in memory for as long as the browser runs.
// Values are ASCII strings on disk (anything else may come back changed) and JSON on the board.

export const localStore = {
  /**
   * @param {string} key read alone: one bad block on disk makes reading everything at once fail
   * @returns {Promise<string | undefined>}
   */
  async read(key) {
    const value = (await chrome.storage.local.get(key))[key];
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  },
  /** @param {string} key @param {string} text */
  write: (key, text) => chrome.storage.local.set({ [key]: text }),
  /** @returns {Promise<string[]>} */
  keys: () => chrome.storage.local.getKeys(),
  /** @param {string} json texts by their keys: clearing first is what takes old bytes off the disk */
  async replaceAll(json) {
    await chrome.storage.local.clear();
    await chrome.storage.local.set(JSON.parse(json));
  },
};

export const sessionStore = {
  /** @param {string} key @returns {Promise<string | undefined>} JSON text */
  async get(key) {
    const value = (await chrome.storage.session.get(key))[key];
    return value === undefined ? undefined : JSON.stringify(value);
  },
  /** @returns {Promise<string[]>} */
  keys: () => chrome.storage.session.getKeys(),
  /** @param {string} json values by their keys */
  set: (json) => chrome.storage.session.set(JSON.parse(json)),
  /** @param {string} json keys */
  remove: (json) => chrome.storage.session.remove(JSON.parse(json)),
};
