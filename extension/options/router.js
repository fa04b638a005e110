// Shows the pages of the options. A page is mounted when it is first visited; all are removed when
// the vault locks, so that no data stays on the page.

import { el, query } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { clearToast } from "../ui/toast.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */
/**
 * A page's module. `mount` builds the page once. The function it returns is called at every visit,
 * with the part of the address after the slash.
 * @typedef {{ mount(container: HTMLElement): (rest: string) => void }} OptionsPage
 */
/** @typedef {"accounts" | "add" | "import" | "backup" | "protection" | "settings" | "about"} PageName */

/** @type {Record<PageName, { icon: IconName, load: () => Promise<OptionsPage> }>} */
const PAGES = {
  accounts: { icon: "accounts", load: () => import("./accounts.js") },
  add: { icon: "add", load: () => import("./enter_key.js") },
  import: { icon: "import", load: () => import("./import.js") },
  backup: { icon: "export", load: () => import("./backup.js") },
  protection: { icon: "shield", load: () => import("./protection.js") },
  settings: { icon: "settings", load: () => import("./settings.js") },
  about: { icon: "about", load: () => import("./about.js") },
};

/** @type {HTMLElement} */
const container = query("#pages");
/** @type {HTMLElement} */
const nav = query("#nav");
/** @type {Map<PageName, { element: HTMLElement, enter: (rest: string) => void }>} */
const mounted = new Map();
/** @type {PageName | null} */
let current = null;

/** @param {PageName} name */
function pageTitle(name) {
  return message(`options_section_${name}`);
}

/** @returns {{ name: PageName, rest: string }} where the address points */
export function currentRoute() {
  const [name = "", ...rest] = location.hash.slice(1).split("/");
  const known = Object.hasOwn(PAGES, name) ? /** @type {PageName} */ (name) : "accounts";
  return { name: known, rest: rest.join("/") };
}

export function showNav() {
  for (const name of /** @type {PageName[]} */ (Object.keys(PAGES))) {
    const link = el("a", { href: `#${name}`, "data-page": name }, icon(PAGES[name].icon));
    link.append(el("span", { text: pageTitle(name) }));
    nav.append(link);
  }
}

/** @param {PageName} name */
async function mountPage(name) {
  const { mount: fill } = await PAGES[name].load();
  const known = mounted.get(name);
  if (known) return known;
  const title = el("h1", { text: pageTitle(name), tabindex: "-1" });
  const element = el("section", { class: `page ${name}`, "data-page": name, hidden: true }, title);
  container.append(element);
  const page = { element, enter: fill(element) };
  mounted.set(name, page);
  return page;
}

/** The browser's own buttons go back also while a dialog is open, which belongs to the page that is left. */
function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) if (dialog.open) dialog.close();
}

/** @param {{ name: PageName, rest: string }} where */
export async function navigate({ name, rest }) {
  const changed = name !== current;
  const moved = current !== null && changed;
  if (current !== null) closeDialogs();
  current = name;
  const { element, enter } = await mountPage(name);
  if (current !== name) return;
  for (const page of mounted.values()) page.element.hidden = page.element !== element;
  for (const link of nav.querySelectorAll("a")) {
    if (link.dataset.page === name) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "center" });
    } else link.removeAttribute("aria-current");
  }
  document.title = `${pageTitle(name)} – Kakomi`;
  if (moved) {
    scrollTo(0, 0);
    element.querySelector("h1")?.focus({ preventScroll: true });
  }
  enter(rest);
}

export function unmountAll() {
  for (const { element } of mounted.values()) element.remove();
  mounted.clear();
  current = null;
  clearToast();
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
}
