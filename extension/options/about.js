// The About page: privacy, stored data, permissions, licences.

import { el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { currentPolicy, managedPanel } from "../ui/policy.js";
import { readNotices } from "./notices.js";

const STORED_DATA = ["accounts", "copy", "codes", "pictures", "backup"];

/** @param {string} title @param {...Node} children */
function panel(title, ...children) {
  return el("section", { class: "panel" }, el("h2", { message: title }), ...children);
}

/** @param {string[]} names @param {string} prefix */
function factList(names, prefix) {
  const list = el("dl", { class: "facts" });
  for (const name of names) {
    list.append(el("dt", { message: `${prefix}_${name}` }));
    list.append(el("dd", { message: `${prefix}_${name}_text` }));
  }
  return list;
}

/** Lists the permissions of the manifest and those that were granted later. */
async function permissions() {
  const { permissions: granted = [] } = await chrome.permissions.getAll();
  const explained = granted.filter((name) => message(`options_permission_${name}`));
  return factList(explained, "options_permission");
}

/** @param {string} path in vendor/ @returns {Promise<string>} the text; empty if there is no such file */
async function vendorText(path) {
  const reply = await fetch(chrome.runtime.getURL(`vendor/${path}`)).catch(() => null);
  return reply?.ok ? reply.text() : "";
}

/** @param {string} folder in vendor/ @returns {Promise<string>} the text of its licence; empty if it is elsewhere */
async function licenceText(folder) {
  if (!folder) return "";
  return (await vendorText(`${folder}/LICENSE`)) || vendorText(`${folder}/LICENSE.txt`);
}

/** @param {import("./notices.js").Notice} notice */
function licenceItem({ folder, title, details }) {
  const text = el("pre", { class: "notices", tabindex: 0, text: details.join("\n") });
  text.ariaLabel = title;
  const fold = el("details", {}, el("summary", { text: title, dir: "auto" }), text);
  let isComplete = false;
  fold.addEventListener("toggle", async () => {
    if (!fold.open || isComplete) return;
    isComplete = true;
    const parts = [text.textContent ?? "", await licenceText(folder)];
    text.textContent = parts.filter(Boolean).join("\n\n");
  });
  return el("li", {}, fold);
}

function licences() {
  const list = el("ul", { class: "licences" });
  const fold = el("details", {}, el("summary", { message: "options_licences_show" }), list);
  fold.addEventListener("toggle", async () => {
    if (!fold.open || list.hasChildNodes()) return;
    const notices = readNotices(await vendorText("NOTICE.txt"));
    list.replaceChildren(...notices.map(licenceItem));
    if (notices.length === 0) fold.append(el("p", { message: "options_licences_missing" }));
  });
  return panel(
    "options_licences",
    el("p", { message: "options_licences_text" }),
    el("p", { message: "options_trademarks" }),
    fold,
  );
}

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  const { version } = chrome.runtime.getManifest();
  const welcome = el("a", { href: "../welcome/welcome.html", message: "options_welcome" });
  container.append(el("p", { class: "lead", text: message("options_version", version) }), welcome);
  const admin = el("a", { href: "../admin/admin.html", message: "options_admin" });
  container.append(el("p", {}, admin));
  if (currentPolicy().managed) container.append(managedPanel(currentPolicy()));
  const asked = panel("options_permission");
  permissions().then((list) => asked.append(list));
  container.append(
    panel("options_privacy", el("p", { message: "options_privacy_text" })),
    panel("options_stored", factList(STORED_DATA, "options_stored")),
    asked,
    licences(),
  );
  return () => {};
}
