// What a file holds, line by line: what will be added, what is there already, what differs, and what
// can't be taken and why.

import { FORMAT_TITLES } from "../facts/formats.js";
import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { joinSentences } from "../ui/sentences.js";
import { accountNames, accountTile, fullTitle, unusualParameters } from "../ui/tile.js";
import { errorMessage, message, plural } from "../ui/words.js";
import { leftOutList } from "./left_out.js";

/** @typedef {import("../shapes.d.ts").ImportReadReply} Preview */
/** @typedef {import("../shapes.d.ts").ImportedAccount} Imported */
/** @typedef {import("../shapes.d.ts").Failure} Failure */
/** @typedef {import("../shapes.d.ts").ImportConfirmRequest} Confirming */
/** @typedef {"take" | "replace" | "leave"} Wish */

/** @type {Readonly<Record<string, string>>} */
const titles = FORMAT_TITLES;

/** @param {string} name as Python has it */
export function formatName(name) {
  return titles[name] ?? (message(`options_format_${name}`) || name);
}

/** @type {Record<Imported["state"], import("../ui/icons.js").IconName>} */
const SIGNS = { new: "add", known: "equal", namesake: "differs" };

/** @param {Imported} account @returns {Wish} */
function usual({ state }) {
  return state === "known" ? "leave" : "take";
}

/** @param {Imported} account */
function standing({ state }) {
  const sign = el("span", { class: `state ${state}` }, icon(SIGNS[state], 16));
  sign.append(el("span", { message: `options_state_${state}` }));
  return sign;
}

/**
 * @param {Imported} account
 * @param {(wish: Wish) => void} onWish
 */
function control(account, onWish) {
  if (account.state === "known") return null;
  const title = fullTitle(account);
  const select = el("select", { "aria-label": message("options_wish", title) });
  /** @type {Wish[]} */
  const wishes = account.state === "namesake" ? ["take", "replace", "leave"] : ["take", "leave"];
  for (const wish of wishes) {
    const key = account.state === "namesake" ? `options_wish_both_${wish}` : `options_wish_${wish}`;
    select.append(el("option", { value: wish, message: key }));
  }
  select.addEventListener("change", () => onWish(/** @type {Wish} */ (select.value)));
  return select;
}

/** @param {Failure} failure */
function refusedLine(failure) {
  const number = /\[(\d+)\]/.exec(failure.where)?.[1];
  const at = number === undefined ? "" : message("options_entry", Number(number) + 1);
  const line = el("li", { class: "refused" }, icon("refused", 18));
  line.append(el("span", { text: joinSentences(at, errorMessage(failure)) }));
  return line;
}

/** @param {Preview} preview */
function summed({ accounts, refused }) {
  /** @param {Imported["state"]} state */
  const count = (state) => accounts.filter((account) => account.state === state).length;
  const said = [];
  for (const state of /** @type {Imported["state"][]} */ (["new", "namesake", "known"])) {
    if (count(state) > 0) said.push(plural(`options_count_${state}`, count(state)));
  }
  if (refused.length > 0) said.push(plural("options_count_refused", refused.length));
  return said.join(" · ") || message("options_count_none");
}

/**
 * Some kinds make no code without their PIN, and few files hold it.
 * @param {Imported} account
 * @param {(pin: string) => void} onPin
 */
function pinInput(account, onPin) {
  if (!account.waits_for_pin) return null;
  const input = el("input", { type: "text", inputmode: "numeric", autocomplete: "off" });
  input.placeholder = message("options_pin");
  input.ariaLabel = message("options_pin_of", fullTitle(account));
  input.addEventListener("input", () => onPin(input.value.trim()));
  return input;
}

/** What comes with it. @param {Imported} account */
function particulars(account) {
  const { groups, recovery_codes, trashed } = account;
  const said = [unusualParameters(account), ...groups];
  if (recovery_codes > 0) said.push(plural("options_with_codes", recovery_codes));
  if (trashed) said.push(message("options_trashed"));
  return said.filter(Boolean).join(" · ");
}

/**
 * @param {Preview} preview
 * @param {() => void} onChange
 */
export function lines(preview, onChange) {
  // What is missing of a transfer is said above all of it.
  const refused = preview.refused.filter(({ code }) => code !== "migration.part_missing");
  const wishes = preview.accounts.map(usual);
  /** @type {Map<number, string>} */
  const pins = new Map();
  const list = el("ul", { class: "preview" });
  preview.accounts.forEach((account, at) => {
    const line = el("li", { class: account.state }, accountTile(account), accountNames(account));
    const more = el("span", { class: "quiet more", text: particulars(account) });
    const pin = pinInput(account, (text) => pins.set(at, text));
    line.append(pin ?? more, standing(account));
    const select = control(account, (wish) => {
      wishes[at] = wish;
      line.classList.toggle("left", wish === "leave");
      onChange();
    });
    line.append(select ?? el("span", {}));
    list.append(line);
  });
  for (const failure of refused) list.append(refusedLine(failure));
  const summary = summed({ ...preview, refused });
  const element = el("div", {});
  element.append(el("p", { class: "summary", text: summary }), list);
  element.append(leftOutList(preview.left_out));

  /** @param {Wish} wanted */
  const indexes = (wanted) => wishes.flatMap((wish, at) => (wish === wanted ? [at] : []));
  return {
    element,
    summary,
    count: () => wishes.filter((wish) => wish !== "leave").length,
    /**
     * By the places among all that is confirmed together.
     * @returns {Required<Omit<Confirming, "id">>}
     */
    chosen() {
      const first = preview.first_index;
      const replace = indexes("replace").map((at) => first + at);
      const left = new Set(indexes("leave"));
      const take = wishes.flatMap((_, at) => (left.has(at) ? [] : first + at));
      const told = [...pins].flatMap(([at, pin]) => (pin ? { index: first + at, pin } : []));
      return { take, replace, pins: told };
    },
  };
}
