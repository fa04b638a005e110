// Elements that show an account in a list: its tile and its names.

import { accountTitle, labelHue, labelLetter } from "./account_label.js";
import { el } from "./dom.js";
import { removeIcon, showIcon } from "./tile_icon.js";
import { removePicture, showPicture } from "./tile_picture.js";

/**
 * `icon`, `monogram` and `picture` are those of a sheet's row.
 * @typedef {import("./account_label.js").AccountNames &
 *   { id?: string, icon?: string, monogram?: string, picture?: string }} TileAccount
 */

/** Shows the account on its tile: an icon, or letters. @param {HTMLElement} tile @param {TileAccount} account */
export function paintTile(tile, account) {
  const title = accountTitle(account);
  removeIcon(tile);
  removePicture(tile);
  const showLetters = () => {
    const letters = account.monogram || labelLetter(title);
    tile.textContent = letters;
    tile.classList.toggle("is-pair", [...letters].length > 1);
    tile.style.setProperty("--hue", String(labelHue(title)));
  };
  const { id, icon, picture } = account;
  if (id && picture) showPicture(tile, { id, version: picture, onMissing: showLetters });
  else if (icon) showIcon(tile, icon, showLetters);
  else showLetters();
}

/** @param {TileAccount} account */
export function accountTile(account) {
  const tile = el("span", { class: "tile", "aria-hidden": "true" });
  paintTile(tile, account);
  return tile;
}

/**
 * Returns issuer and name, each with its own writing direction (`dir="auto"`).
 * @param {import("./account_label.js").AccountNames} account
 */
export function accountNames(account) {
  const title = accountTitle(account);
  const subtitle = account.issuer ? account.name : "";
  const element = el("span", {
    class: "names",
    title: [title, subtitle].filter(Boolean).join("\n"),
  });
  element.append(el("b", { class: "issuer", dir: "auto", text: title }));
  if (subtitle) element.append(el("span", { class: "name", dir: "auto", text: subtitle }));
  return element;
}
