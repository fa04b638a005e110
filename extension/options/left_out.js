// What had no place where it went: named and counted, never silently dropped.

import { el } from "../ui/dom.js";
import { errorMessage, message, plural } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").LeftOut} LeftOut */
/** @typedef {import("../shapes.d.ts").Failure} Failure */

/**
 * Stable names, as Python has them, in words; a name nobody translated is shown as it is.
 * @param {LeftOut[]} things
 * @returns {HTMLElement}
 */
export function leftOutList(things) {
  const list = el("ul", {});
  for (const { what, count } of things) {
    const name =
      message(`options_left_${what.replaceAll(/\W/g, "_")}`) || what.replaceAll("_", " ");
    list.append(el("li", { text: message("options_left_count", name, count) }));
  }
  const element = el("div", { class: "notice", hidden: things.length === 0 });
  element.append(el("p", { message: "options_left_out" }), list);
  return element;
}

/**
 * Accounts that a format has no words for, and why.
 * @param {Failure[]} refused
 */
export function refusedList(refused) {
  const list = el("ul", {});
  for (const failure of new Map(refused.map((one) => [one.code, one])).values()) {
    const count = refused.filter(({ code }) => code === failure.code).length;
    list.append(el("li", { text: message("options_refused_count", errorMessage(failure), count) }));
  }
  const element = el("div", { class: "notice warn", hidden: refused.length === 0 });
  element.append(el("p", { text: plural("options_export_refused", refused.length) }), list);
  return element;
}
