// One account found, and what to do with it: added, or, if its name is taken, in which place.

import { isBusy, showBusy } from "../ui/busy.js";
import { announce } from "../ui/toast.js";
import { errorMessage, message } from "../ui/words.js";
import { add, presentOutcomeOf } from "./adding.js";
import { beginCard, fillSlot, noteOnOthers, originOf, part, present, say } from "./result.js";
import { waitsForPin } from "./rows.js";

/** @typedef {import("../ui/messages.js").FoundAccount} Found */
/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */

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
  if (isBusy(button)) return;
  say(card, ".problem", "");
  try {
    const adding = add(found.id, { replaces, pin: pinField(card).value });
    presentOutcomeOf(await showBusy(button, adding, () => announce(message("saving"))), found.row);
  } catch (error) {
    say(card, ".problem", errorMessage(error));
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
  say(card, ".note", taken ? message("namesake_text") : noteOnOthers(outcome));
  say(card, ".what", message(taken ? "keep_both" : "add"));
  first.addEventListener("click", () => addFrom(card, first, found));
  second.hidden = !taken;
  second.textContent = message("replace_old");
  second.addEventListener("click", () => addFrom(card, second, found, taken));
  part(card, ".elsewhere").hidden = outcome.via !== "page";
  const field = waitsForPin(found.row) ? askForPin(card, first) : undefined;
  present(card, message(taken ? "namesake_title" : "found_title"), field ?? first);
}
