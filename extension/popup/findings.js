// What a scan found, and what to do with it: one account, several, or one whose name is taken.

import { titleOf, words, wordsFor } from "../words.js";
import { add, presentOutcomeOf } from "./adding.js";
import { asked, busy } from "./busy.js";
import {
  beginCard,
  cardOf,
  fillSlot,
  noteOnOthers,
  originOf,
  part,
  present,
  say,
} from "./result.js";
import { waitsForPin } from "./rows.js";
import { announce } from "./toast.js";

/** @typedef {import("../messages.js").Found} Found */
/** @typedef {import("../messages.js").Outcome} Outcome */

/** @param {HTMLElement} card */
function pinField(card) {
  return /** @type {HTMLInputElement} */ (part(card, ".pin input"));
}

/**
 * @param {HTMLElement} card
 * @param {HTMLElement} button
 * @param {Found} found
 * @param {string} [replaces]
 */
async function addFrom(card, button, found, replaces) {
  if (asked(button)) return;
  say(card, ".problem", "");
  try {
    const adding = add(found.id, { replaces, pin: pinField(card).value });
    presentOutcomeOf(
      await busy(button, adding, () => announce(words("saving"))),
      found.row,
      replaces,
    );
  } catch (error) {
    say(card, ".problem", wordsFor(error));
  }
}

/** A field for what the code did not say. @param {HTMLElement} card @param {HTMLElement} first */
function askForPin(card, first) {
  part(card, ".pin").hidden = false;
  const field = pinField(card);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    first.click();
  });
  return field;
}

/** @param {Outcome} outcome */
export function showOne(outcome) {
  const [found] = outcome.found;
  if (!found) return;
  const card = beginCard("found");
  const first = part(card, ".first");
  const second = part(card, ".second");
  const taken = found.state === "namesake" && found.account_id ? found.account_id : undefined;
  fillSlot(card, [found]);
  say(card, ".origin", originOf(outcome));
  say(card, ".note", taken ? words("namesake_text") : noteOnOthers(outcome));
  say(card, ".what", words(taken ? "keep_both" : "add"));
  first.addEventListener("click", () => addFrom(card, first, found));
  second.hidden = !taken;
  second.textContent = words("replace_old");
  second.addEventListener("click", () => addFrom(card, second, found, taken));
  const field = waitsForPin(found.row) ? askForPin(card, first) : undefined;
  present(card, words(taken ? "namesake_title" : "found_title"), field ?? first);
}

/**
 * The button beside one of several, and what it says once it is done.
 * @param {HTMLElement} card
 * @param {Found} found
 * @param {() => void} onDone
 */
function adderOf(card, found, onDone) {
  const button = cardOf("add");
  button.setAttribute("aria-label", words("add_account", titleOf(found.row)));
  const settle = (/** @type {string} */ text) => {
    const sign = document.createElement("span");
    sign.className = "settled";
    sign.textContent = text;
    button.replaceWith(sign);
  };
  const run = async () => {
    if (asked(button)) return true;
    try {
      const { state } = await busy(button, add(found.id));
      settle(words(state === "known" ? "known_short" : "added_short"));
      onDone();
      return true;
    } catch (error) {
      say(card, ".problem", wordsFor(error));
      return false;
    }
  };
  return { button, run, settle };
}

/**
 * Adds all that are open, one after the other, until one can't be.
 * @param {HTMLElement} all
 * @param {Map<string, ReturnType<typeof adderOf>>} open
 */
async function addAll(all, open) {
  if (asked(all)) return;
  const inTurn = async () => {
    for (const adder of [...open.values()]) if (!(await adder.run())) return;
    announce(words("added_all"));
  };
  await busy(all, inTurn(), () => announce(words("saving")));
}

/** @param {Outcome} outcome */
export function showSeveral(outcome) {
  const { found } = outcome;
  const card = beginCard("several");
  const all = part(card, ".all");
  const done = part(card, ".done");
  const views = fillSlot(card, found);
  /** @type {Map<string, ReturnType<typeof adderOf>>} those that can be added as they are */
  const open = new Map();
  const tell = () => {
    all.hidden = open.size === 0;
    done.hidden = !all.hidden;
    say(card, ".what", open.size === 1 ? words("add") : words("add_all", open.size));
    if (all.hidden && card.isConnected) done.focus();
  };
  found.forEach((one, at) => {
    const adder = adderOf(card, one, () => {
      open.delete(one.id);
      tell();
    });
    views[at]?.element.append(adder.button);
    const alone = () => showOne({ ...outcome, found: [one], others: 0, error: null });
    adder.button.addEventListener("click", waitsForPin(one.row) ? alone : adder.run);
    if (one.state === "known") adder.settle(words("known_short"));
    else if (!waitsForPin(one.row)) open.set(one.id, adder);
  });
  all.addEventListener("click", () => {
    say(card, ".problem", "");
    addAll(all, open);
  });
  part(card, ".elsewhere").dataset.note = "several";
  say(card, ".origin", originOf(outcome));
  say(card, ".note", noteOnOthers(outcome));
  tell();
  present(card, words("several_title", found.length), all.hidden ? done : all);
}
