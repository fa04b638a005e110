// The accounts are gone or damaged. What can bring them back, from the likeliest to the last; what is
// there is never written over.

import { Import } from "../options/importing.js";
import { showBusy } from "../ui/busy.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { setInputHandler } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { setStatus } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

const OPTIONS = "../options/options.html";

/** @param {Status} status what came back */
function cameBack(status) {
  setStatus(status);
  location.assign(OPTIONS);
}

function lookAgain() {
  const go = button({ message: "welcome_copy_go", command: "vault.recover" });
  const said = el("p", { class: "notice", role: "status", hidden: true });
  go.addEventListener("click", async () => {
    said.hidden = true;
    try {
      const status = await showBusy(go, send("vault.recover", {}));
      if (status.state === "open" || status.state === "locked") return cameBack(status);
      said.textContent = message("welcome_copy_none");
    } catch (error) {
      said.textContent = errorMessage(error);
    }
    said.hidden = false;
  });
  const panel = el("section", { class: "panel" }, el("h2", { message: "welcome_copy" }));
  panel.append(
    el("p", { message: "welcome_copy_text" }),
    el("div", { class: "choices" }, go),
    said,
  );
  return panel;
}

function fromBackup() {
  const room = el("section", { class: "restore" }, el("h2", { message: "welcome_backup" }));
  room.append(el("p", { message: "welcome_backup_text" }));
  const here = new Import(room, {
    before: async () => {
      const { state } = await send("vault.status", {});
      if (state !== "open") setStatus(await send("vault.reset", {}));
    },
  });
  setInputHandler((things) => here.add(things));
  return room;
}

function byKey() {
  const panel = el("section", { class: "panel" }, el("h2", { message: "welcome_key" }));
  panel.append(el("p", { message: "welcome_key_text" }));
  return panel;
}

function anew() {
  const go = button({
    class: "button quiet",
    message: "welcome_anew_go",
    command: "vault.reset",
  });
  go.addEventListener("click", async () => {
    const wanted = await confirm({
      title: message("welcome_anew"),
      text: message("welcome_anew_sure"),
      message: "welcome_anew_go",
      command: "vault.reset",
    });
    if (!wanted) return;
    try {
      cameBack(await showBusy(go, send("vault.reset", {})));
    } catch (error) {
      toast(errorMessage(error));
    }
  });
  const panel = el("section", { class: "anew" }, el("h2", { message: "welcome_anew" }));
  panel.append(el("p", { message: "welcome_anew_text" }), go);
  return panel;
}

/** @param {Status} status lost or damaged */
export function recovery({ state }) {
  const room = el("section", { class: "room recovery" });
  const title = el("h1", { message: `welcome_${state}`, tabindex: "-1" });
  const head = el("div", { class: "recovery-head" }, icon("warning", 36), title);
  const calm = el("p", { class: "notice", message: "welcome_calm" });
  room.append(head, el("p", { message: `welcome_${state}_text` }), calm);
  room.append(fromBackup(), byKey(), lookAgain(), anew());
  return room;
}
