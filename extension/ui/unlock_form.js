// The form that unlocks the vault: by passphrase, passkey or recovery key, as far as the vault has
// them. The caller decides what to do with the answer.

import { isBusy, showBusy } from "./busy.js";
import { button, el } from "./dom.js";
import { field, passwordField } from "./fields.js";
import { errorMessage, message } from "./i18n.js";
import { icon } from "./icons.js";
import { errorCode, KakomiError } from "./messages.js";
import { requestPasskey } from "./passkey.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */
/** @typedef {import("../shapes.d.ts").VaultUnlockRequest} VaultUnlockRequest */
/**
 * @typedef {object} UnlockFormOptions
 * @property {VaultStatus} status
 * @property {string} command the command that the answer is for
 * @property {string} message the key of the submit button's text
 * @property {boolean} [recovery] whether the recovery key is accepted too
 * @property {() => void} [onCancel] set in a dialog, which has a cancel button
 * @property {(answer: VaultUnlockRequest) => Promise<unknown>} attempt
 */

/** The error of the last attempt, and the countdown until the next one is allowed. */
class ErrorLine {
  constructor() {
    this.element = el("p", { class: "problem", role: "alert", hidden: true });
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.counting = undefined;
  }

  /** @param {string} text */
  show(text) {
    clearInterval(this.counting);
    this.element.textContent = text;
    this.element.hidden = text === "";
  }

  /**
   * Counts down, and calls `onWait` at the beginning and at the end.
   * @param {number} ms
   * @param {(waiting: boolean) => void} onWait
   */
  countDown(ms, onWait) {
    const untilMs = performance.now() + ms;
    const tick = () => {
      const left = Math.ceil((untilMs - performance.now()) / 1000);
      if (left <= 0 || !this.element.isConnected) {
        this.show("");
        onWait(false);
      } else this.element.textContent = message("options_wait", left);
    };
    this.show(message("options_wait", Math.ceil(ms / 1000)));
    onWait(true);
    this.counting = setInterval(tick, 1000);
  }
}

/** @param {UnlockFormOptions} options */
export function unlockForm({ status, command, message: key, recovery = true, onCancel, attempt }) {
  const slotKinds = new Set(status.slots.map((slot) => slot.kind));
  const errorLine = new ErrorLine();
  const passphrase = passwordField({ name: "passphrase", message: "options_passphrase" });
  const submitButton = button({ class: "button primary", type: "submit", command, message: key });
  const passkey = button({ command, class: "button outlined passkey" }, icon("passkey"));
  passkey.append(el("span", { message: "options_use_passkey" }));
  const recoveryKey = recoveryField();
  const switchButton = button({ class: "link", message: "options_use_recovery" });
  const form = el(
    "form",
    { class: "unlock", novalidate: true },
    passphrase.element,
    recoveryKey.element,
  );
  const forgotten = forgottenNote();
  const choices = el("div", { class: "choices" }, submitButton, passkey);
  form.append(errorLine.element, choices, switchButton, forgotten);
  if (onCancel) {
    choices.classList.add("end");
    choices.prepend(button({ class: "button quiet", message: "cancel", on: { click: onCancel } }));
    form.append(choices); // below the link, at the end as in every dialog
  }

  /** @param {boolean} on */
  const showRecovery = (on) => {
    passphrase.element.hidden = on || !slotKinds.has("passphrase");
    recoveryKey.element.hidden = !on;
    submitButton.hidden = !on && !slotKinds.has("passphrase");
    passkey.hidden = on || !slotKinds.has("passkey");
    switchButton.textContent = message(on ? "options_use_others" : "options_use_recovery");
    const others = slotKinds.has("passphrase") || slotKinds.has("passkey");
    switchButton.hidden = !recovery || !slotKinds.has("recovery") || (on && !others);
    passkey.classList.toggle("primary", !slotKinds.has("passphrase"));
    if (submitButton.ariaDisabled !== "true") errorLine.show("");
  };

  /** @param {HTMLButtonElement} pressed @param {Promise<unknown>} answer */
  const submit = async (pressed, answer) => {
    errorLine.show("");
    try {
      await showBusy(pressed, answer);
      passphrase.input.value = recoveryKey.input.value = "";
    } catch (error) {
      showError(error, pressed);
    }
  };

  /** @param {unknown} error @param {HTMLButtonElement} pressed */
  const unlockErrorMessage = (error, pressed) => {
    if (errorCode(error) !== "vault.key_wrong") return errorMessage(error);
    if (pressed === passkey) return message("unlock_wrong_passkey");
    return recoveryKey.element.hidden ? errorMessage(error) : message("unlock_wrong_recovery");
  };

  /** @param {unknown} error @param {HTMLButtonElement} pressed */
  const showError = (error, pressed) => {
    const waitMs = error instanceof KakomiError ? error.retryAfterMs : null;
    const isWrong = errorCode(error) === "vault.key_wrong" && pressed !== passkey;
    if (isWrong && command === "vault.unlock") forgotten.hidden = false;
    if (waitMs !== null) blockFor(waitMs);
    else errorLine.show(unlockErrorMessage(error, pressed));
    const at = recoveryKey.element.hidden ? passphrase.input : recoveryKey.input;
    at.focus();
    at.select();
  };

  /** @param {number} ms */
  const blockFor = (ms) => {
    errorLine.countDown(ms, (waiting) => {
      submitButton.ariaDisabled = waiting ? "true" : null;
    });
  };

  const withPasskey = async () => {
    const slots = status.slots.filter((slot) => slot.kind === "passkey");
    const answer = await requestPasskey(slots);
    if (answer) await attempt({ passkey: answer });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy(submitButton) || submitButton.ariaDisabled === "true") return;
    const byKey = !recoveryKey.element.hidden;
    const typed = byKey ? recoveryKey.input.value.trim() : passphrase.input.value;
    if (typed === "") (byKey ? recoveryKey.input : passphrase.input).focus();
    else submit(submitButton, attempt(byKey ? { recovery_key: typed } : { passphrase: typed }));
  });
  passkey.addEventListener("click", () => !isBusy(passkey) && submit(passkey, withPasskey()));
  switchButton.addEventListener("click", () => {
    showRecovery(recoveryKey.element.hidden === true);
    (recoveryKey.element.hidden ? passphrase.input : recoveryKey.input).focus();
  });

  showRecovery(!slotKinds.has("passphrase") && !slotKinds.has("passkey"));
  if (status.wait_ms > 0) queueMicrotask(() => blockFor(status.wait_ms));
  const focus = () => {
    const first = [passphrase.input, recoveryKey.input].find((input) => !input.closest("[hidden]"));
    (first ?? passkey).focus();
  };
  return { form, focus, blockFor };
}

/** What is left to somebody who has forgotten the passphrase. Shown after an attempt that failed. */
function forgottenNote() {
  const note = el("details", { class: "forgotten", hidden: true });
  note.append(el("summary", { message: "unlock_forgotten" }));
  note.append(el("p", { class: "hint", message: "unlock_forgotten_text" }));
  return note;
}

function recoveryField() {
  const input = el("textarea", {
    name: "recovery_key",
    rows: 3,
    class: "mono",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault(); // a key has no lines of its own
    input.form?.requestSubmit();
  });
  return {
    input,
    element: field({ message: "options_recovery_key", hint: "options_recovery_hint" }, input),
  };
}
