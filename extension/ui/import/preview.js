// Previews a file, one line for each account: new, already saved, different, or refused and why.

import { FORMAT_TITLES } from "../../facts/formats.js";
import { fullTitle, unusualParameters } from "../account_label.js";
import { comparison } from "../comparison.js";
import { el } from "../dom.js";
import { indexIn } from "../error_path.js";
import { errorMessage, message, plural } from "../i18n.js";
import { icon } from "../icons.js";
import { hostText } from "../punycode.js";
import { joinSentences } from "../sentences.js";
import { accountNames, accountTile } from "../tile.js";
import { leftOutList } from "./left_out.js";

/** @typedef {import("../../shapes.d.ts").ImportReadReply} ImportReadReply */
/** @typedef {import("../../shapes.d.ts").ImportedAccount} ImportedAccount */
/** @typedef {import("../../shapes.d.ts").Failure} Failure */
/** @typedef {import("../../shapes.d.ts").ImportConfirmRequest} ImportConfirmRequest */
/** @typedef {ImportedAccount["choices"][number]} Choice */
/** @typedef {ImportedAccount["question"]} Question what a line asks */

const MAX_SITES_SHOWN = 3; // of the sites that an account gets

/** @type {Readonly<Record<string, string>>} */
const titles = FORMAT_TITLES;

/** @param {string} name as Python has it */
export function formatName(name) {
  return titles[name] ?? (message(`options_format_${name}`) || name);
}

/** @type {Record<Question, import("../icons.js").IconName>} */
const STATE_ICONS = {
  new: "add",
  known: "equal",
  listed: "equal",
  details: "add",
  second: "equal",
  ahead: "differs",
  namesake: "differs",
  reading: "differs",
};
const QUESTIONS = /** @type {Question[]} */ (Object.keys(STATE_ICONS));

/** @type {Record<Question, string>} where the choices' texts begin */
const CHOICE_KEYS = {
  new: "options_choice",
  known: "options_choice",
  listed: "options_choice",
  details: "options_choice_details",
  second: "options_choice_second",
  ahead: "options_choice_ahead",
  namesake: "options_choice_both",
  reading: "options_choice_reading",
};

/** @param {ImportedAccount} account */
function stateElement({ question }) {
  const sign = el("span", { class: `state ${question}` }, icon(STATE_ICONS[question], 16));
  sign.append(el("span", { message: `options_state_${question}` }));
  return sign;
}

/**
 * @param {ImportedAccount} account
 * @param {(choice: Choice) => void} onChoice
 */
function choiceSelect(account, onChoice) {
  const { question, choices } = account;
  if (choices.length === 0) return null;
  const title = fullTitle(account);
  const select = el("select", { "aria-label": message("options_choice", title) });
  for (const choice of choices) {
    select.append(el("option", { value: choice, message: `${CHOICE_KEYS[question]}_${choice}` }));
  }
  select.addEventListener("change", () => onChoice(/** @type {Choice} */ (select.value)));
  return select;
}

/** @param {Failure} failure */
function refusedElement(failure) {
  const index = indexIn(failure.where);
  const at = index === null ? "" : message("options_entry", index + 1);
  const line = el("li", { class: "refused" }, icon("refused", 18));
  line.append(el("span", { text: joinSentences(at, errorMessage(failure)) }));
  return line;
}

/** @param {ImportReadReply} preview */
function summaryText({ accounts, refused }) {
  const counts = QUESTIONS.flatMap((question) => {
    const count = accounts.filter((account) => account.question === question).length;
    return count > 0 ? plural(`options_count_${question}`, count) : [];
  });
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

/** @param {ImportedAccount["gains"][number]} name of a field */
function detailName(name) {
  return message(`options_detail_${name}`);
}

/** @param {string[]} words */
function listed(words) {
  return new Intl.ListFormat(message("lang"), { type: "conjunction" }).format(words);
}

/**
 * Returns the account's unusual parameters, groups, and what comes with it.
 * @param {ImportedAccount} account
 */
function accountDetails(account) {
  const { groups, recovery_codes, state, trashed } = account;
  const details = unusualParameters(account);
  if (state !== "known" && state !== "ahead") {
    details.push(...groups);
    if (recovery_codes > 0) details.push(plural("options_with_codes", recovery_codes));
  }
  if (trashed) details.push(message("options_trashed"));
  return details.filter(Boolean).join(" · ");
}

/**
 * Returns a line that says what the saved account gets, and what differs and stays; null if there is nothing to say.
 * @param {ImportedAccount} account
 */
function changesLine({ differs, gains, new_sites }) {
  const adds = [...gains.map(detailName), ...new_sites.slice(0, MAX_SITES_SHOWN).map(hostText)];
  if (new_sites.length > MAX_SITES_SHOWN) adds.push("…");
  const changes = [];
  if (adds.length > 0) changes.push(message("options_gains", listed(adds)));
  if (differs.length > 0) changes.push(message("options_differs", listed(differs.map(detailName))));
  return changes.length > 0 ? el("p", { class: "hint changes", text: changes.join(" · ") }) : null;
}

/** @param {ImportReadReply} preview @param {() => void} onChange */
export function previewList(preview, onChange) {
  // The missing parts of a transfer are shown once, above all items.
  const refused = preview.refused.filter(({ code }) => code !== "migration.part_missing");
  const choices = preview.accounts.map(
    (account) => account.choices[0] ?? (account.question === "listed" ? "add" : "skip"),
  );
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
      line.classList.toggle("left", choice === "skip");
      onChange();
    });
    line.append(select ?? el("span", {}));
    const compared = comparison(account);
    if (compared) line.append(compared);
    const changes = changesLine(account);
    if (changes) line.append(changes);
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
    refusedCount: refused.length,
    /** Returns how many are to be added, to be added to the trash, and how many counters and details are changed. */
    counts() {
      const chosen = preview.accounts.filter(
        ({ question }, at) => choices[at] !== "skip" && question !== "listed",
      );
      const counters = chosen.filter(({ state }) => state === "ahead").length;
      const details = chosen.filter(({ question }) => question === "details").length;
      const trashed = chosen.filter(
        (account) => account.trashed && account.question !== "details",
      ).length;
      return { added: chosen.length - counters - details - trashed, trashed, counters, details };
    },
    /**
     * Returns the choices, by the accounts' indexes in the whole import.
     * @returns {Required<Omit<ImportConfirmRequest, "id">>}
     */
    chosen() {
      const first = preview.first_index;
      const replace = indexes("replace").map((at) => first + at);
      const left = new Set(indexes("skip"));
      const take = choices.flatMap((_, at) => (left.has(at) ? [] : first + at));
      const pinsByIndex = [...pins].flatMap(([at, pin]) => (pin ? { index: first + at, pin } : []));
      /** @param {ImportedAccount["state"]} state */
      const taken = (state) =>
        preview.accounts.flatMap((account, at) =>
          account.state === state && !left.has(at) ? first + at : [],
        );
      const hexadecimal = indexes("hexadecimal").map((at) => first + at);
      const [second, counters] = [taken("second"), taken("ahead")];
      return { take, replace, second, counters, hexadecimal, pins: pinsByIndex };
    },
  };
}
