// Creates elements. Text is always set as text, never as HTML.

import { message } from "./i18n.js";

const SVG = "http://www.w3.org/2000/svg";

// Chrome writes the content of fields that it completes automatically to the files of its session. It and other browsers
// may send the content of fields that they check or continue to a server.
const TEXT_FIELDS = new Set(["input", "textarea"]);
const PRIVATE = { autocomplete: "off", spellcheck: "false", writingsuggestions: "false" };

/**
 * What is typed into a text field stays in the page, unless the attributes say otherwise.
 *
 * `message`: the key of its text; `text`: the text itself; `label`: the key of its aria-label;
 * `command`: the command that it sends; `on`: listeners by event type. Other names are attributes:
 * true gives an empty attribute, and false or a missing value gives none.
 * @typedef {{
 *   message?: string, text?: string, label?: string, command?: string,
 *   on?: Record<string, (event: any) => void>,
 *   [attribute: string]: unknown,
 * }} ElementOptions
 */
/** @typedef {Node | string | null | undefined | false} Child */

/** @param {Element} element @param {string} name @param {unknown} value */
function setAttribute(element, name, value) {
  if (value === false || value === null || value === undefined) return;
  element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {ElementOptions} [options]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  const { message: key, text, label, command, on = {}, ...attributes } = options;
  if (key !== undefined) element.textContent = message(key);
  if (text !== undefined) element.textContent = text;
  if (label !== undefined) element.setAttribute("aria-label", message(label));
  if (command !== undefined) element.dataset.command = command;
  const usual = TEXT_FIELDS.has(tag) ? PRIVATE : {};
  for (const [name, value] of Object.entries({ ...usual, ...attributes }))
    setAttribute(element, name, value);
  for (const [type, act] of Object.entries(on)) element.addEventListener(type, act);
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * A button; outlined unless `class` says otherwise.
 * @param {ElementOptions} options
 * @param {...Child} children
 */
export function button(options, ...children) {
  return el("button", { type: "button", class: "button outlined", ...options }, ...children);
}

/** @param {string} pathData for a view box of 20 by 20 @param {number} [size] CSS px */
export function svgIcon(pathData, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", width: size, height: size })) {
    setAttribute(svg, name, value);
  }
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", pathData);
  svg.append(path);
  return svg;
}

/**
 * Returns the first element that matches. Throws if there is none.
 * @template {Element} Kind
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {Kind}
 */
export function query(selector, root = document) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`there is no ${selector} on the page`);
  return /** @type {Kind} */ (element);
}
