// What had no place where it went: named and counted, never silently dropped.

import { words } from "../words.js";
import { make } from "./element.js";

/** @typedef {import("../shapes.d.ts").LeftOut} LeftOut */

/**
 * Stable names, as Python has them, in words; a name nobody translated is shown as it is.
 * @param {LeftOut[]} things
 * @returns {HTMLElement}
 */
export function leftOutList(things) {
  const list = make("ul", {});
  for (const { what, count } of things) {
    const name = words(`options_left_${what.replaceAll(/\W/g, "_")}`) || what.replaceAll("_", " ");
    list.append(make("li", { text: words("options_left_count", name, count) }));
  }
  const element = make("div", { class: "notice", hidden: things.length === 0 });
  element.append(make("p", { words: "options_left_out" }), list);
  return element;
}
