// The accounts are gone or damaged. What can bring them back, from the likeliest to the last; what is
// there is never written over.

import { Import } from "../options/importing.js";
import { busy } from "../ui/busy.js";
import { sure } from "../ui/dialogs.js";
import { button, make } from "../ui/dom.js";
import { takeWith } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { stands } from "../ui/vault_status.js";
import { words, wordsFor } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

const OPTIONS = "../options/options.html";

/** @param {Status} status what came back */
function cameBack(status) {
  stands(status);
  location.assign(OPTIONS);
}

function lookAgain() {
  const go = button({ words: "welcome_copy_go", command: "vault.recover" });
  const said = make("p", { class: "notice", role: "status", hidden: true });
  go.addEventListener("click", async () => {
    said.hidden = true;
    try {
      const status = await busy(go, send("vault.recover", {}));
      if (status.state === "open" || status.state === "locked") return cameBack(status);
      said.textContent = words("welcome_copy_none");
    } catch (error) {
      said.textContent = wordsFor(error);
    }
    said.hidden = false;
  });
  const panel = make("section", { class: "panel" }, make("h2", { words: "welcome_copy" }));
  panel.append(
    make("p", { words: "welcome_copy_text" }),
    make("div", { class: "choices" }, go),
    said,
  );
  return panel;
}

function fromBackup() {
  const room = make("section", { class: "restore" }, make("h2", { words: "welcome_backup" }));
  room.append(make("p", { words: "welcome_backup_text" }));
  const here = new Import(room, {
    before: async () => {
      const { state } = await send("vault.status", {});
      if (state !== "open") stands(await send("vault.reset", {}));
    },
  });
  takeWith((things) => here.add(things));
  return room;
}

function byKey() {
  const panel = make("section", { class: "panel" }, make("h2", { words: "welcome_key" }));
  panel.append(make("p", { words: "welcome_key_text" }));
  return panel;
}

function anew() {
  const go = button({
    class: "button quiet",
    words: "welcome_anew_go",
    command: "vault.reset",
  });
  go.addEventListener("click", async () => {
    const wanted = await sure({
      title: words("welcome_anew"),
      text: words("welcome_anew_sure"),
      words: "welcome_anew_go",
      command: "vault.reset",
    });
    if (!wanted) return;
    try {
      cameBack(await busy(go, send("vault.reset", {})));
    } catch (error) {
      toast(wordsFor(error));
    }
  });
  const panel = make("section", { class: "anew" }, make("h2", { words: "welcome_anew" }));
  panel.append(make("p", { words: "welcome_anew_text" }), go);
  return panel;
}

/** @param {Status} status lost or damaged */
export function recovery({ state }) {
  const room = make("section", { class: "room recovery" });
  const title = make("h1", { words: `welcome_${state}`, tabindex: "-1" });
  const head = make("div", { class: "recovery-head" }, icon("warning", 36), title);
  const calm = make("p", { class: "notice", words: "welcome_calm" });
  room.append(head, make("p", { words: `welcome_${state}_text` }), calm);
  room.append(fromBackup(), byKey(), lookAgain(), anew());
  return room;
}
