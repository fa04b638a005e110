// The counter of a counter-based account: to be set, and to be found by two codes in a row
// (RFC 4226 section 7.4).

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";

/**
 * @typedef {object} CounterOwner
 * @property {string} id the account's id
 * @property {() => number} counter
 * @property {(counter: number) => Promise<string>} save returns the error's text, or an empty text
 * @property {(counter: number) => void} onFound called after the worker saved a counter
 */

/** @param {string} key */
function codeInput(key) {
  const input = el("input", { type: "text", inputmode: "numeric", autocomplete: "off" });
  input.spellcheck = false;
  input.dir = "ltr";
  return { input, element: field({ message: key }, input) };
}

/** @param {CounterOwner} owner */
export function counterField(owner) {
  const max = Number.MAX_SAFE_INTEGER;
  const input = el("input", { type: "number", name: "counter", min: 0, max, inputmode: "numeric" });
  input.dataset.command = "account.edit";
  input.value = String(owner.counter());
  input.addEventListener("change", async () => {
    const counter = input.valueAsNumber;
    if (counter === owner.counter()) return setError(input, "");
    setError(input, Number.isSafeInteger(counter) ? "" : message("error_counter_invalid"));
    if (Number.isSafeInteger(counter)) setError(input, await owner.save(counter));
  });
  const number = field({ message: "options_fact_counter", hint: "options_counter_text" }, input);
  return el("div", { class: "counter-fields" }, number, resynchronization(owner, input));
}

/** @param {CounterOwner} owner @param {HTMLInputElement} counter */
function resynchronization(owner, counter) {
  const [first, second] = [codeInput("options_resync_first"), codeInput("options_resync_second")];
  const go = button({ message: "options_resync_button", command: "account.resynchronize" });
  go.addEventListener("click", async () => {
    if (isBusy(go)) return;
    setError(second.input, "");
    const codes = [first.input.value, second.input.value];
    try {
      const found = await showBusy(go, send("account.resynchronize", { id: owner.id, codes }));
      counter.value = String(found.counter);
      owner.onFound(found.counter);
      first.input.value = second.input.value = "";
      const act = async () => {
        if (await owner.save(found.before)) return;
        counter.value = String(found.before);
      };
      const action = { label: message("undo"), command: "account.edit", act };
      toast(message("options_resync_done", found.counter), { action });
    } catch (error) {
      refreshIfLocked(error);
      setError(second.input, errorMessage(error));
    }
  });
  const element = el("details", { class: "resynchronization" });
  element.append(
    el("summary", { message: "options_resync" }),
    el("p", { class: "hint", message: "options_resync_text" }),
    first.element,
    second.element,
    el("div", { class: "choices" }, go),
  );
  return element;
}
