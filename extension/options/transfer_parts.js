// The codes of a phone's transfer come one by one, in any order: how many are here, and which are
// still missing.

import { el } from "../ui/dom.js";
import { message } from "../ui/words.js";

/** @typedef {import("../shapes.d.ts").TransferParts} Parts */

/** @param {Parts} parts */
function nameOf({ batch_id, of }) {
  return `${batch_id}/${of}`;
}

/**
 * Codes of one transfer, seen in several pictures, as one. What is in one code alone needs no others.
 * @param {Parts[]} all counted from 0
 * @returns {Parts[]}
 */
export function joined(all) {
  /** @type {Map<string, Parts>} */
  const byName = new Map();
  for (const parts of all) {
    if (parts.of < 2) continue;
    const have = [...(byName.get(nameOf(parts))?.have ?? []), ...parts.have];
    byName.set(nameOf(parts), { ...parts, have: [...new Set(have)].sort((a, b) => a - b) });
  }
  return [...byName.values()].map(({ have, of, ...parts }) => {
    const every = Array.from({ length: of }, (_, at) => at);
    return { ...parts, of, have, missing: every.filter((at) => !have.includes(at)) };
  });
}

/**
 * The pictures of a transfer in the transfer's own order, where the first of them stands.
 * @template {{ preview: { parts: Parts[] } | null }} Shown
 * @param {Shown[]} items
 * @returns {Shown[]}
 */
export function inOrder(items) {
  const placed = items.map((item, at) => {
    const [parts, ...more] = item.preview?.parts ?? [];
    const alone = !parts || parts.of < 2 || more.length > 0;
    return { item, name: alone ? `at ${at}` : nameOf(parts), part: parts?.have[0] ?? 0 };
  });
  const names = placed.map(({ name }) => name);
  placed.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name) || a.part - b.part);
  return placed.map(({ item }) => item);
}

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
