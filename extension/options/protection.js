// Protection: what keeps others out today, said honestly, and what would keep them out better.

import { asked, busy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, make } from "../ui/dom.js";
import { complain, tick } from "../ui/fields.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { sentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import {
  askHowItStands,
  noteLock,
  onStanding,
  slotsOf,
  standing,
  stands,
} from "../ui/vault_status.js";
import { words, wordsFor } from "../ui/words.js";
import { afterLock } from "./confirm_identity.js";
import { newPassphrase } from "./new_passphrase.js";
import { passkeysPanel } from "./passkeys.js";
import { keepRecoveryKey, recoveryPanel } from "./recovery_key.js";
import { rulesPanel } from "./rules.js";

/** @typedef {import("../shapes.d.ts").ProtectionReply} Guarded */

/** What keeps others out today. */
function standingPanel() {
  const sign = make("div", { class: "sign" });
  const title = make("h2", {});
  const text = make("p", {});
  const element = make("section", { class: "panel standing" }, sign, make("div", {}, title, text));
  return {
    element,
    show() {
      const sealed = standing().protected;
      element.classList.toggle("good", sealed);
      sign.replaceChildren(icon(sealed ? "shield" : "warning", 32));
      const state = sealed ? "sealed" : standing().lockable ? "kept" : "device";
      title.textContent = words(`options_standing_${state}`);
      text.textContent = words(`options_standing_${state}_text`);
    },
  };
}

/**
 * What a change of the lock left behind: a new recovery key to be taken down, ways that fell.
 * @param {Guarded} guarded
 * @param {string} said
 */
export async function tellGuarded(guarded, said) {
  stands(guarded);
  if (guarded.recovery_key) await keepRecoveryKey(guarded.recovery_key);
  const fallen = new Set(guarded.fallen);
  const lost = [...fallen].map((kind) => words(`options_fallen_${kind}`));
  toast(sentences(said, ...lost));
}

/**
 * @param {string} passphrase
 * @param {boolean} renew whether whoever knows the old one is to be shut out for good
 */
async function setPassphrase(passphrase, renew) {
  const guarded = await send("vault.protect", { passphrase });
  return renew ? send("vault.renew", { passphrase }) : guarded;
}

/** @param {boolean} change whether there is one already */
function askNewPassphrase(change) {
  const chosen = newPassphrase();
  const renew = tick({ name: "renew", words: "options_renew", hint: "options_renew_text" });
  renew.element.hidden = !change;
  const go = button({ class: "button primary", type: "submit", command: "vault.protect" });
  const key = change ? "options_passphrase_change_go" : "options_passphrase_set_go";
  go.append(make("span", { words: key }));
  const { body, close } = openDialog({
    title: words(change ? "options_passphrase_change" : "options_passphrase_set"),
  });
  const no = button({ class: "button quiet", words: "cancel", on: { click: close } });
  const form = make("form", { novalidate: true });
  form.append(
    make("p", { class: "notice", words: "options_passphrase_forgotten" }),
    chosen.element,
  );
  form.append(renew.element, make("div", { class: "choices end" }, no, go));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const passphrase = chosen.value();
    if (!passphrase || asked(go)) return;
    try {
      const guarded = await busy(go, setPassphrase(passphrase, renew.input.checked));
      close();
      const said = change ? "options_passphrase_changed" : "options_passphrase_is_set";
      await tellGuarded(guarded, words(said));
    } catch (error) {
      noteLock(error);
      complain(chosen.input, wordsFor(error));
    }
  });
  body.append(form);
  chosen.input.focus();
}

function passphrasePanel() {
  const set = button({ class: "button primary", command: "vault.protect" });
  const away = button({
    class: "button quiet",
    words: "options_passphrase_remove",
    command: "vault.unprotect",
  });
  const text = make("p", {});
  const element = make(
    "section",
    { class: "panel" },
    make("h2", { words: "options_passphrase" }),
    text,
  );
  element.append(make("div", { class: "choices" }, set, away));

  /** @param {"options_passphrase_change" | "options_passphrase_remove"} title @param {string} command */
  const deed = (title, command) => ({ title, text: "options_again_text", command });

  set.addEventListener("click", async () => {
    if (slotsOf("passphrase").length === 0) return askNewPassphrase(false);
    const known = await told(
      afterLock(deed("options_passphrase_change", "vault.unlock"), async () => true),
    );
    if (known) askNewPassphrase(true);
  });
  away.addEventListener("click", async () => {
    const before = deed("options_passphrase_remove", "vault.unprotect");
    const remove = () => send("vault.unprotect", {});
    const done = await told(
      afterLock({ ...before, text: "options_passphrase_remove_text" }, remove),
    );
    if (done) await tellGuarded(done, words("options_passphrase_removed"));
  });
  return {
    element,
    show() {
      const there = slotsOf("passphrase").length > 0;
      set.textContent = words(there ? "options_passphrase_change" : "options_passphrase_set");
      set.classList.toggle("primary", !there);
      set.classList.toggle("outlined", there);
      text.textContent = words(there ? "options_passphrase_there" : "options_passphrase_text");
      away.hidden = !there;
    },
  };
}

/**
 * @template Value
 * @param {Promise<Value>} done
 * @returns {Promise<Value | null>}
 */
async function told(done) {
  try {
    return await done;
  } catch (error) {
    noteLock(error);
    toast(wordsFor(error));
    return null;
  }
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const panels = [
    standingPanel(),
    passphrasePanel(),
    recoveryPanel(),
    passkeysPanel(),
    rulesPanel(),
  ];
  room.append(...panels.map(({ element }) => element));
  const show = () => {
    if (standing().state === "open") for (const panel of panels) panel.show();
  };
  const leave = onStanding(() => (room.isConnected ? show() : leave()));
  return () => {
    show();
    askHowItStands().catch((error) => toast(wordsFor(error)));
  };
}
