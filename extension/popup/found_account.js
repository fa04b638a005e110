// The result card of one account: add it, or, if its name is taken, keep both or replace the old
// one.

import { needsPin } from "../ui/account_label.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage, message } from "../ui/i18n.js";
import { announce } from "../ui/toast.js";
import { addFound, showAddReply } from "./add_account.js";
import {
  beginCard,
  notesOnScan,
  originText,
  part,
  setText,
  showCard,
  showRowsOn,
} from "./result.js";

/** @typedef {import("../ui/messages.js").FoundAccount} FoundAccount */
/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */

/** @param {HTMLElement} card */
function pinField(card) {
  return /** @type {HTMLInputElement} */ (part(card, ".pin input"));
}

/**
 * @param {HTMLElement} card
 * @param {HTMLElement} button
 * @param {FoundAccount} found
 * @param {string} [replaces]
 */
async function addFrom(card, button, found, replaces) {
  if (isBusy(button)) return;
  setText(card, ".problem", "");
  try {
    const pending = addFound(found.id, { replaces, pin: pinField(card).value });
    showAddReply(await showBusy(button, pending, () => announce(message("saving"))), found.row);
  } catch (error) {
    setText(card, ".problem", errorMessage(error));
  }
}

/**
 * Shows a field for the PIN, which the QR code does not contain.
 * @param {HTMLElement} card
 * @param {HTMLElement} first
 */
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

/** @param {ScanOutcome} outcome */
export function showFoundAccount(outcome) {
  const [found] = outcome.found;
  if (!found) return;
  const card = beginCard("found");
  const first = part(card, ".first");
  const second = part(card, ".second");
  const namesakeId = found.state === "namesake" && found.account_id ? found.account_id : undefined;
  showRowsOn(card, [found]);
  setText(card, ".origin", originText(outcome));
  setText(card, ".note", namesakeId ? message("namesake_text") : notesOnScan(outcome));
  setText(card, ".what", message(namesakeId ? "keep_both" : "add"));
  first.addEventListener("click", () => addFrom(card, first, found));
  second.hidden = !namesakeId;
  second.textContent = message("replace_old");
  second.addEventListener("click", () => addFrom(card, second, found, namesakeId));
  part(card, ".elsewhere").hidden = outcome.via !== "page";
  const field = needsPin(found.row) ? askForPin(card, first) : undefined;
  showCard(card, message(namesakeId ? "namesake_title" : "found_title"), field ?? first);
}
