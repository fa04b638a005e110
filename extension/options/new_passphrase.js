// A passphrase being chosen: typed twice, with advice on how long it would stand.

import { el } from "../ui/dom.js";
import { passwordField, setError } from "../ui/fields.js";
import { message } from "../ui/words.js";
import { strengthOf } from "./strength.js";

export function newPassphrase() {
  const first = passwordField({
    name: "new_passphrase",
    message: "options_new_passphrase",
    isNew: true,
  });
  const second = passwordField({
    name: "new_passphrase_again",
    message: "options_new_passphrase_again",
    isNew: true,
  });
  const meter = el("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0 });
  meter.ariaLabel = message("options_strength");
  const advice = el("p", { class: "hint", role: "status" });
  const strength = el("div", { class: "strength" }, meter, advice);
  const hint = el("p", { class: "hint", message: "options_new_passphrase_text" });
  const element = el("div", { class: "fields" }, hint, first.element, strength, second.element);

  const judge = () => {
    const { level, advice: key } = strengthOf(first.input.value);
    meter.value = first.input.value === "" ? 0 : level;
    advice.textContent = first.input.value === "" ? "" : message(key);
    setError(first.input, "");
  };
  first.input.addEventListener("input", judge);
  second.input.addEventListener("input", () => setError(second.input, ""));

  return {
    element,
    input: first.input,
    clear() {
      first.input.value = second.input.value = "";
      judge();
    },
    /** @returns {string} the passphrase; empty: it is none yet, and the page says why */
    value() {
      if (strengthOf(first.input.value).tooShort) {
        setError(first.input, message("options_passphrase_short"));
        first.input.focus();
        return "";
      }
      if (first.input.value !== second.input.value) {
        setError(second.input, message("options_passphrase_differs"));
        second.input.focus();
        return "";
      }
      return first.input.value;
    },
  };
}
