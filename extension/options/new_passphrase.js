// A passphrase being chosen: typed twice, with advice on how long it would stand.

import { make } from "../ui/dom.js";
import { complain, passwordField } from "../ui/fields.js";
import { words } from "../ui/words.js";
import { strengthOf } from "./strength.js";

export function newPassphrase() {
  const first = passwordField({
    name: "new_passphrase",
    words: "options_new_passphrase",
    fresh: true,
  });
  const second = passwordField({
    name: "new_passphrase_again",
    words: "options_new_passphrase_again",
    fresh: true,
  });
  const meter = make("meter", { min: 0, max: 4, low: 2, high: 3, optimum: 4, value: 0 });
  meter.ariaLabel = words("options_strength");
  const advice = make("p", { class: "hint", role: "status" });
  const strength = make("div", { class: "strength" }, meter, advice);
  const hint = make("p", { class: "hint", words: "options_new_passphrase_text" });
  const element = make("div", { class: "fields" }, hint, first.element, strength, second.element);

  const judge = () => {
    const { level, advice: key } = strengthOf(first.input.value);
    meter.value = first.input.value === "" ? 0 : level;
    advice.textContent = first.input.value === "" ? "" : words(key);
    complain(first.input, "");
  };
  first.input.addEventListener("input", judge);
  second.input.addEventListener("input", () => complain(second.input, ""));

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
        complain(first.input, words("options_passphrase_short"));
        first.input.focus();
        return "";
      }
      if (first.input.value !== second.input.value) {
        complain(second.input, words("options_passphrase_differs"));
        second.input.focus();
        return "";
      }
      return first.input.value;
    },
  };
}
