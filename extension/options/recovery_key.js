// The recovery key: made, shown once, printed or copied, and only kept once the person proved with
// one group of it that they have it.

import { isBusy, showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked, setStatus, slotsOfKind } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";
import { afterLock } from "./confirm_identity.js";
import { printRecoveryKey } from "./paper.js";
import { dayOf } from "./passkeys.js";

/** Letters that are read for one another, as Crockford's base32 has them. @param {string} text */
function folded(text) {
  const plain = text.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "");
  return plain.replaceAll("O", "0").replaceAll(/[IL]/g, "1");
}

/** A group to be typed: neither the first nor the last. @param {number} count */
function someGroup(count) {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return 1 + (random % Math.max(1, count - 2));
}

/** @param {string[]} groups */
function shown(groups) {
  const list = el("ol", {
    class: "recovery-key mono",
    "aria-label": message("options_recovery_key"),
  });
  for (const group of groups) list.append(el("li", { text: group }));
  return list;
}

/** @param {string} key @returns {Promise<boolean>} whether the person has it now */
function showOnce(key) {
  const groups = key.split("-");
  const at = someGroup(groups.length);
  return new Promise((resolve) => {
    let kept = false;
    const { body, element, close } = openDialog({
      title: message("options_recovery_key"),
      class: "wide",
      onClose: () => resolve(kept),
    });
    element.addEventListener("cancel", (event) => event.preventDefault()); // not lost by one key
    const print = button({}, icon("print", 18), el("span", { message: "options_print" }));
    print.addEventListener("click", () => printRecoveryKey(key, dayOf(Date.now() / 1000)));
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
    if (label) label.textContent = message("options_recovery_proof", at + 1);
    const go = button({
      class: "button primary",
      type: "submit",
      message: "options_recovery_have",
    });
    const leave = button({ class: "button quiet", message: "cancel", on: { click: close } });
    const form = el("form", { novalidate: true }, proof);
    form.append(el("div", { class: "choices end" }, leave, go));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      kept = folded(typed.value) === folded(groups[at] ?? "");
      if (kept) return close();
      setError(typed, message("options_recovery_proof_wrong", at + 1));
      typed.select();
    });
    body.append(el("p", { message: "options_recovery_once" }), shown(groups));
    body.append(el("div", { class: "choices" }, print, copy), form);
  });
}

/** A key that nobody has is no way in. */
async function takeBack() {
  for (const slot of slotsOfKind("recovery")) {
    setStatus(await send("vault.remove_slot", { id: slot.id }));
  }
}

/**
 * Shows the key, once; if the person leaves without it, it is taken back.
 * @param {string} key
 */
export async function keepRecoveryKey(key) {
  if (await showOnce(key)) {
    toast(message("options_recovery_is_set"));
    return;
  }
  await takeBack();
  toast(message("options_recovery_left"));
}

async function makeOne() {
  const guarded = await send("vault.make_recovery_key", {});
  setStatus(guarded);
  await keepRecoveryKey(guarded.recovery_key);
}

export function recoveryPanel() {
  const go = button({ command: "vault.make_recovery_key" }, icon("key", 18));
  const label = el("span", {});
  go.append(label);
  const away = button({
    class: "button quiet danger-text",
    message: "options_take_away",
    command: "vault.remove_slot",
  });
  away.setAttribute("aria-label", message("options_recovery_remove"));
  const state = el("p", { class: "slot-state" });
  const element = el("section", { class: "panel" }, el("h2", { message: "options_recovery_key" }));
  element.append(el("p", { message: "options_recovery_text" }), state);
  element.append(el("div", { class: "choices" }, go, away));

  /** @param {HTMLButtonElement} pressed @param {() => Promise<unknown>} act */
  const follow = async (pressed, act) => {
    if (isBusy(pressed)) return;
    try {
      await showBusy(pressed, act());
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };
  const deed = {
    title: "options_recovery_key",
    text: "options_again_text",
    command: "vault.unlock",
  };
  go.addEventListener("click", () => follow(go, () => afterLock(deed, makeOne)));
  away.addEventListener("click", () => follow(away, () => afterLock(deed, takeBack)));

  return {
    element,
    show() {
      const [slot] = slotsOfKind("recovery");
      state.hidden = !slot;
      if (slot)
        state.replaceChildren(
          icon("check", 18),
          message("options_recovery_of", dayOf(slot.added_at_unix)),
        );
      label.textContent = message(slot ? "options_recovery_anew" : "options_recovery_make");
      away.hidden = !slot;
    },
  };
}
