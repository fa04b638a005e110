// The ways to recover a lost or damaged vault, from the likeliest to the last resort. Existing data
// is never overwritten.

import { showBusy } from "../ui/busy.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { setInputHandler } from "../ui/drop_target.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { ImportPanel } from "../ui/import/import_panel.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { setStatus } from "../ui/vault_status.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */

const OPTIONS = "../options/options.html";

/** Opens the options page once the vault is back. @param {VaultStatus} status */
function openOptions(status) {
  setStatus(status);
  location.assign(OPTIONS);
}

function recoverCopyPanel() {
  const recoverButton = button({ message: "welcome_copy_button", command: "vault.recover" });
  const resultNote = el("p", { class: "notice", role: "status", hidden: true });
  recoverButton.addEventListener("click", async () => {
    resultNote.hidden = true;
    try {
      const status = await showBusy(recoverButton, send("vault.recover", {}));
      if (status.state === "open" || status.state === "locked") return openOptions(status);
      resultNote.textContent = message("welcome_copy_none");
    } catch (error) {
      resultNote.textContent = errorMessage(error);
    }
    resultNote.hidden = false;
  });
  const panel = el("section", { class: "panel" }, el("h2", { message: "welcome_copy" }));
  panel.append(
    el("p", { message: "welcome_copy_text" }),
    el("div", { class: "choices" }, recoverButton),
    resultNote,
  );
  return panel;
}

function restoreBackupPanel() {
  const section = el("section", { class: "restore" }, el("h2", { message: "welcome_backup" }));
  section.append(el("p", { message: "welcome_backup_text" }));
  const panel = new ImportPanel(section, {
    beforeConfirm: async () => {
      const { state } = await send("vault.status", {});
      if (state !== "open") setStatus(await send("vault.reset", {}));
    },
  });
  setInputHandler((inputs) => panel.add(inputs));
  return section;
}

function recoveryKeyPanel() {
  const panel = el("section", { class: "panel" }, el("h2", { message: "welcome_key" }));
  panel.append(el("p", { message: "welcome_key_text" }));
  return panel;
}

function startOverPanel() {
  const go = button({
    class: "button quiet",
    message: "welcome_reset_button",
    command: "vault.reset",
  });
  go.addEventListener("click", async () => {
    const isConfirmed = await confirm({
      title: message("welcome_reset"),
      text: message("welcome_reset_confirm"),
      message: "welcome_reset_button",
      command: "vault.reset",
    });
    if (!isConfirmed) return;
    try {
      openOptions(await showBusy(go, send("vault.reset", {})));
    } catch (error) {
      toast(errorMessage(error));
    }
  });
  const panel = el("section", { class: "start-over" }, el("h2", { message: "welcome_reset" }));
  panel.append(el("p", { message: "welcome_reset_text" }), go);
  return panel;
}

/** @param {VaultStatus} status `lost` or `damaged` */
export function recovery({ state }) {
  const page = el("section", { class: "page recovery" });
  const title = el("h1", { message: `welcome_${state}`, tabindex: "-1" });
  const head = el("div", { class: "recovery-head" }, icon("warning", 36), title);
  const calm = el("p", { class: "notice", message: "welcome_keep_extension" });
  page.append(head, el("p", { message: `welcome_${state}_text` }), calm);
  page.append(restoreBackupPanel(), recoveryKeyPanel(), recoverCopyPanel(), startOverPanel());
  return page;
}
