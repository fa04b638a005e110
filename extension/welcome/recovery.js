// The accounts are gone or damaged. What can bring them back, from the likeliest to the last; what is
// there is never written over.

import { KakomiError, send } from "../messages.js";
import { sure } from "../options/dialogs.js";
import { button, make } from "../options/element.js";
import { complain, field } from "../options/fields.js";
import { icon } from "../options/icons.js";
import { Import } from "../options/importing.js";
import { takeWith } from "../options/intake.js";
import { sentences } from "../options/sentences.js";
import { stands } from "../options/standing.js";
import { busy } from "../popup/busy.js";
import { toast } from "../popup/toast.js";
import { words, wordsFor } from "../words.js";

/** @typedef {import("../shapes.d.ts").Status} Status */

const OPTIONS = "../options/options.html";

/** @param {Status} status what came back */
function cameBack(status) {
  stands(status);
  location.assign(OPTIONS);
}

function fromCopy() {
  const go = button({
    class: "button primary",
    words: "welcome_copy_go",
    command: "vault.recover",
  });
  const said = make("p", { class: "problem", role: "alert", hidden: true });
  go.addEventListener("click", async () => {
    said.hidden = true;
    try {
      const status = await busy(go, send("vault.recover", {}));
      const there = status.state === "open" || status.state === "locked";
      if (!there) throw new KakomiError({ code: `vault.${status.state}`, message: "", where: "" });
      cameBack(status);
    } catch (error) {
      said.textContent = sentences(words("welcome_copy_none"), wordsFor(error));
      said.hidden = false;
    }
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
      if (state !== "open") stands(await send("vault.begin_anew", {}));
    },
  });
  takeWith((things) => here.add(things));
  return room;
}

function byKey() {
  const typed = make("textarea", { name: "recovery_key", rows: 3, class: "mono" });
  typed.autocomplete = "off";
  typed.spellcheck = false;
  const go = button({ type: "submit", words: "welcome_key_go", command: "vault.unlock" });
  const form = make("form", { class: "panel", novalidate: true });
  form.append(make("h2", { words: "welcome_key" }), make("p", { words: "welcome_key_text" }));
  form.append(field({ words: "options_recovery_key", hint: "options_recovery_hint" }, typed));
  form.append(make("div", { class: "choices" }, go));
  const open = async () => {
    const { state } = await send("vault.recover", {});
    if (state === "open") return send("vault.status", {});
    return send("vault.unlock", { recovery_key: typed.value.trim() });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (typed.value.trim() === "") return typed.focus();
    complain(typed, "");
    try {
      cameBack(await busy(go, open()));
    } catch (error) {
      complain(typed, wordsFor(error));
    }
  });
  return form;
}

function anew() {
  const go = button({
    class: "button quiet",
    words: "welcome_anew_go",
    command: "vault.begin_anew",
  });
  go.addEventListener("click", async () => {
    const wanted = await sure({
      title: words("welcome_anew"),
      text: words("welcome_anew_sure"),
      words: "welcome_anew_go",
      command: "vault.begin_anew",
    });
    if (!wanted) return;
    try {
      cameBack(await busy(go, send("vault.begin_anew", {})));
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
  room.append(fromCopy(), fromBackup(), byKey(), anew());
  return room;
}
