// Labelled form fields. `aria-describedby` joins each control to its hint and its error, so that a
// screen reader reads them together.

import { button, el } from "./dom.js";
import { message } from "./i18n.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | HTMLButtonElement} Control */

let count = 0;

/**
 * @param {{ message: string, hint?: string, class?: string }} options message, hint: keys of the
 *   label and the hint
 * @param {Control} control
 * @param {...Node} adjacent shown in one line with the control
 */
export function field({ message: key, hint, class: extraClass = "" }, control, ...adjacent) {
  count += 1;
  control.id ||= `field-${count}`;
  const label = el("label", { for: control.id, message: key });
  const hintLine = el("p", { class: "hint", id: `${control.id}-hint`, hidden: !hint });
  if (hint) hintLine.textContent = message(hint);
  const problem = el("p", { class: "problem", id: `${control.id}-problem`, hidden: true });
  problem.setAttribute("role", "alert");
  control.setAttribute("aria-describedby", `${hintLine.id} ${problem.id}`);
  const line = el("div", { class: "field-line" }, control, ...adjacent);
  return el("div", { class: `field ${extraClass}` }, label, line, hintLine, problem);
}

/**
 * @param {Control} control created by field()
 * @param {string} text the error; an empty text removes it
 */
export function setError(control, text) {
  const problem = document.getElementById(`${control.id}-problem`);
  if (!problem) return;
  problem.textContent = text;
  problem.hidden = text === "";
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/**
 * @param {{ name: string, message: string, hint?: string, isNew?: boolean }} options isNew: the
 *   user chooses a new password
 */
export function passwordField({ name, message: key, hint, isNew = false }) {
  const input = el("input", {
    type: "password",
    name,
    autocomplete: isNew ? "new-password" : "current-password",
    spellcheck: "false",
    autocapitalize: "off",
  });
  const show = button({ class: "reveal", message: "options_show" });
  show.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    show.textContent = message(shown ? "options_show" : "options_hide");
  });
  return { input, element: field({ message: key, ...(hint ? { hint } : {}) }, input, show) };
}

/**
 * A checkbox with a label and a hint.
 * @param {{ message: string, hint?: string, name: string, checked?: boolean, command?: string }}
 *   options
 */
export function checkbox({ message: key, hint, name, checked = false, command }) {
  count += 1;
  const id = `field-${count}`;
  const input = el("input", { type: "checkbox", id, name, checked, ...(command && { command }) });
  const label = el("label", { for: id, message: key });
  const hintLine = el("p", { class: "hint", id: `${id}-hint`, hidden: !hint });
  if (hint) hintLine.textContent = message(hint);
  input.setAttribute("aria-describedby", hintLine.id);
  return { input, element: el("div", { class: "option" }, input, label, hintLine) };
}

/**
 * A group of radio buttons, each with a label and a hint.
 * @template {string} Value
 * @param {string} name
 * @param {string} legend the legend's key
 * @param {Array<{ value: Value, message?: string, text?: string, hint?: string }>} choices
 * @param {Value} chosen
 */
export function radioGroup(name, legend, choices, chosen) {
  const element = el("fieldset", { class: "choice" }, el("legend", { message: legend }));
  for (const { value, message: key, text, hint } of choices) {
    count += 1;
    const id = `field-${count}`;
    const input = el("input", { type: "radio", id, name, value, checked: value === chosen });
    const label = el("label", { for: id, ...(key ? { message: key } : { text: text ?? value }) });
    const hintLine = el("p", { class: "hint", id: `${id}-hint`, hidden: !hint });
    if (hint) hintLine.textContent = message(hint);
    input.setAttribute("aria-describedby", hintLine.id);
    element.append(el("div", { class: "option" }, input, label, hintLine));
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
