// Passkeys: made here, named by the day they were added, taken away again.

import { asked, busy } from "../ui/busy.js";
import { button, make } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { askPasskey, makePasskey } from "../ui/passkey.js";
import { toast } from "../ui/toast.js";
import { noteLock, opensElsewhere, slotsOf, stands } from "../ui/vault_status.js";
import { words, wordsFor } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").SlotInfo} SlotShown */

/** @param {number} atUnix */
export function dayOf(atUnix) {
  const day = new Intl.DateTimeFormat(words("lang"), { dateStyle: "long" });
  return day.format(new Date(atUnix * 1000));
}

async function addOne() {
  const others = slotsOf("passkey").map((slot) => slot.credential);
  const made = await makePasskey(others, words("options_passkey_name"));
  if (!made) return;
  stands(await send("vault.add_passkey", made));
  toast(words("options_passkey_added"));
}

/** @param {SlotShown} slot */
async function tryOne(slot) {
  const answer = await askPasskey([slot]);
  if (!answer) return;
  stands(await send("vault.unlock", { passkey: answer }));
  toast(words("options_passkey_works"));
}

export function passkeysPanel() {
  const list = make("ul", { class: "slots" });
  const add = button({ command: "vault.add_passkey" }, icon("passkey", 18));
  add.append(make("span", { words: "options_passkey_add" }));
  const needs = make("p", { class: "notice", words: "options_passkey_needs" });
  const title = make("h2", { words: "options_passkeys", tabindex: "-1" });
  const element = make("section", { class: "panel" }, title);
  element.append(make("p", { words: "options_passkey_text" }), needs, list);
  element.append(make("div", { class: "choices" }, add));

  /** @param {HTMLButtonElement} pressed @param {() => Promise<void>} act */
  const follow = async (pressed, act) => {
    if (asked(pressed)) return;
    try {
      await busy(pressed, act());
    } catch (error) {
      noteLock(error);
      toast(wordsFor(error));
    }
  };

  /** @param {SlotShown} slot */
  const line = (slot) => {
    const day = dayOf(slot.added_at_unix);
    const test = button({
      class: "button quiet",
      words: "options_passkey_try",
      command: "vault.unlock",
    });
    test.setAttribute("aria-label", words("options_passkey_try_of", day));
    test.addEventListener("click", () => follow(test, () => tryOne(slot)));
    const away = button({ class: "button quiet danger-text", words: "options_take_away" });
    away.dataset.command = "vault.remove_slot";
    away.setAttribute("aria-label", words("options_passkey_remove_of", day));
    away.addEventListener("click", () =>
      follow(away, async () => {
        stands(await send("vault.remove_slot", { id: slot.id }));
        toast(words("options_passkey_removed"));
        title.focus();
      }),
    );
    const name = make("span", { text: words("options_passkey_of", day) });
    return make("li", {}, icon("passkey"), name, make("div", { class: "choices" }, test, away));
  };

  add.addEventListener("click", () => follow(add, addOne));
  return {
    element,
    show() {
      const slots = slotsOf("passkey");
      list.hidden = slots.length === 0;
      list.replaceChildren(...slots.map(line));
      needs.hidden = opensElsewhere();
      add.disabled = !opensElsewhere();
    },
  };
}
