// The camera page. It reads codes that are held before the camera, one after another. A transfer in
// several codes is read until it is complete.

import { accountTitle } from "../ui/account_label.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { query } from "../ui/dom.js";
import { errorMessage, message, plural, translatePage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { progressText, showPartSquares } from "../ui/transfer_parts.js";
import { chosenCamera, hideCameras, onCameraChosen, showCameras } from "./camera_choice.js";
import { cameraErrorMessage } from "./camera_error.js";
import { clearFound, showFound } from "./found_account.js";
import { VideoFrames } from "./video_frames.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/** @typedef {import("../shapes.d.ts").TransferProgress} TransferProgress */

const view = /** @type {HTMLElement} */ (query("#view"));
const permissionBox = /** @type {HTMLElement} */ (query("#ask"));
const note = /** @type {HTMLElement} */ (query("#note"));
const progress = /** @type {HTMLElement} */ (query("#progress"));
const startButton = /** @type {HTMLElement} */ (query("#begin"));
const acceptButton = /** @type {HTMLElement} */ (query(".take"));
const cancelButton = /** @type {HTMLElement} */ (query(".cancel"));

/** @param {string} text */
function showNote(text) {
  if (note.textContent === text) return;
  note.textContent = text;
  announce(text);
}

/** @param {TransferProgress | null} transfer */
function showProgress(transfer) {
  progress.hidden = !transfer;
  if (!transfer) return;
  query("#progress-text").textContent = progressText(transfer);
  showPartSquares(/** @type {HTMLElement} */ (query(".parts")), transfer);
  acceptButton.textContent = plural("transfer_accept", transfer.accounts);
  acceptButton.hidden = transfer.accounts === 0;
}

/** @param {ScanOutcome} outcome */
function outcomeText({ kind, found, error, transfer }) {
  if (kind === "nothing") return null;
  if (kind === "known") return message("camera_known", found[0] ? accountTitle(found[0].row) : "");
  if (kind === "not_account") return message("not_account_title");
  if (kind === "gathering" && transfer?.event === "other") return message("transfer_other_title");
  return error ? errorMessage(error) : "";
}

/** @param {ScanOutcome} outcome @returns {boolean} whether to go on reading */
function show(outcome) {
  const text = outcomeText(outcome);
  if (text !== null) showNote(text);
  if (outcome.transfer) showProgress(outcome.transfer);
  if (outcome.kind !== "found" && outcome.kind !== "several") return true;
  camera.stop();
  view.hidden = true;
  hideCameras();
  progress.hidden = true;
  showFound(outcome, startCamera);
  return false;
}

/** @param {string} frame */
async function readFrame(frame) {
  try {
    return show(await send("scan.frame", { data_base64: frame }));
  } catch (error) {
    showNote(errorMessage(error));
    return true;
  }
}

const camera = new VideoFrames(/** @type {HTMLVideoElement} */ (query("video")), readFrame);

async function startCamera() {
  clearFound();
  permissionBox.hidden = true;
  permissionBox.before(note);
  showNote("");
  document.body.classList.remove("failed");
  try {
    await camera.start(chosenCamera());
    view.hidden = false;
    await showCameras(camera.deviceId);
    await showPendingTransfer();
  } catch (error) {
    camera.stop();
    view.hidden = true;
    hideCameras();
    showFailure(cameraErrorMessage(error));
  }
}

/** @param {string} key of the message that says what to do */
function showFailure(key) {
  document.body.classList.add("failed");
  permissionBox.hidden = false;
  query("#ask-title").textContent = message(`${key}_title`);
  query("#ask-title").after(note);
  startButton.textContent = message(key === "camera_dismissed" ? "camera_begin" : "try_again");
  showNote(message(key));
}

/** Continues a transfer that was begun elsewhere. */
async function showPendingTransfer() {
  const { transfer = null } = await chrome.storage.session.get("transfer");
  showProgress(/** @type {TransferProgress | null} */ (transfer));
}

async function acceptTransfer() {
  if (isBusy(acceptButton)) return;
  try {
    show(await showBusy(acceptButton, send("transfer.accept", {})));
  } catch (error) {
    toast(errorMessage(error));
  }
}

async function cancelTransfer() {
  if (isBusy(cancelButton)) return;
  try {
    await showBusy(cancelButton, send("transfer.cancel", {}));
    showProgress(null);
    toast(message("transfer_cancelled"));
  } catch (error) {
    toast(errorMessage(error));
  }
}

async function open() {
  translatePage();
  document.title = `${message("camera_title")} – Kakomi`;
  startButton.addEventListener("click", startCamera);
  onCameraChosen(startCamera);
  acceptButton.addEventListener("click", acceptTransfer);
  cancelButton.addEventListener("click", cancelTransfer);
  addEventListener("pagehide", () => camera.stop());
  const permission = await navigator.permissions.query({ name: "camera" });
  permission.addEventListener("change", () => {
    if (permission.state === "granted" && !permissionBox.hidden) startCamera();
  });
  if (permission.state === "granted") return startCamera();
  if (permission.state === "denied") showFailure("camera_denied");
  startButton.focus();
}

open();
