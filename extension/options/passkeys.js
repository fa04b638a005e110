// Passkeys: made here, named by the day they were added, taken away again.

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { createPasskey, requestPasskey } from "../ui/passkey.js";
import { toast } from "../ui/toast.js";
import { hasPortableSlot, refreshIfLocked, setStatus, slotsOfKind } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").SlotInfo} SlotShown */

/** @param {number} atUnix */
export function dayOf(atUnix) {
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long" });
  return day.format(new Date(atUnix * 1000));
}

async function addOne() {
  const others = slotsOfKind("passkey").map((slot) => slot.credential);
  const made = await createPasskey(others, message("options_passkey_name"));
  if (!made) return;
  setStatus(await send("vault.add_passkey", made));
  toast(message("options_passkey_added"));
}

/** @param {SlotShown} slot */
async function tryOne(slot) {
  const answer = await requestPasskey([slot]);
  if (!answer) return;
  setStatus(await send("vault.unlock", { passkey: answer }));
  toast(message("options_passkey_works"));
}

export function passkeysPanel() {
  const list = el("ul", { class: "slots" });
  const add = button({ command: "vault.add_passkey" }, icon("passkey", 18));
  add.append(el("span", { message: "options_passkey_add" }));
  const needs = el("p", { class: "notice", message: "options_passkey_needs" });
  const title = el("h2", { message: "options_passkeys", tabindex: "-1" });
  const element = el("section", { class: "panel" }, title);
  element.append(el("p", { message: "options_passkey_text" }), needs, list);
  element.append(el("div", { class: "choices" }, add));

  /** @param {HTMLButtonElement} pressed @param {() => Promise<void>} act */
  const follow = async (pressed, act) => {
    if (isBusy(pressed)) return;
    try {
      await showBusy(pressed, act());
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };

  /** @param {SlotShown} slot */
  const line = (slot) => {
    const day = dayOf(slot.added_at_unix);
    const test = button({
      class: "button quiet",
      message: "options_passkey_try",
      command: "vault.unlock",
    });
    test.setAttribute("aria-label", message("options_passkey_try_of", day));
    test.addEventListener("click", () => follow(test, () => tryOne(slot)));
    const away = button({ class: "button quiet danger-text", message: "options_take_away" });
    away.dataset.command = "vault.remove_slot";
    away.setAttribute("aria-label", message("options_passkey_remove_of", day));
    away.addEventListener("click", () =>
      follow(away, async () => {
        setStatus(await send("vault.remove_slot", { id: slot.id }));
        toast(message("options_passkey_removed"));
        title.focus();
      }),
    );
    const name = el("span", { text: message("options_passkey_of", day) });
    return el("li", {}, icon("passkey"), name, el("div", { class: "choices" }, test, away));
  };

  add.addEventListener("click", () => follow(add, addOne));
  return {
    element,
    show() {
      const slots = slotsOfKind("passkey");
      list.hidden = slots.length === 0;
      list.replaceChildren(...slots.map(line));
      needs.hidden = hasPortableSlot();
      add.disabled = !hasPortableSlot();
    },
  };
}
