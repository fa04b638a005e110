// A phone held before the camera: its codes are read one after another, transfers in several codes
// until they are complete.

import { isBusy, showBusy } from "../ui/busy.js";
import { query } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { progressText, showPartSquares } from "../ui/transfer_parts.js";
import { accountTitle, errorMessage, message, plural, translatePage } from "../ui/words.js";
import { clearFound, showFound } from "./found_account.js";
import { Camera } from "./video_frames.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/** @typedef {import("../shapes.d.ts").TransferProgress} Gathered */

const view = /** @type {HTMLElement} */ (query("#view"));
const ask = /** @type {HTMLElement} */ (query("#ask"));
const note = /** @type {HTMLElement} */ (query("#note"));
const progress = /** @type {HTMLElement} */ (query("#progress"));
const take = /** @type {HTMLElement} */ (query(".take"));
const cancel = /** @type {HTMLElement} */ (query(".cancel"));

/** @param {string} text */
function say(text) {
  if (note.textContent === text) return;
  note.textContent = text;
  announce(text);
}

/** @param {Gathered | null} transfer */
function showProgress(transfer) {
  progress.hidden = !transfer;
  if (!transfer) return;
  query("#progress-text").textContent = progressText(transfer);
  showPartSquares(/** @type {HTMLElement} */ (query(".parts")), transfer);
  take.textContent = plural("transfer_take", transfer.accounts);
  take.hidden = transfer.accounts === 0;
}

/** @param {Outcome} outcome */
function wordsOn({ kind, found, error, transfer }) {
  if (kind === "nothing") return null;
  if (kind === "known") return message("camera_known", found[0] ? accountTitle(found[0].row) : "");
  if (kind === "not_account") return message("not_account_title");
  if (kind === "gathering" && transfer?.news === "other") return message("transfer_other_title");
  return error ? errorMessage(error) : "";
}

/** @param {Outcome} outcome @returns {boolean} whether to go on looking */
function show(outcome) {
  const text = wordsOn(outcome);
  if (text !== null) say(text);
  if (outcome.transfer) showProgress(outcome.transfer);
  if (outcome.kind !== "found" && outcome.kind !== "several") return true;
  camera.stop();
  view.hidden = true;
  progress.hidden = true;
  showFound(outcome, begin);
  return false;
}

/** @param {string} frame */
async function read(frame) {
  try {
    return show(await send("scan.frame", { data_base64: frame }));
  } catch (error) {
    say(errorMessage(error));
    return true;
  }
}

const camera = new Camera(/** @type {HTMLVideoElement} */ (query("video")), read);

async function begin() {
  clearFound();
  ask.hidden = true;
  say("");
  try {
    await camera.begin();
    view.hidden = false;
    await followTransfer();
  } catch (error) {
    view.hidden = true;
    ask.hidden = false;
    const name = error instanceof DOMException ? error.name : "";
    say(message(name === "NotAllowedError" ? "camera_denied" : "camera_absent"));
  }
}

/** One that was begun elsewhere goes on here. */
async function followTransfer() {
  const { transfer = null } = await chrome.storage.session.get("transfer");
  showProgress(/** @type {Gathered | null} */ (transfer));
}

async function takeUp() {
  if (isBusy(take)) return;
  try {
    show(await showBusy(take, send("transfer.accept", {})));
  } catch (error) {
    toast(errorMessage(error));
  }
}

async function giveUp() {
  if (isBusy(cancel)) return;
  try {
    await showBusy(cancel, send("transfer.cancel", {}));
    showProgress(null);
    toast(message("transfer_cancelled"));
  } catch (error) {
    toast(errorMessage(error));
  }
}

async function open() {
  translatePage();
  document.title = `${message("camera_title")} – Kakomi`;
  const start = /** @type {HTMLElement} */ (query("#begin"));
  start.addEventListener("click", begin);
  take.addEventListener("click", takeUp);
  cancel.addEventListener("click", giveUp);
  addEventListener("pagehide", () => camera.stop());
  const { state } = await navigator.permissions.query({ name: "camera" });
  if (state === "granted") await begin();
  else start.focus();
}

open();
