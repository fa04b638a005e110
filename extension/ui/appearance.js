// The theme and the language of Kakomi's pages on this computer. This classic script is in the
// head of each page, so that the theme is set before the first paint. Both are in localStorage,
// because a page must read them before it can ask the worker, and while the vault is locked.

globalThis.kakomiAppearance = (() => {
  const THEME = "kakomi.theme";
  const LANGUAGE = "kakomi.language";
  const THEMES = ["light", "dark", "black"];
  const LANGUAGES = ["en", "ja"];

  /** @param {string} key @param {string[]} values @returns {string} empty: as the system has it */
  const read = (key, values) => {
    const value = localStorage.getItem(key) ?? "";
    return values.includes(value) ? value : "";
  };
  /** @param {string} key @param {string} value */
  const write = (key, value) => {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  };
  const theme = () => read(THEME, THEMES);
  const language = () => read(LANGUAGE, LANGUAGES);
  const showTheme = () => {
    if (theme()) document.documentElement.dataset.theme = theme();
    else delete document.documentElement.dataset.theme;
  };
  addEventListener("storage", ({ key }) => {
    if (key === THEME) showTheme();
    if (key === LANGUAGE) location.reload();
  });
  showTheme();

  return {
    THEMES,
    LANGUAGES,
    theme,
    language,
    /** @param {string} value empty: as the system has it */
    setTheme(value) {
      write(THEME, value);
      showTheme();
    },
    /** @param {string} value empty: as the browser has it. The page is loaded again. */
    setLanguage(value) {
      write(LANGUAGE, value);
      location.reload();
    },
  };
})();
