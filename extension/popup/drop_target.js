// Accepts what is pasted into the popup or dropped on it. Listens from the start; pasted_input.js,
// loaded on demand, reads the input.

import { areLinks } from "../ui/account_links.js";
import { hasFilesOrText, isTextField } from "../ui/data_transfer.js";
import { homeView } from "./view_state.js";

const dropSign = /** @type {HTMLElement} */ (document.getElementById("drop-sign"));

function isBusy() {
  return homeView() === "lock" || document.querySelector("dialog[open]") !== null;
}

/**
 * @param {Event} event
 * @param {DataTransfer | null} data read at once: it is empty after the event
 * @param {EventTarget | null} [field] the element that had the focus; text may be meant for it
 */
async function acceptData(event, data, field = null) {
  if (!data || isBusy()) return;
  const files = [...data.files];
  const text = data.getData("text/plain");
  const isTextWanted = text.trim() !== "" && (!isTextField(field) || areLinks(text));
  if (files.length === 0 && !isTextWanted) return;
  event.preventDefault();
  const { readFiles: takeFiles, readText: takeText } = await import("./pasted_input.js");
  if (files.length > 0) await takeFiles(files);
  else await takeText(text);
}

/** @param {DragEvent} event */
function onDragOver(event) {
  if (isBusy() || !hasFilesOrText(event)) return;
  event.preventDefault();
  dropSign.hidden = false;
}

export function listenForInputs() {
  document.addEventListener("paste", (event) =>
    acceptData(event, event.clipboardData, event.target),
  );
  document.addEventListener("dragover", onDragOver);
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) dropSign.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    dropSign.hidden = true;
    acceptData(event, event.dataTransfer);
  });
}
