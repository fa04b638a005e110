// Previews a file, one line for each account: new, already saved, different, or refused and why.

import { FORMAT_TITLES } from "../../facts/formats.js";
import { fullTitle, unusualParameters } from "../account_label.js";
import { el } from "../dom.js";
import { errorMessage, message, plural } from "../i18n.js";
import { icon } from "../icons.js";
import { joinSentences } from "../sentences.js";
import { accountNames, accountTile } from "../tile.js";
import { leftOutList } from "./left_out.js";

/** @typedef {import("../../shapes.d.ts").ImportReadReply} ImportReadReply */
/** @typedef {import("../../shapes.d.ts").ImportedAccount} ImportedAccount */
/** @typedef {import("../../shapes.d.ts").Failure} Failure */
/** @typedef {import("../../shapes.d.ts").ImportConfirmRequest} ImportConfirmRequest */
/** @typedef {"take" | "replace" | "leave"} Choice */

/** @type {Readonly<Record<string, string>>} */
const titles = FORMAT_TITLES;

/** @param {string} name as Python has it */
export function formatName(name) {
  return titles[name] ?? (message(`options_format_${name}`) || name);
}

/** @type {Record<ImportedAccount["state"], import("../icons.js").IconName>} */
const STATE_ICONS = { new: "add", known: "equal", namesake: "differs" };

/** @param {ImportedAccount} account @returns {Choice} */
function defaultChoice({ state }) {
  return state === "known" ? "leave" : "take";
}

/** @param {ImportedAccount} account */
function stateElement({ state }) {
  const sign = el("span", { class: `state ${state}` }, icon(STATE_ICONS[state], 16));
  sign.append(el("span", { message: `options_state_${state}` }));
  return sign;
}

/**
 * @param {ImportedAccount} account
 * @param {(wish: Choice) => void} onChoice
 */
function choiceSelect(account, onChoice) {
  if (account.state === "known") return null;
  const title = fullTitle(account);
  const select = el("select", { "aria-label": message("options_wish", title) });
  /** @type {Choice[]} */
  const choices = account.state === "namesake" ? ["take", "replace", "leave"] : ["take", "leave"];
  for (const choice of choices) {
    const key =
      account.state === "namesake" ? `options_wish_both_${choice}` : `options_wish_${choice}`;
    select.append(el("option", { value: choice, message: key }));
  }
  select.addEventListener("change", () => onChoice(/** @type {Choice} */ (select.value)));
  return select;
}

/** @param {Failure} failure */
function refusedElement(failure) {
  const number = /\[(\d+)\]/.exec(failure.where)?.[1];
  const at = number === undefined ? "" : message("options_entry", Number(number) + 1);
  const line = el("li", { class: "refused" }, icon("refused", 18));
  line.append(el("span", { text: joinSentences(at, errorMessage(failure)) }));
  return line;
}

/** @param {ImportReadReply} preview */
function summaryText({ accounts, refused }) {
  /** @param {ImportedAccount["state"]} state */
  const count = (state) => accounts.filter((account) => account.state === state).length;
  const counts = [];
  for (const state of /** @type {ImportedAccount["state"][]} */ (["new", "namesake", "known"])) {
    if (count(state) > 0) counts.push(plural(`options_count_${state}`, count(state)));
  }
  if (refused.length > 0) counts.push(plural("options_count_refused", refused.length));
  return counts.join(" · ") || message("options_count_none");
}

/**
 * A field for the PIN of an account that has no codes without it. Few files hold the PIN.
 * @param {ImportedAccount} account
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

/**
 * Returns the account's unusual parameters, groups, and what comes with it.
 * @param {ImportedAccount} account
 */
function accountDetails(account) {
  const { groups, recovery_codes, trashed } = account;
  const details = [...unusualParameters(account), ...groups];
  if (recovery_codes > 0) details.push(plural("options_with_codes", recovery_codes));
  if (trashed) details.push(message("options_trashed"));
  return details.filter(Boolean).join(" · ");
}

/** @param {ImportReadReply} preview @param {() => void} onChange */
export function previewList(preview, onChange) {
  // The missing parts of a transfer are shown once, above all items.
  const refused = preview.refused.filter(({ code }) => code !== "migration.part_missing");
  const choices = preview.accounts.map(defaultChoice);
  /** @type {Map<number, string>} */
  const pins = new Map();
  const list = el("ul", { class: "preview" });
  preview.accounts.forEach((account, at) => {
    const line = el("li", { class: account.state }, accountTile(account), accountNames(account));
    const more = el("span", { class: "quiet more", text: accountDetails(account) });
    const pin = pinInput(account, (text) => pins.set(at, text));
    line.append(pin ?? more, stateElement(account));
    const select = choiceSelect(account, (choice) => {
      choices[at] = choice;
      line.classList.toggle("left", choice === "leave");
      onChange();
    });
    line.append(select ?? el("span", {}));
    list.append(line);
  });
  for (const failure of refused) list.append(refusedElement(failure));
  const summary = summaryText({ ...preview, refused });
  const element = el("div", {});
  element.append(el("p", { class: "summary", text: summary }), list);
  element.append(leftOutList(preview.left_out));

  /** @param {Choice} choice */
  const indexes = (choice) => choices.flatMap((wish, at) => (wish === choice ? [at] : []));
  return {
    element,
    summary,
    count: () => choices.filter((wish) => wish !== "leave").length,
    /**
     * Returns the choices, by the accounts' indexes in the whole import.
     * @returns {Required<Omit<ImportConfirmRequest, "id">>}
     */
    chosen() {
      const first = preview.first_index;
      const replace = indexes("replace").map((at) => first + at);
      const left = new Set(indexes("leave"));
      const take = choices.flatMap((_, at) => (left.has(at) ? [] : first + at));
      const pinsByIndex = [...pins].flatMap(([at, pin]) => (pin ? { index: first + at, pin } : []));
      return { take, replace, pins: pinsByIndex };
    },
  };
}
