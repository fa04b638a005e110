// The names of keys and shortcuts on this computer. Messages write them as on Windows, in braces: "{Ctrl+V}".
// A classic script like the others of this folder; ui/i18n.js imports it for its global.

globalThis.kakomiKeyNames = (() => {
  /** @type {Record<string, string>} names that a Mac's keyboard has instead */
  const ON_MAC = { Alt: "Option", Ctrl: "⌘", Del: "⌦" };
  /** @type {Record<string, string>} the symbols that macOS menus show before the key */
  const SYMBOLS = { Alt: "⌥", Ctrl: "⌘", Shift: "⇧" };
  const SHORTCUT = /\{([A-Za-z0-9]+(?:\+[A-Za-z0-9]+)*)\}/g;

  /** @returns {boolean} userAgentData is absent on pages that are not secure contexts */
  function isMac() {
    const { userAgentData, platform } =
      /** @type {Navigator & { userAgentData?: { platform: string } }} */ (navigator);
    return /^mac/i.test(userAgentData?.platform ?? platform);
  }

  /**
   * @param {string} shortcut as on Windows: "Alt", "Ctrl+V"
   * @returns {string} "Option", "⌘V" on a Mac; elsewhere the shortcut itself
   */
  function nameOf(shortcut) {
    if (!isMac()) return shortcut;
    const keys = shortcut.split("+");
    const last = keys.pop() ?? "";
    if (keys.length === 0) return ON_MAC[last] ?? last;
    return keys.map((key) => SYMBOLS[key] ?? key).join("") + last;
  }

  /** @param {string} message @returns {string} the message, with the name of each shortcut in braces */
  function fillIn(message) {
    return message.replace(SHORTCUT, (_, shortcut) => nameOf(shortcut));
  }

  return Object.freeze({ nameOf, fillIn });
})();
