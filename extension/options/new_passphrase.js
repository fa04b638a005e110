// The two fields of a new passphrase, with an estimate of its strength.

import { el } from "../ui/dom.js";
import { passwordField, setError } from "../ui/fields.js";
import { message } from "../ui/i18n.js";
import { currentPolicy, isManaged } from "../ui/policy.js";

/** The estimator and its dictionaries, loaded once a passphrase is about to be typed. */
const loadEstimator = () => import("./passphrase_strength.js");

// JavaScript counts, because this runs at each key. Python gives the number, and checks the passphrase again.
/** @param {string} passphrase */
function isTooShort(passphrase) {
  const { passphrase_min_length: least } = currentPolicy();
  return [...passphrase.normalize("NFKC")].length < least;
}

/** Returns why a passphrase is too short. */
function tooShortText() {
  return isManaged("PassphraseMinLength")
    ? message("policy_passphrase_length", currentPolicy().passphrase_min_length)
    : message("options_passphrase_short");
}

/** @param {string} passphrase @returns {Promise<{ level: number, advice: string }>} */
async function rate(passphrase) {
  if (passphrase === "") return { level: 0, advice: "" };
  if (isTooShort(passphrase)) return { level: 0, advice: message("options_strength_short") };
  const level = (await loadEstimator()).strengthLevel(passphrase);
  return { level, advice: message(`options_strength_${level}`) };
}

export function newPassphraseFields() {
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
  const text = isManaged("PassphraseMinLength")
    ? tooShortText()
    : message("options_new_passphrase_text");
  const hint = el("p", { class: "hint", text });
  const element = el("div", { class: "fields" }, hint, first.element, strength, second.element);

  const showStrength = async () => {
    setError(first.input, "");
    const { value } = first.input;
    const { level, advice: text } = await rate(value);
    if (value !== first.input.value) return;
    meter.value = level;
    advice.textContent = text;
  };
  first.input.addEventListener("focus", loadEstimator, { once: true });
  first.input.addEventListener("input", showStrength);
  second.input.addEventListener("input", () => setError(second.input, ""));

  return {
    element,
    input: first.input,
    clear() {
      first.input.value = second.input.value = "";
      showStrength();
    },
    /** @returns {Promise<number>} the estimate of the passphrase, from 0 to 4 */
    strength: async () => (await rate(first.input.value)).level,
    /** @returns {string} the passphrase, or "" after the page has shown why there is none */
    value() {
      if (isTooShort(first.input.value)) {
        setError(first.input, tooShortText());
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
