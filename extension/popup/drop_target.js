// What is pasted into the popup or dropped on it. Heard from the first moment on; what it is and what
// becomes of it is the business of pasting.js.

import { isAccountLink, isTransferLink } from "../ui/account_links.js";
import { homeFace } from "./view_state.js";

const sign = /** @type {HTMLElement} */ (document.getElementById("drop-sign"));

/** @param {string} text @returns {boolean} whether each of its lines is an account's link */
export function holdsLinks(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.length > 0 && lines.every((line) => isAccountLink(line) || isTransferLink(line));
}

/** @param {EventTarget | null} target */
function takesText(target) {
  return target instanceof Element && target.closest("input, textarea") !== null;
}

function isBusy() {
  return homeFace() === "lock" || document.querySelector("dialog[open]") !== null;
}

/**
 * @param {Event} event
 * @param {DataTransfer | null} data read at once: it is gone after the event
 * @param {EventTarget | null} [field] where a text might be meant for
 */
async function take(event, data, field = null) {
  if (!data || isBusy()) return;
  const files = [...data.files];
  const text = data.getData("text/plain");
  const wanted = text.trim() !== "" && (!takesText(field) || holdsLinks(text));
  if (files.length === 0 && !wanted) return;
  event.preventDefault();
  const { takeFiles, takeText } = await import("./pasting.js");
  if (files.length > 0) await takeFiles(files);
  else await takeText(text);
}

/** @param {DragEvent} event */
function onDragOver(event) {
  const types = event.dataTransfer?.types ?? [];
  if (isBusy() || !(types.includes("Files") || types.includes("text/plain"))) return;
  event.preventDefault();
  sign.hidden = false;
}

export function followIntake() {
  document.addEventListener("paste", (event) => take(event, event.clipboardData, event.target));
  document.addEventListener("dragover", onDragOver);
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) sign.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    sign.hidden = true;
    take(event, event.dataTransfer);
  });
}
