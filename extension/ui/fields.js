// Labelled fields, one beside its hint and its problem, so that all are heard together.

import { button, make } from "./dom.js";
import { words } from "./words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

let count = 0;

/**
 * @param {{ words: string, hint?: string, class?: string }} says keys of the label and the hint
 * @param {Control} control
 * @param {...Node} beside what stands in one line with it
 */
export function field({ words: key, hint, class: more = "" }, control, ...beside) {
  count += 1;
  control.id ||= `field-${count}`;
  const label = make("label", { for: control.id, words: key });
  const told = make("p", { class: "hint", id: `${control.id}-hint`, hidden: !hint });
  if (hint) told.textContent = words(hint);
  const problem = make("p", { class: "problem", id: `${control.id}-problem`, hidden: true });
  problem.setAttribute("role", "alert");
  control.setAttribute("aria-describedby", `${told.id} ${problem.id}`);
  const line = make("div", { class: "field-line" }, control, ...beside);
  return make("div", { class: `field ${more}` }, label, line, told, problem);
}

/**
 * @param {Control} control in a field
 * @param {string} text what is wrong with it; empty: nothing
 */
export function complain(control, text) {
  const problem = document.getElementById(`${control.id}-problem`);
  if (!problem) return;
  problem.textContent = text;
  problem.hidden = text === "";
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** @param {{ name: string, words: string, hint?: string, fresh?: boolean }} says fresh: it is being chosen */
export function passwordField({ name, words: key, hint, fresh = false }) {
  const input = make("input", {
    type: "password",
    name,
    autocomplete: fresh ? "new-password" : "current-password",
    spellcheck: "false",
    autocapitalize: "off",
  });
  const show = button({ class: "reveal", words: "options_show" });
  show.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    show.textContent = words(shown ? "options_show" : "options_hide");
  });
  return { input, element: field({ words: key, ...(hint ? { hint } : {}) }, input, show) };
}

/**
 * A box to tick, with what it means beneath.
 * @param {{ words: string, hint?: string, name: string, checked?: boolean, command?: string }} says
 */
export function tick({ words: key, hint, name, checked = false, command }) {
  count += 1;
  const id = `field-${count}`;
  const input = make("input", { type: "checkbox", id, name, checked, ...(command && { command }) });
  const label = make("label", { for: id, words: key });
  const told = make("p", { class: "hint", id: `${id}-hint`, hidden: !hint });
  if (hint) told.textContent = words(hint);
  input.setAttribute("aria-describedby", told.id);
  return { input, element: make("div", { class: "tick" }, input, label, told) };
}

/**
 * One of several, each with what it means.
 * @template {string} Value
 * @param {string} name
 * @param {string} legend its key
 * @param {Array<{ value: Value, words?: string, text?: string, hint?: string }>} choices
 * @param {Value} chosen
 */
export function choice(name, legend, choices, chosen) {
  const element = make("fieldset", { class: "choice" }, make("legend", { words: legend }));
  for (const { value, words: key, text, hint } of choices) {
    count += 1;
    const id = `field-${count}`;
    const input = make("input", { type: "radio", id, name, value, checked: value === chosen });
    const label = make("label", { for: id, ...(key ? { words: key } : { text: text ?? value }) });
    const told = make("p", { class: "hint", id: `${id}-hint`, hidden: !hint });
    if (hint) told.textContent = words(hint);
    input.setAttribute("aria-describedby", told.id);
    element.append(make("div", { class: "tick" }, input, label, told));
  }
  return {
    element,
    /** @returns {Value} */
    value() {
      const input = element.querySelector("input:checked");
      return /** @type {Value} */ (input instanceof HTMLInputElement ? input.value : chosen);
    },
  };
}
