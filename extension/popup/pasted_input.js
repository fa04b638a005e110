// Reads a pasted or dropped screenshot, picture file or account link. Files of other apps, and
// several files at once, go to the import page.

import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { showFailure } from "./no_account.js";
import { openImportPage, openKeyForm } from "./open_import_page.js";
import { beginCard, leaveResult, part, showCard } from "./result.js";
import { showOutcome } from "./scan.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */

/** Shows the picture while it is read. @param {Blob} blob */
function showReading(blob) {
  const card = beginCard("reading");
  const image = /** @type {HTMLImageElement} */ (part(card, "img"));
  const address = URL.createObjectURL(blob);
  image.src = address;
  image.alt = message("picture_pasted");
  showCard(card, message("reading_picture"));
  return address;
}

/** @param {Blob} blob */
async function readPicture(blob) {
  const { toBase64: dataOf } = await import("../ui/import/file_data.js");
  const address = showReading(blob);
  try {
    const outcome = await send("scan.paste", { data_base64: await dataOf(blob) });
    const hasMarks = outcome.found.length > 1 || outcome.other_corners.length > 0;
    showOutcome({ ...outcome, picture: hasMarks ? address : "" }, blob);
  } catch (error) {
    showFailure(error, "image");
  }
}

/** @param {File} file @returns {Promise<Blob | null>} null if it is not a picture */
async function pictureFrom(file) {
  const {
    isSvg: isDrawing,
    isPicture,
    rasterizeSvg: pixelsOfDrawing,
  } = await import("../ui/import/file_data.js");
  if (await isDrawing(file)) return pixelsOfDrawing(file);
  return (await isPicture(file)) ? file : null;
}

/** @param {File[]} files */
export async function readFiles(files) {
  const [only, ...more] = files;
  try {
    const picture = only && more.length === 0 ? await pictureFrom(only) : null;
    if (picture) await readPicture(picture);
    else await openImportPage(files.map((file) => ({ name: file.name, blob: file })));
  } catch (error) {
    showFailure(error, "image");
  }
}

/** Offers to open the form with the key filled in. @param {string} key */
function offerForm(key) {
  const act = () => openKeyForm(key.trim());
  toast(message("setup_key_pasted"), {
    action: { label: message("setup_key_enter"), command: "otp.preview", act },
  });
}

/** @param {string} text */
export async function readText(text) {
  try {
    const outcome = await send("scan.paste", { text });
    if (outcome.kind === "setup_key") offerForm(text);
    else if (outcome.kind === "file")
      await openImportPage([{ name: "", blob: new Blob([text], { type: "text/plain" }) }]);
    else showOutcome(outcome);
  } catch (error) {
    leaveResult();
    toast(errorMessage(error));
  }
}
