// Accepts what is dropped on the page or pasted into it, and passes it to the import.

import { hasFilesOrText, isTextField } from "./data_transfer.js";
import { query } from "./dom.js";

/** @typedef {{ name: string, blob: Blob }} ImportInput */
/** @typedef {(inputs: ImportInput[]) => void} InputHandler */

const MAX_FILES = 500;
const BY_NAME = new Intl.Collator(undefined, { numeric: true }); // the entries of a folder come in no order

const ALWAYS = () => true;

/** @type {InputHandler | null} */
let handler = null;
let isShown = ALWAYS;
/** @type {ImportInput[]} */
let waiting = [];
/** @type {HTMLElement} */
const dropSign = query("#drop-sign");

/**
 * @param {InputHandler} next called with all inputs from now on, and with those that wait
 * @param {() => boolean} [shown] whether the import is on screen; if not, the page goes to
 *   #import first
 */
export function setInputHandler(next, shown = ALWAYS) {
  handler = next;
  isShown = shown;
  const inputs = waiting;
  waiting = [];
  if (inputs.length > 0) next(inputs);
}

/**
 * Passes the inputs to the import, or keeps them until it is shown.
 * @param {ImportInput[]} inputs
 */
export function importInputs(inputs) {
  if (inputs.length === 0) return;
  if (handler && isShown()) return handler(inputs);
  waiting.push(...inputs);
  location.hash = "#import";
}

/** @param {string} text */
export function importText(text) {
  importInputs([{ name: "", blob: new Blob([text], { type: "text/plain" }) }]);
}

/**
 * Returns the files of the entry and of its subfolders, at most MAX_FILES.
 * @param {FileSystemEntry} entry
 * @returns {Promise<File[]>}
 */
async function readEntry(entry) {
  if (entry.isFile) {
    const file = /** @type {FileSystemFileEntry} */ (entry);
    return [await new Promise((resolve, reject) => file.file(resolve, reject))];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  while (children.length < MAX_FILES) {
    /** @type {FileSystemEntry[]} */
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) break;
    children.push(...batch.filter(({ name }) => !isHidden(name)));
  }
  children.sort((a, b) => BY_NAME.compare(a.name, b.name));
  /** @type {File[]} */
  const files = [];
  for (const child of children) {
    if (files.length < MAX_FILES) files.push(...(await readEntry(child)));
  }
  return files.slice(0, MAX_FILES);
}

/**
 * Whether a part of the path begins with a dot. Hidden files are never backups.
 * @param {string} path
 */
function isHidden(path) {
  return path.split("/").some((name) => name.startsWith("."));
}

/** @param {Iterable<File>} files */
export function inputsFromFiles(files) {
  return [...files]
    .filter((file) => !isHidden(file.webkitRelativePath))
    .map((file) => ({ name: file.name, blob: file }));
}

/** @param {DragEvent} event */
async function onDrop(event) {
  dropSign.hidden = true;
  const data = event.dataTransfer;
  if (!data || document.body.dataset.view !== "pages") return;
  event.preventDefault();
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const text = data.getData("text/plain");
  const files = (await Promise.all(entries.map(readEntry))).flat();
  if (files.length > 0) importInputs(inputsFromFiles(files));
  else if (text.trim()) importText(text);
}

/** @param {ClipboardEvent} event */
function onPaste(event) {
  const data = event.clipboardData;
  const isBlocked =
    document.body.dataset.view !== "pages" || document.querySelector("dialog[open]");
  if (!data || isBlocked) return;
  const files = inputsFromFiles(data.files);
  const text = data.getData("text/plain");
  if (files.length > 0 && (text === "" || !isTextField(event.target))) {
    event.preventDefault();
    importInputs(files.map((file) => ({ ...file, name: "" })));
  } else if (text.trim() && !isTextField(event.target)) {
    event.preventDefault();
    importText(text);
  }
}

export function listenForInputs() {
  addEventListener("paste", onPaste);
  addEventListener("dragover", (event) => {
    if (!hasFilesOrText(event) || document.body.dataset.view !== "pages") return;
    event.preventDefault();
    dropSign.hidden = false;
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) dropSign.hidden = true;
  });
  addEventListener("drop", onDrop);
}
