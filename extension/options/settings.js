// The Settings page: all settings, each with immediate effect, and a search over their words.

import { button, el } from "../ui/dom.js";
import { field } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { setLocalValue } from "../ui/local_values.js";
import { matcher } from "../ui/match.js";
import { toast } from "../ui/toast.js";
import { currentStatus, onStatus, refreshStatus } from "../ui/vault_status.js";
import { copyingPanel } from "./copying.js";
import { diagnosticsPanel } from "./diagnostics.js";
import { lockRulesPanel } from "./lock_rules.js";
import { listingPanel, showingPanel } from "./preferences.js";
import { syncPanel } from "./sync.js";

/** @typedef {{ element: HTMLElement, show?: () => unknown }} Panel */

const SHORTCUTS_PAGE = "chrome://extensions/shortcuts";
/** @type {Record<string, string>} the messages' keys, by command of the manifest */
const SHORTCUT_NAMES = { _execute_action: "settings_shortcut_popup", fill: "command_fill" };

/**
 * @param {string} name
 * @param {string[]} values
 * @param {string} current
 * @param {(value: string) => void} choose
 */
function choice(name, values, current, choose) {
  const select = el("select", { name }, el("option", { value: "", message: `settings_${name}_` }));
  for (const value of values) {
    select.append(el("option", { value, message: `settings_${name}_${value}` }));
  }
  select.value = current;
  select.addEventListener("change", () => choose(select.value));
  return field({ message: `settings_${name}`, hint: `settings_${name}_text` }, select);
}

/** Sets the language of the pages, which are loaded again, and of menus. @param {string} language */
async function chooseLanguage(language) {
  await setLocalValue("language", language || undefined);
  await chrome.runtime.sendMessage({ command: "worker.language_changed", args: {} });
  globalThis.kakomiAppearance.setLanguage(language);
}

/** @param {string} title @param {...Node} children */
function panel(title, ...children) {
  return el("section", { class: "panel" }, el("h2", { message: title }), ...children);
}

/** @returns {Panel} */
function appearancePanel() {
  const appearance = globalThis.kakomiAppearance;
  return {
    element: panel(
      "settings_appearance",
      choice("theme", appearance.THEMES, appearance.theme(), appearance.setTheme),
      choice("language", appearance.LANGUAGES, appearance.language(), chooseLanguage),
    ),
  };
}

/** @returns {Panel} what is set in Chrome, and the way there */
function shortcutsPanel() {
  const list = el("dl", { class: "facts" });
  const open = button({}, el("span", { message: "settings_shortcuts_open" }));
  open.addEventListener("click", () => chrome.tabs.create({ url: SHORTCUTS_PAGE }));
  const text = el("p", { class: "hint", message: "settings_shortcuts_text" });
  const show = async () => {
    const commands = await chrome.commands.getAll();
    list.replaceChildren();
    for (const { name, description, shortcut } of commands) {
      // Chrome has the descriptions in its own language only.
      const key = SHORTCUT_NAMES[name ?? ""];
      const label = key ? message(key) : (description ?? "");
      const keys = shortcut
        ? el("dd", {}, el("kbd", { text: shortcut }))
        : el("dd", { class: "quiet", message: "settings_shortcut_none" });
      list.append(el("dt", { text: label }), keys);
    }
  };
  addEventListener("focus", show);
  return { element: panel("settings_shortcuts", text, list, el("div", {}, open)), show };
}

/** @param {string} title @param {string} text @param {string} href @returns {Panel} */
function linkPanel(title, text, href) {
  const link = el("a", { class: "button outlined", href });
  link.append(el("span", { message: `${text}_open` }), icon("next", 18));
  return { element: panel(title, el("p", { message: text }), el("div", {}, link)) };
}

/** Hides what the typed words do not find. @param {string} typed @param {HTMLElement[]} sections */
function search(typed, sections) {
  const matchesRow = matcher(typed);
  /** @param {string} text */
  const matches = (text) => matchesRow(/** @type {any} */ ({ id: "", issuer: text, name: "" }));
  let count = 0;
  for (const section of sections) {
    const title = section.querySelector("h2")?.textContent ?? "";
    const parts = /** @type {HTMLElement[]} */ ([...section.querySelectorAll(".field, .option")]);
    const isWhole = matches(title);
    let found = false;
    for (const part of parts) {
      part.hidden = !isWhole && !matches(`${title} ${part.textContent}`);
      found ||= !part.hidden;
    }
    const text = section.textContent ?? "";
    section.hidden = !(isWhole || found || matches(text));
    if (!section.hidden) count += 1;
    if (!section.hidden && !found) for (const part of parts) part.hidden = false;
  }
  return count;
}

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  /** @type {Panel[]} */
  const panels = [
    appearancePanel(),
    listingPanel(),
    showingPanel(),
    copyingPanel(),
    shortcutsPanel(),
    lockRulesPanel(),
    syncPanel(),
    linkPanel("options_section_protection", "settings_protection", "#protection"),
    linkPanel("options_section_backup", "settings_backup", "#backup"),
    linkPanel("options_section_about", "settings_about", "#about"),
    diagnosticsPanel(),
  ];
  const sections = panels.map(({ element }) => element);
  const input = el("input", { type: "search", name: "settings", autocomplete: "off" });
  input.placeholder = message("settings_search");
  input.ariaLabel = message("settings_search");
  const none = el("p", { class: "quiet none", role: "status", hidden: true });
  input.addEventListener("input", () => {
    none.hidden = search(input.value, sections) > 0;
    none.textContent = message("no_match", input.value.trim());
  });
  container.append(el("div", { class: "search" }, icon("search", 16), input), ...sections, none);
  const show = () => {
    if (currentStatus().state === "open") for (const each of panels) each.show?.();
  };
  const leave = onStatus(() => (container.isConnected ? show() : leave()));
  return (rest) => {
    show();
    refreshStatus().catch((error) => toast(errorMessage(error)));
    const named = sections.find(({ id }) => rest !== "" && id === rest);
    named?.scrollIntoView();
    named?.querySelector("h2")?.focus({ preventScroll: true });
  };
}
