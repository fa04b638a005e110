// Lets the user draw a box on a pasted or dropped picture, as the overlay does on a page.

import { openDialog } from "../dialogs.js";
import { button, el } from "../dom.js";
import { message } from "../i18n.js";
import { cropToPng } from "./file_data.js";

const MARGIN_SHARE = 0.04; // for the code's quiet zone

let stylesAdopted = false;

function adoptStyles() {
  if (stylesAdopted) return;
  stylesAdopted = true;
  const styleSheet = new CSSStyleSheet();
  styleSheet.replaceSync(kakomiStyles.stage);
  document.adoptedStyleSheets.push(styleSheet);
}

/**
 * @param {ImageBitmap} bitmap
 * @param {KakomiBox} box
 * @param {number} scale picture pixels per pixel of the box
 */
function withMargin(bitmap, box, scale) {
  const margin = Math.max(box.width, box.height) * scale * MARGIN_SHARE;
  const x = Math.max(0, Math.round(box.x * scale - margin));
  const y = Math.max(0, Math.round(box.y * scale - margin));
  return {
    x,
    y,
    width: Math.min(bitmap.width - x, Math.round(box.width * scale + 2 * margin)),
    height: Math.min(bitmap.height - y, Math.round(box.height * scale + 2 * margin)),
  };
}

/**
 * @param {Blob} picture
 * @returns {Promise<Blob | null>} the part in the box; null: the user cancelled
 */
export async function selectRegion(picture) {
  adoptStyles();
  const bitmap = await createImageBitmap(picture);
  return new Promise((resolve) => {
    /** @type {Promise<Blob | null>} */
    let answer = Promise.resolve(null);
    const dialog = openDialog({
      title: message("overlay_how"),
      class: "region",
      onClose: () => {
        drawing.stop();
        resolve(answer.finally(() => bitmap.close()));
      },
    });
    const canvas = el("canvas", { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    const stage = el("div", { class: "kakomi-stage" });
    const note = el("p", { class: "hint", role: "status" });
    const leave = button({
      class: "button quiet",
      message: "overlay_cancel",
      command: "scan.cancel",
    });
    dialog.head.querySelector(".icon-button")?.remove();
    dialog.head.append(leave);
    dialog.body.append(note, el("figure", { class: "region-picture" }, canvas, stage));
    const drawing = kakomiDrawing.start({
      stage,
      label: message("overlay_label"),
      help: message("overlay_help"),
      describe: (numbers) => message("overlay_box_at", ...numbers),
      onBox: (box) => {
        const scale = bitmap.width / stage.getBoundingClientRect().width;
        answer = cropToPng(bitmap, withMargin(bitmap, box, scale));
        dialog.close();
      },
      onLeave: () => dialog.close(),
      onState: (state) => {
        note.textContent = state === "stray" ? message("overlay_too_small") : "";
      },
    });
    leave.addEventListener("click", () => drawing.leave());
  });
}
