// Facts for an error report: versions, counts and states. They are shown before they are copied.

import { showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";

/** @returns {Promise<string>} one fact a line */
async function facts() {
  const { facts: known } = await send("diagnostics.read", {});
  const { permissions = [] } = await chrome.permissions.getAll();
  const own = {
    kakomi: chrome.runtime.getManifest().version,
    browser: navigator.userAgent,
    language: `${navigator.language} ${globalThis.kakomiAppearance.language()}`.trim(),
    permissions: permissions.join(" "),
    storage_bytes: await chrome.storage.local.getBytesInUse(null),
    session_bytes: await chrome.storage.session.getBytesInUse(null),
  };
  const lines = Object.entries({ ...own, ...known });
  return lines.map(([name, value]) => `${name}: ${value}`).join("\n");
}

export function diagnosticsPanel() {
  const read = button({ command: "diagnostics.read" });
  read.append(el("span", { message: "settings_diagnostics_show" }));
  const copy = button({ hidden: true }, icon("copy", 18));
  copy.append(el("span", { message: "settings_diagnostics_copy" }));
  const text = el("pre", { class: "notices", tabindex: 0, dir: "ltr", hidden: true });
  text.ariaLabel = message("settings_diagnostics");
  read.addEventListener("click", async () => {
    try {
      text.textContent = await showBusy(read, facts());
      text.hidden = false;
      copy.hidden = false;
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  });
  copy.addEventListener("click", async () => {
    const written = navigator.clipboard.writeText(text.textContent ?? "");
    const key = await written.then(
      () => "options_copied",
      () => "copy_failed",
    );
    copy.lastElementChild?.replaceChildren(message(key));
    announce(message(key));
  });
  const element = el("section", { class: "panel" }, el("h2", { message: "settings_diagnostics" }));
  element.append(
    el("p", { message: "settings_diagnostics_text" }),
    el("div", { class: "choices" }, read, copy),
    text,
  );
  return { element };
}
