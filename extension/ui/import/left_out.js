// Lists what could not be imported or exported, so that nothing is dropped silently.

import { el } from "../dom.js";
import { errorMessage, message, plural } from "../i18n.js";

/** @typedef {import("../../shapes.d.ts").LeftOut} LeftOut */
/** @typedef {import("../../shapes.d.ts").Failure} Failure */

/**
 * Python's names are translated; a name without a translation is shown as it is.
 * @param {LeftOut[]} leftOut
 * @returns {HTMLElement}
 */
export function leftOutList(leftOut) {
  const list = el("ul", {});
  for (const { what, count } of leftOut) {
    const name =
      message(`options_left_${what.replaceAll(/\W/g, "_")}`) || what.replaceAll("_", " ");
    list.append(el("li", { text: message("options_left_count", name, count) }));
  }
  const element = el("div", { class: "notice", hidden: leftOut.length === 0 });
  element.append(el("p", { message: "options_left_out" }), list);
  return element;
}

/** The accounts that a format cannot hold, and why. @param {Failure[]} refused */
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
