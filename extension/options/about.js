// What Kakomi is, what it keeps where, and whose work it rests on.

import { make } from "../ui/dom.js";
import { words } from "../ui/words.js";

const KEPT = ["accounts", "copy", "codes", "pictures", "backup"];

/** @param {string} title @param {...Node} children */
function panel(title, ...children) {
  return make("section", { class: "panel" }, make("h2", { words: title }), ...children);
}

/** @param {string[]} names @param {string} prefix */
function table(names, prefix) {
  const list = make("dl", { class: "facts" });
  for (const name of names) {
    list.append(make("dt", { words: `${prefix}_${name}` }));
    list.append(make("dd", { words: `${prefix}_${name}_text` }));
  }
  return list;
}

/** What the manifest asks for, and what was granted since. */
async function permissions() {
  const { permissions: granted = [] } = await chrome.permissions.getAll();
  const told = granted.filter((name) => words(`options_asked_${name}`));
  return table(told, "options_asked");
}

function licences() {
  const text = make("pre", { class: "notices", tabindex: 0 });
  text.ariaLabel = words("options_licences");
  const fold = make("details", {}, make("summary", { words: "options_licences_show" }), text);
  fold.addEventListener("toggle", async () => {
    if (!fold.open || text.textContent) return;
    const notice = await fetch(chrome.runtime.getURL("vendor/NOTICE.txt")).catch(() => null);
    text.textContent = notice?.ok ? await notice.text() : words("options_licences_missing");
  });
  return panel("options_licences", make("p", { words: "options_licences_text" }), fold);
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const { version } = chrome.runtime.getManifest();
  const welcome = make("a", { href: "../welcome/welcome.html", words: "options_welcome" });
  room.append(make("p", { class: "lead", text: words("options_version", version) }), welcome);
  const asked = panel("options_asked");
  permissions().then((list) => asked.append(list));
  room.append(
    panel("options_privacy", make("p", { words: "options_privacy_text" })),
    panel("options_kept", table(KEPT, "options_kept")),
    asked,
    licences(),
  );
  return () => {};
}
