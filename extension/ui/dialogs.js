// Windows over the page: a heading, a way out, and the focus back where it came from.

import { button, make } from "./dom.js";
import { icon } from "./icons.js";

let count = 0;

/**
 * @param {{ title: string, class?: string, onClose?: () => void }} says title: its words, not a key
 */
export function openDialog({ title, class: more = "", onClose = () => {} }) {
  count += 1;
  const id = `dialog-${count}`;
  const before = document.activeElement;
  const heading = make("h2", { id, text: title, tabindex: "-1" });
  const close = button(
    { class: "icon-button", label: "close", on: { click: () => element.close() } },
    icon("close"),
  );
  const body = make("div", { class: "dialog-body" });
  const head = make("div", { class: "dialog-head" }, heading, close);
  const element = make("dialog", { class: `dialog ${more}`, "aria-labelledby": id }, head, body);
  element.addEventListener("close", () => {
    element.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    onClose();
  });
  // A press beside it is a way out of a drawer; a dialog with a question stays.
  if (more.includes("drawer")) {
    element.addEventListener("pointerdown", (event) => {
      if (event.target === element) element.close();
    });
  }
  document.body.append(element);
  element.showModal();
  heading.focus();
  return { element, body, heading, head, close: () => element.close() };
}

/**
 * For what can't be undone.
 * @param {{ title: string, text: string, words: string, command: string }} says words: the button's key
 * @returns {Promise<boolean>}
 */
export function sure({ title, text, words: key, command }) {
  return new Promise((resolve) => {
    let said = false;
    const { body, close } = openDialog({ title, onClose: () => resolve(said) });
    const yes = button({ class: "button danger", words: key, command });
    yes.addEventListener("click", () => {
      said = true;
      close();
    });
    const no = button({ words: "cancel", class: "button quiet", on: { click: close } });
    body.append(make("p", { text }), make("div", { class: "choices end" }, no, yes));
    no.focus();
  });
}
