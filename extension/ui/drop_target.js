// Whatever is dropped on the page or pasted into it, in any room, comes in here.

import { one } from "./dom.js";

/** @typedef {{ name: string, blob: Blob }} Thing */
/** @typedef {(things: Thing[]) => void} Taker */

const MOST_FILES = 500;
const BY_NAME = new Intl.Collator(undefined, { numeric: true }); // a folder is in no order of its own

const ANYWHERE = () => true;

/** @type {Taker | null} */
let taker = null;
let isShown = ANYWHERE;
/** @type {Thing[]} */
let waiting = [];
/** @type {HTMLElement} */
const sign = one("#drop-sign");

/**
 * @param {Taker} next who reads what comes in, from now on
 * @param {() => boolean} [shown] whether the person sees it there; else the import is gone to first
 */
export function takeWith(next, shown = ANYWHERE) {
  taker = next;
  isShown = shown;
  const things = waiting;
  waiting = [];
  if (things.length > 0) next(things);
}

/** Brings things to the import, whatever is shown. @param {Thing[]} things */
export function bring(things) {
  if (things.length === 0) return;
  if (taker && isShown()) return taker(things);
  waiting.push(...things);
  location.hash = "#import";
}

/** @param {string} text */
export function bringText(text) {
  bring([{ name: "", blob: new Blob([text], { type: "text/plain" }) }]);
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesOf(entry) {
  if (entry.isFile) {
    const file = /** @type {FileSystemFileEntry} */ (entry);
    return [await new Promise((resolve, reject) => file.file(resolve, reject))];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  while (children.length < MOST_FILES) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    children.push(...some.filter(({ name }) => !isHidden(name)));
  }
  children.sort((a, b) => BY_NAME.compare(a.name, b.name));
  /** @type {File[]} */
  const files = [];
  for (const child of children) {
    if (files.length < MOST_FILES) files.push(...(await filesOf(child)));
  }
  return files.slice(0, MOST_FILES);
}

/** What is hidden in a folder is nobody's backup. @param {string} path */
function isHidden(path) {
  return path.split("/").some((name) => name.startsWith("."));
}

/** @param {Iterable<File>} files */
export function thingsOf(files) {
  return [...files]
    .filter((file) => !isHidden(file.webkitRelativePath))
    .map((file) => ({ name: file.name, blob: file }));
}

/** @param {DragEvent} event */
async function drop(event) {
  sign.hidden = true;
  const data = event.dataTransfer;
  if (!data || document.body.dataset.view !== "rooms") return;
  event.preventDefault();
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const text = data.getData("text/plain");
  const files = (await Promise.all(entries.map(filesOf))).flat();
  if (files.length > 0) bring(thingsOf(files));
  else if (text.trim()) bringText(text);
}

/** @param {EventTarget | null} target */
function takesText(target) {
  return target instanceof Element && target.closest("input, textarea") !== null;
}

/** @param {ClipboardEvent} event */
function paste(event) {
  const data = event.clipboardData;
  const busy = document.body.dataset.view !== "rooms" || document.querySelector("dialog[open]");
  if (!data || busy) return;
  const files = thingsOf(data.files);
  const text = data.getData("text/plain");
  if (files.length > 0 && (text === "" || !takesText(event.target))) {
    event.preventDefault();
    bring(files.map((file) => ({ ...file, name: "" })));
  } else if (text.trim() && !takesText(event.target)) {
    event.preventDefault();
    bringText(text);
  }
}

/** @param {DragEvent} event */
function isFromOutside({ dataTransfer }) {
  const types = dataTransfer?.types ?? [];
  return types.includes("Files") || types.includes("text/plain");
}

export function followIntake() {
  addEventListener("paste", paste);
  addEventListener("dragover", (event) => {
    if (!isFromOutside(event) || document.body.dataset.view !== "rooms") return;
    event.preventDefault();
    sign.hidden = false;
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) sign.hidden = true;
  });
  addEventListener("drop", drop);
}
