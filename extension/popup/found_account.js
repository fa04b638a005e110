// The result card of one account: add it, or answer the question about a name or a key that is saved
// already, or a key that can be read in two ways.

import { isBusy, showBusy } from "../ui/busy.js";
import { answers, comparison, questionTexts } from "../ui/comparison.js";
import { errorMessage, message } from "../ui/i18n.js";
import { announce } from "../ui/toast.js";
import { addFound, showAddReply, showKnown } from "./add_account.js";
import { fillAdded, pageHasField } from "./fill.js";
import { foundEdit } from "./found_edit.js";
import {
  beginCard,
  notesOnScan,
  originText,
  part,
  setText,
  showCard,
  showRowAs,
  showRowsOn,
} from "./result.js";

/** @typedef {import("../ui/messages.js").FoundAccount} FoundAccount */
/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */

/** @type {WeakMap<HTMLElement, ReturnType<typeof foundEdit>>} by the card */
const edits = new WeakMap();

/** @param {HTMLElement} card */
function pinField(card) {
  return /** @type {HTMLInputElement} */ (part(card, ".pin input"));
}

/**
 * @param {HTMLElement} card
 * @param {HTMLElement} button
 * @param {FoundAccount} found
 * @param {import("../ui/comparison.js").Answer} answer
 * @param {boolean} [fills] whether its code is filled in afterwards
 */
async function addFrom(card, button, found, { how }, fills = false) {
  if (!how) return showKnown(found.account_id ?? "");
  if (isBusy(button)) return;
  setText(card, ".problem", "");
  try {
    const pending = addFound(found.id, {
      ...how,
      ...edits.get(card)?.values(),
      pin: pinField(card).value,
    });
    const reply = await showBusy(button, pending, () => announce(message("saving")));
    showAddReply(reply, found.row);
    if (fills) await fillAdded(reply.account_id);
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

/**
 * If the page has a field for the code, the first button adds the account and fills in its code, and the second button
 * only adds it.
 * @param {HTMLElement} card
 * @param {FoundAccount} found
 * @param {import("../ui/comparison.js").Answer} proposed
 */
async function offerToFill(card, found, proposed) {
  if (!(await pageHasField()) || !card.isConnected) return;
  const first = part(card, ".first");
  const second = part(card, ".second");
  if (first.ariaBusy === "true") return;
  setText(card, ".what", message("add_and_fill"));
  first.dataset.fills = "";
  second.textContent = message(proposed.key, ...proposed.parts);
  second.addEventListener("click", () => addFrom(card, second, found, proposed));
  second.hidden = false;
}

/** @param {ScanOutcome} outcome */
export function showFoundAccount(outcome) {
  const [found] = outcome.found;
  if (!found) return;
  const card = beginCard("found");
  const first = part(card, ".first");
  const second = part(card, ".second");
  const question = questionTexts(found);
  const [proposed, other] = answers(found);
  if (!proposed) return;
  const [view] = showRowsOn(card, [found]);
  const edit = foundEdit(found, (row) => view && showRowAs(view, row));
  edits.set(card, edit);
  part(card, ".slot").after(edit.element);
  const compared = comparison(found);
  if (compared) part(card, ".slot").after(compared);
  setText(card, ".origin", originText(outcome));
  setText(card, ".note", question?.text ?? notesOnScan(outcome));
  setText(card, ".what", message(proposed.key, ...proposed.parts));
  first.addEventListener("click", () =>
    addFrom(card, first, found, proposed, "fills" in first.dataset),
  );
  second.hidden = !other;
  if (other) {
    second.textContent = message(other.key, ...other.parts);
    second.addEventListener("click", () => addFrom(card, second, found, other));
  }
  part(card, ".elsewhere").hidden = outcome.via !== "page";
  const field = found.next_step === "pin" ? askForPin(card, first) : undefined;
  showCard(card, question?.title ?? message("found_title"), field ?? first);
  if (!question && !other) offerToFill(card, found, proposed);
}
