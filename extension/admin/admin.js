// The administrator's page: every policy, the files to roll it out, and a checker. Python checks.

import { POLICY_FILES, POLICY_KEYS } from "../facts/policy.js";
import { button, el, query } from "../ui/dom.js";
import { errorMessage, message, translatePage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { checkResult } from "./check_result.js";

/** @typedef {typeof POLICY_KEYS[number]} PolicyKey */

const FILE_FOLDER = "../facts/policy/";
const REVOKE_AFTER_MS = 60_000;

function showNav() {
  for (const article of document.querySelectorAll("article")) {
    const link = el("a", { href: `#${article.id}` });
    link.append(el("span", { message: `admin_section_${article.id}` }));
    query("#nav").append(link);
  }
}

/** Returns the type of a policy, with its bounds or choices. @param {PolicyKey} key */
function kindText({ kind, least, most, choices }) {
  if (kind === "number") return message("admin_kind_number", least, most);
  if (kind === "choice") return message("admin_kind_choice", choices.join(", "));
  return message(`admin_kind_${kind}`);
}

/** @param {unknown} value @returns {string} as it is written in a policy */
function valueText(value) {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
    return message("admin_no_rule");
  }
  return JSON.stringify(value, null, 2);
}

/** @param {PolicyKey} key */
function policyEntry(key) {
  const name = el("code", { text: key.name });
  const head = el("h4", {}, name, " ", el("span", { message: `policy_${key.name}` }));
  const list = el("dl", { class: "facts" });
  /** @param {string} term @param {Node | string} value */
  const add = (term, value) => list.append(el("dt", { message: term }), el("dd", {}, value));
  add("admin_column_type", kindText(key));
  add("admin_column_default", el("code", { text: valueText(key.default) }));
  add("admin_column_example", el("code", { text: valueText(key.example) }));
  const text = el("p", { message: `policy_${key.name}_text` });
  return el("section", { class: "policy", "data-policy": key.name }, head, text, list);
}

function showPolicies() {
  const tables = query("#policy-tables");
  /** @type {Set<string>} */
  const groups = new Set(POLICY_KEYS.map(({ group }) => group));
  for (const group of groups) {
    const keys = POLICY_KEYS.filter((key) => key.group === group);
    tables.append(el("h3", { message: `policy_group_${group}` }), ...keys.map(policyEntry));
  }
}

/** Starts a download. @param {string} name @param {string} text */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  el("a", { href: address, download: name.split("/").at(-1) }).click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_AFTER_MS);
}

/** Returns the entry of a file for administrators. @param {string} id @param {string} path */
function fileEntry(id, path) {
  const text = el("pre", { class: "file", tabindex: 0, dir: "ltr" });
  text.ariaLabel = message(`admin_file_${id}`);
  const get = async () => (await fetch(FILE_FOLDER + path)).text();
  const show = el("details", {}, el("summary", { message: "admin_show" }), text);
  show.addEventListener("toggle", async () => {
    if (show.open && !text.textContent) text.textContent = await get();
  });
  const download = button({ text: path.split("/").at(-1) ?? path });
  download.addEventListener("click", async () => save(path, await get()));
  return el(
    "section",
    { class: "policy-file", "data-file": id },
    el("h3", { message: `admin_file_${id}` }),
    el("p", { message: `admin_file_${id}_text` }),
    el("div", { class: "choices" }, download),
    show,
  );
}

function listenToChecker() {
  /** @type {HTMLTextAreaElement} */
  const input = query("#policy-text");
  const result = query("#check-result");
  query("#check-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      result.replaceChildren(...checkResult(await send("policy.check", { text: input.value })));
    } catch (error) {
      result.replaceChildren(el("p", { class: "problem", text: errorMessage(error) }));
    }
  });
}

/** Opens every file, so that the printed guide is complete. */
async function printGuide() {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const files = [...document.querySelectorAll("pre.file")];
  while (files.some((file) => !file.textContent)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  print();
}

translatePage();
document.title = `${message("admin_title")} – Kakomi`;
query("#extension-id").textContent = chrome.runtime.id;
showNav();
showPolicies();
for (const [id, path] of Object.entries(POLICY_FILES)) query("#files").append(fileEntry(id, path));
listenToChecker();
query("#print-guide").addEventListener("click", printGuide);
