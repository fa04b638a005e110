// The ways to open a lock, as one form: passphrase, passkey, recovery key, as far as the vault has
// them. What is done with the answer is the caller's.

import { asked, busy } from "./busy.js";
import { button, make } from "./dom.js";
import { field, passwordField } from "./fields.js";
import { icon } from "./icons.js";
import { send } from "./messages.js";
import { askPasskey } from "./passkey.js";
import { words, wordsFor } from "./words.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */
/** @typedef {import("../shapes.d.ts").VaultUnlockRequest} Unlocking */
/**
 * @typedef {object} Doors
 * @property {Status} status
 * @property {string} command what the answer is for
 * @property {string} words the key of what the main button says
 * @property {boolean} [recovery] whether the recovery key will do as well
 * @property {(answer: Unlocking) => Promise<unknown>} attempt
 */

/** @param {unknown} error */
const codeOf = (error) => /** @type {{ code?: string }} */ (error).code;

/** What goes wrong, and for how long not to try. */
class Trouble {
  constructor() {
    this.element = make("p", { class: "problem", role: "alert", hidden: true });
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.counting = undefined;
  }

  /** @param {string} text */
  say(text) {
    clearInterval(this.counting);
    this.element.textContent = text;
    this.element.hidden = text === "";
  }

  /** @param {number} ms @param {(waiting: boolean) => void} onWait */
  wait(ms, onWait) {
    const untilMs = performance.now() + ms;
    const tick = () => {
      const left = Math.ceil((untilMs - performance.now()) / 1000);
      if (left <= 0 || !this.element.isConnected) {
        this.say("");
        onWait(false);
      } else this.element.textContent = words("options_wait", left);
    };
    this.say(words("options_wait", Math.ceil(ms / 1000)));
    onWait(true);
    this.counting = setInterval(tick, 1000);
  }
}

/** @param {Doors} doors */
export function unlockForm({ status, command, words: key, recovery = true, attempt }) {
  const has = new Set(status.slots.map((slot) => slot.kind));
  const trouble = new Trouble();
  const passphrase = passwordField({ name: "passphrase", words: "options_passphrase" });
  const main = button({ class: "button primary", type: "submit", command, words: key });
  const passkey = button({ command, class: "button outlined passkey" }, icon("passkey"));
  passkey.append(make("span", { words: "options_use_passkey" }));
  const typed = recoveryField();
  const instead = button({ class: "link", words: "options_use_recovery" });
  const form = make(
    "form",
    { class: "unlock", novalidate: true },
    passphrase.element,
    typed.element,
  );
  form.append(trouble.element, make("div", { class: "choices" }, main, passkey), instead);

  /** @param {boolean} on */
  const showRecovery = (on) => {
    passphrase.element.hidden = on || !has.has("passphrase");
    typed.element.hidden = !on;
    main.hidden = !on && !has.has("passphrase");
    passkey.hidden = on || !has.has("passkey");
    instead.textContent = words(on ? "options_use_others" : "options_use_recovery");
    const others = has.has("passphrase") || has.has("passkey");
    instead.hidden = !recovery || !has.has("recovery") || (on && !others);
    passkey.classList.toggle("primary", !has.has("passphrase"));
    if (main.ariaDisabled !== "true") trouble.say("");
  };

  /** @param {HTMLButtonElement} pressed @param {Promise<unknown>} answer */
  const follow = async (pressed, answer) => {
    trouble.say("");
    try {
      await busy(pressed, answer);
      passphrase.input.value = typed.input.value = "";
    } catch (error) {
      await tell(error, pressed);
    }
  };

  /** @param {unknown} error @param {HTMLButtonElement} pressed */
  const textOn = (error, pressed) => {
    if (codeOf(error) !== "vault.key_wrong") return wordsFor(error);
    if (pressed === passkey) return words("unlock_wrong_passkey");
    return typed.element.hidden ? wordsFor(error) : words("unlock_wrong_recovery");
  };

  /** @param {unknown} error @param {HTMLButtonElement} pressed */
  const tell = async (error, pressed) => {
    const code = codeOf(error);
    const waitMs = (await send("vault.status", {}).catch(() => status)).wait_ms;
    if (waitMs > 0 && (code === "vault.too_soon" || code === "vault.key_wrong")) holdBack(waitMs);
    else trouble.say(textOn(error, pressed));
    const at = typed.element.hidden ? passphrase.input : typed.input;
    at.focus();
    at.select();
  };

  /** @param {number} ms */
  const holdBack = (ms) => {
    trouble.wait(ms, (waiting) => {
      main.ariaDisabled = waiting ? "true" : null;
    });
  };

  const withPasskey = async () => {
    const slots = status.slots.filter((slot) => slot.kind === "passkey");
    const answer = await askPasskey(slots);
    if (answer) await attempt({ passkey: answer });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked(main) || main.ariaDisabled === "true") return;
    const byKey = !typed.element.hidden;
    const given = byKey ? typed.input.value.trim() : passphrase.input.value;
    if (given === "") (byKey ? typed.input : passphrase.input).focus();
    else follow(main, attempt(byKey ? { recovery_key: given } : { passphrase: given }));
  });
  passkey.addEventListener("click", () => !asked(passkey) && follow(passkey, withPasskey()));
  instead.addEventListener("click", () => {
    showRecovery(typed.element.hidden === true);
    (typed.element.hidden ? passphrase.input : typed.input).focus();
  });

  showRecovery(!has.has("passphrase") && !has.has("passkey"));
  if (status.wait_ms > 0) queueMicrotask(() => holdBack(status.wait_ms));
  const focus = () => {
    const first = [passphrase.input, typed.input].find((input) => !input.closest("[hidden]"));
    (first ?? passkey).focus();
  };
  return { form, focus, holdBack };
}

function recoveryField() {
  const input = make("textarea", {
    name: "recovery_key",
    rows: 3,
    class: "mono",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
  });
  return {
    input,
    element: field({ words: "options_recovery_key", hint: "options_recovery_hint" }, input),
  };
}
