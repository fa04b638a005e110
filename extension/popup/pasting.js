// A screenshot, a picture file, or an account's link that came into the popup. One of them is read
// here; files of other apps, and several at once, go to the import.

import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { errorMessage, message } from "../ui/words.js";
import { holdsLinks } from "./drop_target.js";
import { showFailure } from "./message.js";
import { handOver } from "./open_import_page.js";
import { beginCard, leaveResult, part, present } from "./result.js";
import { showOutcome } from "./scan.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */

const LONG_CHARACTERS = 400; // or more than a line: no slip of the hand, but a file's text

/** Shown while it is read. @param {Blob} blob */
function showReading(blob) {
  const card = beginCard("reading");
  const image = /** @type {HTMLImageElement} */ (part(card, "img"));
  const address = URL.createObjectURL(blob);
  image.src = address;
  image.alt = message("picture_pasted");
  present(card, message("reading_picture"));
  return address;
}

/** @param {Blob} blob */
async function readPicture(blob) {
  const { dataOf } = await import("../options/file_data.js");
  const address = showReading(blob);
  try {
    const outcome = await send("scan.paste", { data_base64: await dataOf(blob) });
    const marked = outcome.found.length > 1 || outcome.other_corners.length > 0;
    showOutcome({ ...outcome, picture: marked ? address : "" }, blob);
  } catch (error) {
    showFailure(error, "image");
  }
}

/** @param {File} file @returns {Promise<Blob | null>} its pixels, if it is a picture */
async function picturedIn(file) {
  const { isDrawing, isPicture, pixelsOfDrawing } = await import("../options/file_data.js");
  if (await isDrawing(file)) return pixelsOfDrawing(file);
  return (await isPicture(file)) ? file : null;
}

/** @param {File[]} files */
export async function takeFiles(files) {
  const [only, ...more] = files;
  try {
    const picture = only && more.length === 0 ? await picturedIn(only) : null;
    if (picture) await readPicture(picture);
    else await handOver(files.map((file) => ({ name: file.name, blob: file })));
  } catch (error) {
    showFailure(error, "image");
  }
}

/** @param {string} text */
export async function takeText(text) {
  if (holdsLinks(text)) {
    try {
      showOutcome(await send("scan.paste", { text }));
    } catch (error) {
      leaveResult();
      toast(errorMessage(error));
    }
  } else if (text.length > LONG_CHARACTERS || text.trim().includes("\n")) {
    await handOver([{ name: "", blob: new Blob([text], { type: "text/plain" }) }]);
  } else {
    const act = () =>
      chrome.tabs.create({ url: chrome.runtime.getURL("options/options.html#add") });
    toast(message("not_link_text"), {
      action: { label: message("by_hand"), command: "otp.preview", act },
    });
  }
}
