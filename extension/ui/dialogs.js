// Windows over the page: a heading, a way out, and the focus back where it came from.

import { button, el } from "./dom.js";
import { icon } from "./icons.js";

let count = 0;

/**
 * @param {{ title: string, class?: string, onClose?: () => void }} says title: its words, not a key
 */
export function openDialog({ title, class: extraClass = "", onClose = () => {} }) {
  count += 1;
  const id = `dialog-${count}`;
  const focusedBefore = document.activeElement;
  const heading = el("h2", { id, text: title, tabindex: "-1" });
  const close = button(
    { class: "icon-button", label: "close", on: { click: () => element.close() } },
    icon("close"),
  );
  const body = el("div", { class: "dialog-body" });
  const head = el("div", { class: "dialog-head" }, heading, close);
  const element = el(
    "dialog",
    { class: `dialog ${extraClass}`, "aria-labelledby": id },
    head,
    body,
  );
  element.addEventListener("close", () => {
    element.remove();
    if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus();
    onClose();
  });
  // A press beside it is a way out of a drawer; a dialog with a question stays.
  if (extraClass.includes("drawer")) {
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
 * @param {{ title: string, text: string, message: string, command: string }} says words: the button's key
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, message: key, command }) {
  return new Promise((resolve) => {
    let confirmed = false;
    const { body, close } = openDialog({ title, onClose: () => resolve(confirmed) });
    const confirmButton = button({ class: "button danger", message: key, command });
    confirmButton.addEventListener("click", () => {
      confirmed = true;
      close();
    });
    const cancelButton = button({ message: "cancel", class: "button quiet", on: { click: close } });
    body.append(
      el("p", { text }),
      el("div", { class: "choices end" }, cancelButton, confirmButton),
    );
    cancelButton.focus();
  });
}
