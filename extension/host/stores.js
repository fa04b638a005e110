// chrome.storage.local, .session and .managed for Python. Values of `localStore` are ASCII strings, because Chrome
// may return other strings changed; values of `sessionStore` are JSON.

export const localStore = {
  /**
   * Reads one key, because one bad block on the disk makes a read of all keys fail.
   * @param {string} key
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
  /**
   * Clears the store first, which removes the old bytes from the disk.
   * @param {string} json texts by their keys
   */
  async replaceAll(json) {
    await chrome.storage.local.clear();
    await chrome.storage.local.set(JSON.parse(json));
  },
};

export const sessionStore = {
  /** @param {string} json keys @returns {Promise<string>} JSON text: the values by their keys */
  async get(json) {
    return JSON.stringify(await chrome.storage.session.get(JSON.parse(json)));
  },
  /** @returns {Promise<string[]>} */
  keys: () => chrome.storage.session.getKeys(),
  /** @param {string} json values by their keys */
  set: (json) => chrome.storage.session.set(JSON.parse(json)),
  /** @param {string} json keys */
  remove: (json) => chrome.storage.session.remove(JSON.parse(json)),
};

// Commands wait for the policy, so an answer that never comes must not hold them up.
const POLICY_LIMIT_MS = 3_000;

/** @returns {Promise<Record<string, unknown>>} rejected if Chrome does not answer in time */
function managedValues() {
  return new Promise((resolve, reject) => {
    const late = new Error("chrome.storage.managed did not answer");
    const timer = setTimeout(reject, POLICY_LIMIT_MS, late);
    chrome.storage.managed
      .get(null)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** @type {string | null} what `read` returned last; null since the policy has changed */
let policy = null;
let changes = 0;
chrome.storage?.managed?.onChanged.addListener(() => {
  policy = null;
  changes += 1;
});

export const managedStore = {
  /** Returns what `read` would, without a turn of the event loop; null if Chrome must be asked. */
  known: () => policy,
  /** @returns {Promise<string>} JSON text: what the organization's policy sets, by its names */
  async read() {
    const before = changes;
    const text = JSON.stringify(await managedValues());
    if (changes === before) policy = text;
    return text;
  },
};
