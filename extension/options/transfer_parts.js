// The codes of a phone's transfer come one by one, in any order: how many are here, and which are
// still missing.

import { words } from "../words.js";
import { make } from "./element.js";

/** @typedef {import("../shapes.d.ts").Parts} Parts */

/**
 * Codes of one transfer, seen in several pictures, as one.
 * @param {Parts[]} all counted from 0
 * @returns {Parts[]}
 */
export function joined(all) {
  /** @type {Map<number, Set<number>>} */
  const bySize = new Map();
  for (const { of, have } of all) {
    const there = bySize.get(of) ?? new Set();
    for (const at of have) there.add(at);
    bySize.set(of, there);
  }
  return [...bySize].map(([of, there]) => {
    const every = Array.from({ length: of }, (_, at) => at);
    return { of, have: [...there], missing: every.filter((at) => !there.has(at)) };
  });
}

/** @param {Parts} parts */
export function partsNotice({ have, missing, of }) {
  const there = new Set(have);
  const dots = make("ol", { class: "parts", "aria-hidden": "true" });
  for (let at = 0; at < of; at += 1) {
    dots.append(make("li", { class: there.has(at) ? "there" : "", text: String(at + 1) }));
  }
  const list = new Intl.ListFormat(words("lang"), { type: "conjunction" });
  const wanted = list.format(missing.map((at) => String(at + 1)));
  const said =
    missing.length === 0
      ? words("options_parts_whole", of)
      : words("options_parts_missing", have.length, of, wanted);
  return make("div", { class: "notice" }, dots, make("p", { text: said }));
}
