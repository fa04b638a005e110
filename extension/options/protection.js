// The Protection page: what protects the vault now, and what would protect it better.

import { isBusy, showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { checkbox, setError } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { isForbidden, managedNote } from "../ui/policy.js";
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
import { confirmIdentityFirst } from "./confirm_identity.js";
import { newPassphraseFields } from "./new_passphrase.js";
import { passkeysPanel } from "./passkeys.js";
import { makeRecoveryKey, recoveryPanel } from "./recovery_key.js";

/** @typedef {import("../shapes.d.ts").ProtectionResult} ProtectionResult */

/** Describes what protects the vault now. */
function protectionSummary() {
  const sign = el("div", { class: "sign" });
  const title = el("h2", {});
  const text = el("p", {});
  const element = el(
    "section",
    { class: "panel protection-summary" },
    sign,
    el("div", {}, title, text),
  );
  return {
    element,
    show() {
      const isProtected = currentStatus().protected;
      element.classList.toggle("good", isProtected);
      sign.replaceChildren(icon(isProtected ? "shield" : "warning", 32));
      const state = isProtected ? "sealed" : currentStatus().lockable ? "kept" : "device";
      title.textContent = message(`options_status_${state}`);
      text.textContent = message(`options_status_${state}_text`);
    },
  };
}

/**
 * Shows what a change of the protection entails: a new recovery key to be kept, and factors that no
 * longer work.
 * @param {ProtectionResult} reply
 * @param {string} text
 */
export async function showProtectionResult(reply, text) {
  setStatus(reply);
  if (reply.revoked.includes("recovery")) await makeRecoveryKey();
  const removedKinds = new Set(reply.revoked);
  const notes = [...removedKinds].map((kind) => message(`options_revoked_${kind}`));
  toast(joinSentences(text, ...notes));
}

/** @param {boolean} change whether there is a passphrase already */
function askNewPassphrase(change) {
  const fields = newPassphraseFields();
  const renew = checkbox({ name: "renew", message: "options_renew", hint: "options_renew_text" });
  renew.element.hidden = !change;
  const submit = button({ class: "button primary", type: "submit", command: "vault.protect" });
  const key = change ? "options_passphrase_change_button" : "options_passphrase_set_button";
  submit.append(el("span", { message: key }));
  const { body, close } = openDialog({
    title: message(change ? "options_passphrase_change" : "options_passphrase_set"),
  });
  const cancelButton = button({ class: "button quiet", message: "cancel", on: { click: close } });
  const form = el("form", { novalidate: true });
  form.append(
    el("p", { class: "notice", message: "options_passphrase_forgotten" }),
    fields.element,
  );
  form.append(renew.element, el("div", { class: "choices end" }, cancelButton, submit));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const passphrase = fields.value();
    if (!passphrase || isBusy(submit)) return;
    try {
      const strength = await fields.strength();
      const request = { passphrase, strength, renew: renew.input.checked, first: !change };
      const reply = await showBusy(submit, send("vault.protect", request));
      close();
      const key = change ? "options_passphrase_changed" : "options_passphrase_is_set";
      await showProtectionResult(reply, message(key));
    } catch (error) {
      refreshIfLocked(error);
      setError(fields.input, errorMessage(error));
    }
  });
  body.append(form);
  fields.input.focus();
}

function passphrasePanel() {
  const setButton = button({ class: "button primary", command: "vault.protect" });
  const removeButton = button({
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
  const managed = managedNote();
  element.append(el("div", { class: "choices" }, setButton, removeButton), managed);

  /** @param {"options_passphrase_change" | "options_passphrase_remove"} title @param {string} command */
  const actionFor = (title, command) => ({ title, text: "options_confirm_identity_text", command });

  setButton.addEventListener("click", async () => {
    if (slotsOfKind("passphrase").length === 0) return askNewPassphrase(false);
    const known = await orShowError(
      confirmIdentityFirst(
        actionFor("options_passphrase_change", "vault.unlock"),
        async () => true,
      ),
    );
    if (known) askNewPassphrase(true);
  });
  removeButton.addEventListener("click", async () => {
    const before = actionFor("options_passphrase_remove", "vault.unprotect");
    const remove = () => send("vault.unprotect", {});
    const done = await orShowError(
      confirmIdentityFirst({ ...before, text: "options_passphrase_remove_text" }, remove),
    );
    if (done) await showProtectionResult(done, message("options_passphrase_removed"));
  });
  return {
    element,
    show() {
      const hasPassphrase = slotsOfKind("passphrase").length > 0;
      setButton.textContent = message(
        hasPassphrase ? "options_passphrase_change" : "options_passphrase_set",
      );
      setButton.classList.toggle("primary", !hasPassphrase);
      setButton.classList.toggle("outlined", hasPassphrase);
      text.textContent = message(
        hasPassphrase ? "options_passphrase_exists" : "options_passphrase_text",
      );
      removeButton.hidden = !hasPassphrase || isForbidden("no_passphrase");
      managed.hidden = !isForbidden("no_passphrase");
    },
  };
}

/**
 * Returns the promise's value, or shows its error and returns null.
 * @template Value
 * @param {Promise<Value>} done
 * @returns {Promise<Value | null>}
 */
async function orShowError(done) {
  try {
    return await done;
  } catch (error) {
    refreshIfLocked(error);
    toast(errorMessage(error));
    return null;
  }
}

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  const panels = [protectionSummary(), passphrasePanel(), recoveryPanel(), passkeysPanel()];
  container.append(...panels.map(({ element }) => element));
  const show = () => {
    if (currentStatus().state === "open") for (const panel of panels) panel.show();
  };
  const leave = onStatus(() => (container.isConnected ? show() : leave()));
  return () => {
    show();
    refreshStatus().catch((error) => toast(errorMessage(error)));
  };
}
