// Compares accounts before one is added: a line for each with a caption, its current code or its counter,
// and the day it was added. Used if a key or a name is saved already, or a key can be read in two ways.

import { accountTitle, fullTitle } from "./account_label.js";
import { codeTimeMs } from "./clock.js";
import { codesAt } from "./code_period.js";
import { groupDigits } from "./code_text.js";
import { el } from "./dom.js";
import { CODE_TICK_MS } from "./durations.js";
import { message } from "./i18n.js";

/** @typedef {import("../shapes.d.ts").Row} Row */
/** @typedef {import("../shapes.d.ts").SavedAccount} SavedAccount */
/** @typedef {import("../shapes.d.ts").FoundAccount["state"]} MatchState */
/**
 * `row` is null where there is nothing to compare.
 * @typedef {{ state: MatchState, row: Row | null, saved: SavedAccount | null,
 *   hexadecimal: Row | null }} Compared
 */
/** @typedef {{ caption: string, row: Row, day: string }} Line */

/** @param {number} unix */
function dayText(unix) {
  const format = new Intl.DateTimeFormat(message("lang"), { dateStyle: "medium" });
  return unix > 0 ? format.format(new Date(unix * 1000)) : "";
}

/** @param {Compared} compared @returns {Line[]} */
function linesOf({ state, row, saved, hexadecimal }) {
  if (!row) return [];
  if (hexadecimal) {
    return [
      { caption: message("reading_base32"), row, day: "" },
      { caption: message("reading_hexadecimal"), row: hexadecimal, day: "" },
    ];
  }
  if (!saved) return [];
  const isSecond = state === "second";
  const newCaption = isSecond ? fullTitle(row) : message("compare_new");
  const savedCaption = isSecond ? fullTitle(saved.row) : message("compare_saved");
  return [
    { caption: newCaption, row, day: message("compare_today") },
    { caption: savedCaption, row: saved.row, day: dayText(saved.added_at_unix) },
  ];
}

/** @param {Line} line */
function lineElement({ caption, row, day }) {
  const code = el("span", { class: "compared-code" });
  const paint = () => {
    if (row.kind === "hotp") {
      code.textContent = message("compare_counter", row.counter);
      return;
    }
    const { code: now } = codesAt(row, codeTimeMs());
    if (code.dataset.code === (now ?? "")) return;
    code.dataset.code = now ?? "";
    code.textContent = now ? groupDigits(now) : "–";
  };
  paint();
  const element = el(
    "li",
    { class: "comparison-line" },
    el("span", { class: "compared-caption", dir: "auto", text: caption }),
  );
  element.append(code, el("span", { class: "compared-day", text: day }));
  return { element, paint };
}

/**
 * Returns the comparison, or null if there is nothing to compare. The codes follow the time while
 * it is on the page.
 * @param {Compared} compared
 */
export function comparison(compared) {
  const lines = linesOf(compared).map(lineElement);
  if (lines.length === 0) return null;
  const list = el("ul", { class: "comparison" }, ...lines.map(({ element }) => element));
  let wasShown = false;
  const timer = setInterval(() => {
    if (wasShown && !list.isConnected) clearInterval(timer);
    wasShown ||= list.isConnected;
    for (const { paint } of lines) paint();
  }, CODE_TICK_MS);
  return list;
}

/**
 * Returns the texts of the question about a found account whose key or name is saved, or whose key
 * can be read in two ways; null if there is no question.
 * @param {Compared} compared
 */
export function questionTexts({ state, row, saved, hexadecimal }) {
  if (hexadecimal)
    return {
      title: message("reading_title"),
      text: message("reading_text"),
      short: "reading_short",
    };
  if (state === "new" || state === "known" || !row) return null;
  const short = `${state}_short`;
  const text = message(`${state}_text`);
  const title = message(`${state}_title`);
  return {
    title,
    text: saved && state === "second" ? `${text}\n${accountTitle(saved.row)}` : text,
    short,
  };
}

/**
 * The ways to answer the question. `how` goes to `account.add`; without it nothing is added.
 * @typedef {{ key: string, parts: Array<string | number>,
 *   how?: { replaces?: string, same_key?: "second" | "counter", hexadecimal?: boolean } }} Answer
 */

/**
 * Returns the answers, the one to propose first.
 * @param {Compared & { account_id: string | null }} found
 * @returns {Answer[]}
 */
export function answers({ state, row, saved, hexadecimal, account_id: savedId }) {
  if (hexadecimal) {
    return [
      { key: "reading_add_base32", parts: [], how: {} },
      { key: "reading_add_hexadecimal", parts: [], how: { hexadecimal: true } },
    ];
  }
  switch (state) {
    case "second":
      return [
        { key: "second_add", parts: [], how: { same_key: "second" } },
        { key: "second_keep", parts: [] },
      ];
    case "ahead":
      return [
        { key: "ahead_continue", parts: [row?.counter ?? 0], how: { same_key: "counter" } },
        { key: "ahead_keep", parts: [saved?.row.counter ?? 0] },
      ];
    case "namesake":
      return [
        { key: "keep_both", parts: [], how: {} },
        { key: "replace_old", parts: [], how: { replaces: savedId ?? "" } },
      ];
    default:
      return [{ key: "add", parts: [], how: {} }];
  }
}
