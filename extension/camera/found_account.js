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
 * @param {() => void} onAdded
 */
function answerButtons(found, onAdded) {
  if (["add", "known", "pin"].includes(found.next_step)) return [];
  return answers(found).flatMap(({ key, parts, how }) => {
    if (!how) return [];
    const answer = button({ command: "account.add" });
    answer.textContent = message(key, ...parts);
    answer.setAttribute("aria-label", `${answer.textContent}: ${fullTitle(found.row)}`);
    answer.addEventListener("click", () => addOne(answer, { found: found.id, ...how }, onAdded));
    return [answer];
  });
}

/**
 * Returns a form for the PIN, which the QR code does not contain.
 * @param {FoundAccount} found
 * @param {() => void} onAdded
 */
function pinForm({ id, row }, onAdded) {
  const field = el("input", { type: "password", name: "pin", autocomplete: "off" });
  const add = button({ class: "button primary", command: "account.add", message: "add" });
  add.setAttribute("aria-label", message("add_account", fullTitle(row)));
  add.setAttribute("type", "submit");
  const form = el("form", { class: "choices" }, el("label", {}, message("pin"), field), add);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    addOne(add, { found: id, pin: field.value }, onAdded);
  });
  return form;
}

/**
 * @param {HTMLElement} pressed
 * @param {import("../shapes.d.ts").AccountAddRequest} request
 * @param {() => void} onAdded
 */
async function addOne(pressed, request, onAdded) {
  if (isBusy(pressed)) return;
  try {
    const { state } = await showBusy(pressed, send("account.add", request));
    toast(message(state === "counted" ? "counted_title" : "added_short"));
    onAdded();
  } catch (error) {
    toast(errorMessage(error));
  }
}

/**
 * A found account. It is open until it is added; one that is saved already is not.
 * @param {FoundAccount} found
 * @param {() => void} onSettled called after it was added by its own button
 */
function line(found, onSettled) {
  const { row, next_step } = found;
  const code = el("span", { class: "code" });
  const stateText = el("span", { class: "state" });
  if (next_step === "known") stateText.textContent = message("known_short");
  const question = questionTexts(found);
  if (question) stateText.textContent = message(question.short);
  const item = el("li", {}, accountTile(row), accountNames(row), code, stateText);
  const compared = comparison(found);
  const shown = { item, found, isOpen: next_step !== "known", paint, settle };
  const onAdded = () => {
    settle();
    onSettled();
  };
  const buttons = answerButtons(found, onAdded);
  /** @type {HTMLElement[]} */
  const controls = compared ? [compared] : [];
  if (buttons.length > 0) controls.push(el("span", { class: "choices" }, ...buttons));
  if (next_step === "pin") controls.push(pinForm(found, onAdded));
  item.append(...controls);
  function settle() {
    shown.isOpen = false;
    for (const control of controls) control.remove();
    stateText.textContent = message("added_short");
  }
  function paint() {
    const { code: now } = codesAt(row, Date.now());
    code.textContent = now ? groupDigits(now) : "";
    if (now) code.dataset.code = now;
  }
  return shown;
}

export function clearFound() {
  clearInterval(ticking);
  container.replaceChildren();
  container.hidden = true;
}

/** @param {HTMLElement} addButton @param {ReturnType<typeof line>[]} lines @param {() => void} onSettled */
async function addAll(addButton, lines, onSettled) {
  if (isBusy(addButton)) return;
  const ids = lines.map(({ found }) => found.id);
  try {
    const { added, undo } = await showBusy(addButton, send("account.add_all", { found: ids }));
    const act = () =>
      send("import.undo", { undo }).then(
        () => toast(message("undone")),
        (error) => toast(errorMessage(error)),
      );
    const action = { label: message("undo"), command: "import.undo", act };
    toast(plural("added_count", added.length), { action, durationMs: UNDO_OFFERED_MS });
    for (const each of lines) each.settle();
    addButton.hidden = true;
    onSettled();
  } catch (error) {
    toast(errorMessage(error));
  }
}

/**
 * Shows what was found, until everything is added or dismissed.
 * @param {ScanOutcome} outcome
 * @param {() => void} onDone
 */
export function showFound({ found }, onDone) {
  clearFound();
  /** @type {ReturnType<typeof line>[]} */
  const lines = found.map((each) => line(each, onSettled));
  function onSettled() {
    if (lines.some(({ isOpen }) => isOpen)) continueButton.focus();
    else onDone();
  }
  const paint = () => {
    for (const each of lines) each.paint();
  };
  const simple = lines.filter((each) => each.found.next_step === "add");
  const title =
    found.length === 1 ? message("found_title") : message("several_title", found.length);
  const addButton = button({ class: "button primary", command: "account.add_all" });
  addButton.textContent = simple.length === 1 ? message("add") : message("add_all", simple.length);
  addButton.hidden = simple.length === 0;
  if (simple.length === 1 && simple[0])
    addButton.setAttribute("aria-label", message("add_account", fullTitle(simple[0].found.row)));
  const continueButton = button({
    class: "button quiet",
    message: "camera_again",
    command: "scan.dismiss",
  });
  addButton.addEventListener("click", () => addAll(addButton, simple, onSettled));
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
  const field = container.querySelector("input");
  (field ?? (addButton.hidden ? continueButton : addButton)).focus();
}
