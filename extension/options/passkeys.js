// Adds, tests and removes passkeys. A passkey is named by the date it was added.

import { button, el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { createPasskey, requestPasskey } from "../ui/passkey.js";
import { isForbidden, isManaged, managedNote } from "../ui/policy.js";
import { toast } from "../ui/toast.js";
import { hasPortableSlot, setStatus, slotsOfKind } from "../ui/vault_status.js";
import { attempt } from "./attempt.js";

/** @typedef {import("../shapes.d.ts").SlotInfo} SlotInfo */

/** @param {number} atUnix */
export function dateText(atUnix) {
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long" });
  return day.format(new Date(atUnix * 1000));
}

async function addPasskey() {
  const others = slotsOfKind("passkey").map((slot) => slot.credential);
  const registration = await createPasskey(others, message("options_passkey_name"));
  if (!registration) return;
  setStatus(await send("vault.add_passkey", registration));
  toast(message("options_passkey_added"));
}

/** @param {SlotInfo} slot */
async function tryPasskey(slot) {
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

  /** @param {SlotInfo} slot */
  const line = (slot) => {
    const day = dateText(slot.added_at_unix);
    const test = button({
      class: "button quiet",
      message: "options_passkey_try",
      command: "vault.unlock",
    });
    test.setAttribute("aria-label", message("options_passkey_try_of", day));
    test.addEventListener("click", () => attempt(test, () => tryPasskey(slot)));
    const removeButton = button({
      class: "button quiet danger-text",
      message: "options_remove_method",
    });
    removeButton.dataset.command = "vault.remove_slot";
    removeButton.setAttribute("aria-label", message("options_passkey_remove_of", day));
    removeButton.addEventListener("click", () =>
      attempt(removeButton, async () => {
        setStatus(await send("vault.remove_slot", { id: slot.id }));
        toast(message("options_passkey_removed"));
        title.focus();
      }),
    );
    const name = el("span", { text: message("options_passkey_of", day) });
    return el("li", {}, icon("passkey"), name, el("div", { class: "choices" }, test, removeButton));
  };

  const managed = managedNote();
  element.append(managed);
  add.addEventListener("click", () => attempt(add, addPasskey));
  return {
    element,
    show() {
      const slots = slotsOfKind("passkey");
      list.hidden = slots.length === 0;
      list.replaceChildren(...slots.map(line));
      needs.hidden = hasPortableSlot();
      add.disabled = !hasPortableSlot() || isForbidden("passkeys");
      managed.hidden = !isManaged("Passkeys");
    },
  };
}
