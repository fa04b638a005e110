// Protection: what keeps others out today, said honestly, and what would keep them out better.

import { isBusy, showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { checkbox, setError } from "../ui/fields.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import {
  currentStatus,
  onStatus,
  refreshIfLocked,
  refreshStatus,
  setStatus,
  slotsOfKind,
} from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";
import { afterLock } from "./confirm_identity.js";
import { newPassphrase } from "./new_passphrase.js";
import { passkeysPanel } from "./passkeys.js";
import { keepRecoveryKey, recoveryPanel } from "./recovery_key.js";
import { rulesPanel } from "./rules.js";

/** @typedef {import("../shapes.d.ts").ProtectionResult} Guarded */

/** What keeps others out today. */
function standingPanel() {
  const sign = el("div", { class: "sign" });
  const title = el("h2", {});
  const text = el("p", {});
  const element = el("section", { class: "panel standing" }, sign, el("div", {}, title, text));
  return {
    element,
    show() {
      const sealed = currentStatus().protected;
      element.classList.toggle("good", sealed);
      sign.replaceChildren(icon(sealed ? "shield" : "warning", 32));
      const state = sealed ? "sealed" : currentStatus().lockable ? "kept" : "device";
      title.textContent = message(`options_standing_${state}`);
      text.textContent = message(`options_standing_${state}_text`);
    },
  };
}

/**
 * What a change of the lock left behind: a new recovery key to be taken down, ways that fell.
 * @param {Guarded} guarded
 * @param {string} said
 */
export async function tellGuarded(guarded, said) {
  setStatus(guarded);
  if (guarded.recovery_key) await keepRecoveryKey(guarded.recovery_key);
  const fallen = new Set(guarded.fallen);
  const lost = [...fallen].map((kind) => message(`options_fallen_${kind}`));
  toast(joinSentences(said, ...lost));
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
  const renew = checkbox({ name: "renew", message: "options_renew", hint: "options_renew_text" });
  renew.element.hidden = !change;
  const go = button({ class: "button primary", type: "submit", command: "vault.protect" });
  const key = change ? "options_passphrase_change_go" : "options_passphrase_set_go";
  go.append(el("span", { message: key }));
  const { body, close } = openDialog({
    title: message(change ? "options_passphrase_change" : "options_passphrase_set"),
  });
  const no = button({ class: "button quiet", message: "cancel", on: { click: close } });
  const form = el("form", { novalidate: true });
  form.append(
    el("p", { class: "notice", message: "options_passphrase_forgotten" }),
    chosen.element,
  );
  form.append(renew.element, el("div", { class: "choices end" }, no, go));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const passphrase = chosen.value();
    if (!passphrase || isBusy(go)) return;
    try {
      const guarded = await showBusy(go, setPassphrase(passphrase, renew.input.checked));
      close();
      const said = change ? "options_passphrase_changed" : "options_passphrase_is_set";
      await tellGuarded(guarded, message(said));
    } catch (error) {
      refreshIfLocked(error);
      setError(chosen.input, errorMessage(error));
    }
  });
  body.append(form);
  chosen.input.focus();
}

function passphrasePanel() {
  const set = button({ class: "button primary", command: "vault.protect" });
  const away = button({
    class: "button quiet",
    message: "options_passphrase_remove",
    command: "vault.unprotect",
  });
  const text = el("p", {});
  const element = el(
    "section",
    { class: "panel" },
    el("h2", { message: "options_passphrase" }),
    text,
  );
  element.append(el("div", { class: "choices" }, set, away));

  /** @param {"options_passphrase_change" | "options_passphrase_remove"} title @param {string} command */
  const deed = (title, command) => ({ title, text: "options_again_text", command });

  set.addEventListener("click", async () => {
    if (slotsOfKind("passphrase").length === 0) return askNewPassphrase(false);
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
    if (done) await tellGuarded(done, message("options_passphrase_removed"));
  });
  return {
    element,
    show() {
      const there = slotsOfKind("passphrase").length > 0;
      set.textContent = message(there ? "options_passphrase_change" : "options_passphrase_set");
      set.classList.toggle("primary", !there);
      set.classList.toggle("outlined", there);
      text.textContent = message(there ? "options_passphrase_there" : "options_passphrase_text");
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
    refreshIfLocked(error);
    toast(errorMessage(error));
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
    if (currentStatus().state === "open") for (const panel of panels) panel.show();
  };
  const leave = onStatus(() => (room.isConnected ? show() : leave()));
  return () => {
    show();
    refreshStatus().catch((error) => toast(errorMessage(error)));
  };
}
