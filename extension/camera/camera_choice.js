// The list of cameras, if there are several. Chrome returns their names only after the user allowed the camera.

import { query } from "../ui/dom.js";
import { message } from "../ui/i18n.js";

const CHOSEN = "camera"; // key in localStorage: the id of the camera that was chosen in this browser

/** @returns {string} empty if none was chosen */
export const chosenCamera = () => localStorage.getItem(CHOSEN) ?? "";

const choice = /** @type {HTMLElement} */ (query("#choice"));

/** Hides the list. */
export function hideCameras() {
  choice.hidden = true;
}

/** @param {string} current the id of the camera that is read */
export async function showCameras(current) {
  const list = /** @type {HTMLSelectElement} */ (query("#camera"));
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter(({ kind }) => kind === "videoinput");
  const options = cameras.map(({ deviceId, label }, index) => {
    const name = label || message("camera_number", String(index + 1));
    return new Option(name, deviceId, false, deviceId === current);
  });
  list.replaceChildren(...options);
  choice.hidden = cameras.length < 2;
}

/** @param {() => void} onChange called after another camera was chosen */
export function onCameraChosen(onChange) {
  const list = /** @type {HTMLSelectElement} */ (query("#camera"));
  list.addEventListener("change", () => {
    localStorage.setItem(CHOSEN, list.value);
    onChange();
  });
}
