// The field for an account's icon: a picture of the user's own in place of the service's icon.

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage } from "../ui/i18n.js";
import { isSvg, rasterizeSvg, toBase64 } from "../ui/import/file_data.js";
import { send } from "../ui/messages.js";
import { keepPicture } from "../ui/tile_picture.js";
import { refreshIfLocked } from "../ui/vault_status.js";

/**
 * @typedef {object} PictureOwner
 * @property {string} id the account's id
 * @property {() => string} version of its picture; empty if it has none
 * @property {(version: string, undo: () => Promise<void>) => void} onSaved
 * @property {() => Promise<string | null>} pickIcon null: the user cancelled
 * @property {(tile: import("../shapes.d.ts").AccountSetIconReply, undo: () => Promise<void>) => void} onIcon
 */

/** @param {PictureOwner} owner */
export function pictureField(owner) {
  const input = el("input", { type: "file", accept: "image/*", name: "picture", hidden: true });
  const pick = button({ message: "options_icon_pick", command: "account.set_icon" });
  const choose = button({ message: "options_icon_choose", command: "account.set_picture" });
  const remove = button({ message: "options_icon_remove", command: "account.set_picture" });
  const show = () => {
    remove.hidden = owner.version() === "";
  };

  /** @param {string} data base64; an empty text removes the picture */
  const save = async (data) => {
    const [before] = (await send("account.pictures", { ids: [owner.id] })).pictures;
    const saved = await send("account.set_picture", { id: owner.id, data_base64: data });
    keepPicture(saved);
    const undo = () => attempt(async () => before?.data_url.replace(/^[^,]*,/, "") ?? "");
    owner.onSaved(saved.version, undo);
    show();
  };

  /** @param {() => Promise<string>} read */
  const attempt = async (read) => {
    setError(pick, "");
    try {
      await showBusy(choose, read().then(save));
    } catch (error) {
      refreshIfLocked(error);
      setError(pick, errorMessage(error));
    }
  };

  pick.addEventListener("click", async () => {
    setError(pick, "");
    try {
      const icon = await owner.pickIcon();
      if (icon === null) return;
      const reply = await showBusy(pick, send("account.set_icon", { id: owner.id, icon }));
      owner.onIcon(reply, async () => {
        await send("import.undo", { undo: reply.undo });
      });
      show();
    } catch (error) {
      refreshIfLocked(error);
      setError(pick, errorMessage(error));
    }
  });
  choose.addEventListener("click", () => {
    if (!isBusy(choose)) input.click();
  });
  remove.addEventListener("click", async () => {
    await attempt(async () => "");
    choose.focus();
  });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    input.value = "";
    if (file) attempt(() => fileData(file));
  });
  show();
  const says = { message: "options_icon", hint: "options_icon_text", class: "icon-field" };
  const element = field(says, pick, choose, remove);
  element.append(input);
  return element;
}

/** @param {File} file @returns {Promise<string>} its content in base64; an SVG file as a PNG file */
async function fileData(file) {
  return toBase64((await isSvg(file)) ? await rasterizeSvg(file) : file);
}
