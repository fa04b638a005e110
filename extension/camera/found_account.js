// Shows the accounts that the camera saw, before they are added.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { fullTitle } from "../ui/account_label.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { codesAt } from "../ui/code_period.js";
import { groupDigits } from "../ui/code_text.js";
import { answers, comparison, questionTexts } from "../ui/comparison.js";
import { button, el, query } from "../ui/dom.js";
import { CODE_TICK_MS } from "../ui/durations.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile } from "../ui/tile.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/** @typedef {import("../ui/messages.js").FoundAccount} FoundAccount */

/** @type {HTMLElement} */
const container = query("#found");
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/**
 * Returns the buttons that answer the question about one account; none if "Add" answers it.
 * @param {FoundAccount} found
 * @param {() => void} onDone
 */
function answerButtons(found, onDone) {
  if (["add", "known", "pin"].includes(found.next_step)) return [];
  return answers(found).flatMap(({ key, parts, how }) => {
    if (!how) return [];
    const answer = button({ command: "account.add" });
    answer.textContent = message(key, ...parts);
    answer.setAttribute("aria-label", `${answer.textContent}: ${fullTitle(found.row)}`);
    answer.addEventListener("click", () => addOne(answer, { found: found.id, ...how }, onDone));
    return [answer];
  });
}

/**
 * @param {HTMLElement} pressed
 * @param {import("../shapes.d.ts").AccountAddRequest} request
 * @param {() => void} onDone
 */
async function addOne(pressed, request, onDone) {
  if (isBusy(pressed)) return;
  try {
    const { state } = await showBusy(pressed, send("account.add", request));
    toast(message(state === "counted" ? "counted_title" : "added_short"));
    onDone();
  } catch (error) {
    toast(errorMessage(error));
  }
}

/** @param {FoundAccount} found @param {() => void} onDone */
function line(found, onDone) {
  const { row, next_step } = found;
  const code = el("span", { class: "code" });
  const stateText = el("span", { class: "state" });
  if (next_step === "known") stateText.textContent = message("known_short");
  const question = questionTexts(found);
  if (question) stateText.textContent = message(question.short);
  const item = el("li", {}, accountTile(row), accountNames(row), code, stateText);
  const compared = comparison(found);
  if (compared) item.append(compared);
  const buttons = answerButtons(found, onDone);
  if (buttons.length > 0) item.append(el("span", { class: "choices" }, ...buttons));
  const paint = () => {
    const { code: now } = codesAt(row, Date.now());
    code.textContent = now ? groupDigits(now) : "";
    if (now) code.dataset.code = now;
  };
  return { item, paint };
}

export function clearFound() {
  clearInterval(ticking);
  container.replaceChildren();
  container.hidden = true;
}

/** @param {HTMLElement} addButton @param {string[]} ids @param {() => void} onDone */
async function addAll(addButton, ids, onDone) {
  if (isBusy(addButton)) return;
  try {
    const { added, undo } = await showBusy(addButton, send("account.add_all", { found: ids }));
    const act = () =>
      send("import.undo", { undo }).then(
        () => toast(message("undone")),
        (error) => toast(errorMessage(error)),
      );
    const action = { label: message("undo"), command: "import.undo", act };
    toast(plural("added_count", added.length), { action, durationMs: UNDO_OFFERED_MS });
    onDone();
  } catch (error) {
    toast(errorMessage(error));
  }
}

/**
 * @param {ScanOutcome} outcome
 * @param {() => void} onDone called when they were added or dismissed
 */
export function showFound({ found }, onDone) {
  clearFound();
  const lines = found.map((each) => line(each, onDone));
  const paint = () => {
    for (const each of lines) each.paint();
  };
  const ids = found.filter(({ next_step }) => next_step === "add").map(({ id }) => id);
  const [first] = found;
  const title =
    found.length === 1 ? message("found_title") : message("several_title", found.length);
  const addButton = button({ class: "button primary", command: "account.add_all" });
  addButton.textContent = ids.length === 1 ? message("add") : message("add_all", ids.length);
  addButton.hidden = ids.length === 0;
  if (ids.length === 1 && first)
    addButton.setAttribute("aria-label", message("add_account", fullTitle(first.row)));
  const continueButton = button({
    class: "button quiet",
    message: "camera_again",
    command: "scan.dismiss",
  });
  addButton.addEventListener("click", () => addAll(addButton, ids, onDone));
  continueButton.addEventListener("click", () => {
    send("scan.dismiss", {}).catch(() => {});
    onDone();
  });
  container.append(el("h2", { text: title, tabindex: "-1" }));
  container.append(el("ul", {}, ...lines.map(({ item }) => item)));
  container.append(el("div", { class: "choices" }, addButton, continueButton));
  container.hidden = false;
  paint();
  ticking = setInterval(paint, CODE_TICK_MS);
  (addButton.hidden ? continueButton : addButton).focus();
}
