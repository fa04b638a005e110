// Modal dialogs with a heading and a close button. Closing returns the focus to where it was.

import { button, el } from "./dom.js";
import { message } from "./i18n.js";
import { icon } from "./icons.js";

let count = 0;

/**
 * @param {{ title: string, class?: string, onClose?: () => void }} options title: the text itself,
 *   not a key
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
  // A click beside a drawer closes it. A dialog with a question stays open.
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
 * Asks for confirmation. Returns whether the action was confirmed.
 * @param {{ title: string, text: string, message: string, parts?: Array<string | number>,
 *   command: string, isDangerous?: boolean }} options message: the key of the confirming button's
 *   text, parts: its values; isDangerous: the action can't be undone (the default)
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, message: key, parts = [], command, isDangerous = true }) {
  return new Promise((resolve) => {
    let confirmed = false;
    const { body, close } = openDialog({ title, onClose: () => resolve(confirmed) });
    const className = isDangerous ? "button danger" : "button primary";
    const confirmButton = button({ class: className, text: message(key, ...parts), command });
    confirmButton.addEventListener("click", () => {
      confirmed = true;
      close();
    });
    const cancelButton = button({ message: "cancel", class: "button quiet", on: { click: close } });
    body.append(
      el("p", { text }),
      el("div", { class: "choices end" }, cancelButton, confirmButton),
    );
    (isDangerous ? cancelButton : confirmButton).focus();
  });
}
