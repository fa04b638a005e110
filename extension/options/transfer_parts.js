// Shows which parts of a transfer in several codes were read, and which are missing.

import { el } from "../ui/dom.js";
import { message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").TransferParts} Parts */

/** @param {Parts} parts */
export function partsNotice({ have, missing, of }) {
  const there = new Set(have);
  const dots = el("ol", { class: "parts", "aria-hidden": "true" });
  for (let at = 0; at < of; at += 1) {
    dots.append(el("li", { class: there.has(at) ? "there" : "", text: String(at + 1) }));
  }
  const list = new Intl.ListFormat(message("lang"), { type: "conjunction" });
  const wanted = list.format(missing.map((at) => String(at + 1)));
  const said =
    missing.length === 0
      ? message("options_parts_whole", of)
      : message("options_parts_missing", have.length, of, wanted);
  return el("div", { class: "notice" }, dots, el("p", { text: said }));
}
