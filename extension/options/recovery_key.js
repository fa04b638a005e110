// Shows a new recovery key once. It opens the vault only after the user typed one of its groups; until
// then the previous recovery key stays valid.

import { isBusy, showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { KakomiError, send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked, setStatus, slotsOfKind } from "../ui/vault_status.js";
import { attempt } from "./attempt.js";
import { confirmIdentityFirst } from "./confirm_identity.js";
import { printRecoveryKey } from "./paper.js";
import { dateText } from "./passkeys.js";

/** @param {string[]} groups */
function keyList(groups) {
  const list = el("ol", {
    class: "recovery-key mono",
    "aria-label": message("options_recovery_key"),
  });
  for (const group of groups) list.append(el("li", { text: group }));
  return list;
}

/**
 * @param {import("../shapes.d.ts").VaultMakeRecoveryKeyReply} prepared
 * @returns {Promise<boolean>} whether the user proved to have the key, which is then valid
 */
function showOnce({ recovery_key: key, group }) {
  return new Promise((resolve) => {
    let isConfirmed = false;
    const { body, element, close } = openDialog({
      title: message("options_recovery_key"),
      class: "wide",
      onClose: () => resolve(isConfirmed),
    });
    element.addEventListener("cancel", (event) => event.preventDefault()); // Escape must not lose the key
    const print = button({}, icon("print", 18), el("span", { message: "options_print" }));
    print.addEventListener("click", () => printRecoveryKey(key, dateText(Date.now() / 1000)));
    const copy = button({}, icon("copy", 18), el("span", { message: "options_copy" }));
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(key).catch(() => {});
      copy.lastElementChild?.replaceChildren(message("copied"));
    });
    const typed = el("input", { name: "recovery_group", class: "mono", autocomplete: "off" });
    typed.maxLength = 8;
    typed.spellcheck = false;
    const proof = field({ message: "options_recovery_proof" }, typed);
    const label = proof.querySelector("label");
    if (label) label.textContent = message("options_recovery_proof", group + 1);
    const go = button({
      class: "button primary",
      type: "submit",
      message: "options_recovery_saved",
      command: "vault.confirm_recovery_key",
    });
    const leave = button({ class: "button quiet", message: "cancel", on: { click: close } });
    const form = el("form", { novalidate: true }, proof);
    form.append(el("div", { class: "choices end" }, leave, go));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isBusy(go)) return;
      try {
        const confirmed = send("vault.confirm_recovery_key", { typed: typed.value });
        setStatus(await showBusy(go, confirmed));
        isConfirmed = true;
        close();
      } catch (error) {
        refreshIfLocked(error);
        const isTypo = error instanceof KakomiError && error.code === "recovery.mistyped";
        const typo = message("options_recovery_proof_wrong", group + 1);
        setError(typed, isTypo ? typo : errorMessage(error));
        typed.select();
      }
    });
    body.append(el("p", { message: "options_recovery_shown_once" }), keyList(key.split("-")));
    body.append(el("div", { class: "choices" }, print, copy), form);
  });
}

async function removeRecoverySlot() {
  for (const slot of slotsOfKind("recovery")) {
    setStatus(await send("vault.remove_slot", { id: slot.id }));
  }
}

/** Makes a recovery key, which is valid only if the user proves to have it. */
export async function makeRecoveryKey() {
  const isConfirmed = await showOnce(await send("vault.make_recovery_key", {}));
  if (!isConfirmed) await send("vault.cancel_recovery_key", {});
  toast(message(isConfirmed ? "options_recovery_is_set" : "options_recovery_left"));
}

export function recoveryPanel() {
  const makeButton = button({ command: "vault.make_recovery_key" }, icon("key", 18));
  const label = el("span", {});
  makeButton.append(label);
  const removeButton = button({
    class: "button quiet danger-text",
    message: "options_remove_method",
    command: "vault.remove_slot",
  });
  removeButton.setAttribute("aria-label", message("options_recovery_remove"));
  const state = el("p", { class: "slot-state" });
  const element = el("section", { class: "panel" }, el("h2", { message: "options_recovery_key" }));
  element.append(el("p", { message: "options_recovery_text" }), state);
  element.append(el("div", { class: "choices" }, makeButton, removeButton));

  const action = {
    title: "options_recovery_key",
    text: "options_confirm_identity_text",
    command: "vault.unlock",
  };
  makeButton.addEventListener("click", () =>
    attempt(makeButton, () => confirmIdentityFirst(action, makeRecoveryKey)),
  );
  removeButton.addEventListener("click", () =>
    attempt(removeButton, () => confirmIdentityFirst(action, removeRecoverySlot)),
  );

  return {
    element,
    show() {
      const [slot] = slotsOfKind("recovery");
      state.hidden = !slot;
      if (slot)
        state.replaceChildren(
          icon("check", 18),
          message("options_recovery_of", dateText(slot.added_at_unix)),
        );
      label.textContent = message(slot ? "options_recovery_replace" : "options_recovery_create");
      removeButton.hidden = !slot;
    },
  };
}
