// The result card of several accounts. They are added one by one, or all in one save. An account
// whose name or key is saved already asks a question in its line.

import { accountTitle } from "../ui/account_label.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { answers, comparison, questionTexts } from "../ui/comparison.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { addFound, showAllAdded } from "./add_account.js";
import { showFoundAccount } from "./found_account.js";
import { isNumbered, showPicture } from "./picture.js";
import {
  beginCard,
  cloneTemplate,
  leaveResult,
  notesOnScan,
  originText,
  part,
  setText,
  showCard,
  showRowsOn,
} from "./result.js";

/** @typedef {import("../ui/messages.js").FoundAccount} FoundAccount */
/** @typedef {import("../ui/messages.js").ScanOutcome} ScanOutcome */
/**
 * One line of the list. `showAnswer` replaces its button by a text.
 * @typedef {{ found: FoundAccount, showAnswer(text: string): void }} Line
 */

/**
 * Returns the action of a toast that offers to undo adding an account.
 * @param {import("../ui/messages.js").AccountAddReply} added
 */
function undoAction({ account_id, undo }) {
  const act = async () => {
    try {
      if (undo) await send("import.undo", { undo });
      else await send("account.remove", { id: account_id });
      toast(message("undone"));
    } catch (error) {
      toast(errorMessage(error));
    }
  };
  return { label: message("undo"), command: undo ? "import.undo" : "account.remove", act };
}

/** @param {HTMLElement} place @returns {Line["showAnswer"]} */
function showAnswerIn(place) {
  return (text) => {
    const answer = document.createElement("span");
    answer.className = "settled";
    answer.textContent = text;
    place.replaceChildren(answer);
  };
}

class FoundList {
  /** @param {ScanOutcome} outcome */
  constructor(outcome) {
    this.outcome = outcome;
    this.card = beginCard("found-list");
    this.addAllButton = part(this.card, ".all");
    this.doneButton = part(this.card, ".done");
    /** @type {Map<string, Line>} can be added as they are */
    this.addable = new Map();
    /** @type {Set<string>} need an answer from the user first */
    this.undecided = new Set();
    const views = showRowsOn(this.card, outcome.found);
    outcome.found.forEach((found, at) => {
      const row = views[at]?.element;
      if (!row) return;
      if (isNumbered(outcome)) part(row, ".tile").dataset.number = String(at + 1);
      this.#addLine(found, row);
    });
    showPicture(this.card, outcome);
    this.addAllButton.addEventListener("click", () => this.#addAll());
    part(this.card, ".elsewhere").dataset.note = "several";
    part(this.card, ".elsewhere").hidden = outcome.via !== "page";
    setText(this.card, ".origin", originText(outcome));
    setText(this.card, ".note", notesOnScan(outcome));
    this.#updateButtons();
  }

  show() {
    const title = message("several_title", this.outcome.found.length);
    showCard(this.card, title, this.addAllButton.hidden ? this.doneButton : this.addAllButton);
  }

  /** @param {FoundAccount} found @param {HTMLElement} row */
  #addLine(found, row) {
    const answerElement = document.createElement("span");
    answerElement.className = "answer";
    row.append(answerElement);
    const line = { found, showAnswer: showAnswerIn(answerElement) };
    const { next_step: step } = found;
    if (step === "known") return line.showAnswer(message("known_short"));
    const needsOwnCard = step === "pin" || step === "reading";
    if (step !== "add" && !needsOwnCard) return this.#ask(line, row);
    const button = cloneTemplate("add");
    button.setAttribute("aria-label", message("add_account", accountTitle(found.row)));
    answerElement.append(button);
    if (needsOwnCard) {
      button.addEventListener("click", () => showFoundAccount({ ...this.outcome, found: [found] }));
      this.undecided.add(found.id);
    } else {
      button.addEventListener("click", () => this.#addOne(line, button));
      this.addable.set(found.id, line);
    }
  }

  /**
   * Asks below the row what to do about the name or the key that is saved.
   * @param {Line} line
   * @param {HTMLElement} row
   */
  #ask(line, row) {
    const { found } = line;
    this.undecided.add(found.id);
    const question = cloneTemplate("question");
    const title = accountTitle(found.row);
    part(question, ".short").textContent = message(questionTexts(found)?.short ?? "");
    const compared = comparison(found);
    if (compared) part(question, ".short").after(compared);
    const buttons = [part(question, ".both"), part(question, ".replace")];
    buttons.forEach((button, at) => {
      const answer = answers(found)[at];
      button.hidden = !answer?.how;
      if (!answer) return;
      const text = message(answer.key, ...answer.parts);
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${title}`);
      button.addEventListener("click", async () => {
        if (await this.#addOne(line, button, answer.how)) question.remove();
      });
    });
    row.after(question);
  }

  /**
   * @param {Line} line
   * @param {HTMLElement} button
   * @param {import("../ui/comparison.js").Answer["how"]} [how]
   */
  async #addOne({ found, showAnswer }, button, how) {
    if (isBusy(button)) return false;
    setText(this.card, ".problem", "");
    try {
      // A line that is added by its own button is wanted under its name, even if another line with
      // the same key was added before.
      const pending = addFound(found.id, { same_key: "second", ...how });
      const added = await showBusy(button, pending, () => announce(message("saving")));
      const isNew = added.state === "added" || added.state === "counted";
      showAnswer(message(isNew ? "added_short" : "known_short"));
      if (isNew) {
        const action = undoAction(added);
        const title = accountTitle(found.row);
        const text =
          added.state === "added" ? message("added_account", title) : message("counted_title");
        toast(text, { action });
      }
      this.#markAnswered(found.id);
      return true;
    } catch (error) {
      setText(this.card, ".problem", errorMessage(error));
      return false;
    }
  }

  async #addAll() {
    if (isBusy(this.addAllButton)) return;
    setText(this.card, ".problem", "");
    const lines = [...this.addable.values()];
    try {
      const pending = send("account.add_all", { found: lines.map(({ found }) => found.id) });
      const { added, undo } = await showBusy(this.addAllButton, pending, () =>
        announce(message("saving")),
      );
      for (const { found, showAnswer } of lines) {
        showAnswer(message("added_short"));
        this.addable.delete(found.id);
      }
      if (this.undecided.size === 0) return showAllAdded(added, undo);
      this.#updateButtons();
      const act = () =>
        send("import.undo", { undo }).then(leaveResult, (e) => toast(errorMessage(e)));
      const action = { label: message("undo"), command: "import.undo", act };
      toast(plural("added_count", added.length), { action });
    } catch (error) {
      setText(this.card, ".problem", errorMessage(error));
    }
  }

  /** @param {string} id */
  #markAnswered(id) {
    this.addable.delete(id);
    this.undecided.delete(id);
    this.#updateButtons();
  }

  #updateButtons() {
    const { size } = this.addable;
    this.addAllButton.hidden = size === 0;
    this.doneButton.hidden = !this.addAllButton.hidden;
    setText(this.card, ".what", size === 1 ? message("add") : message("add_all", size));
    if (this.addAllButton.hidden && this.card.isConnected) this.doneButton.focus();
  }
}

/** @param {ScanOutcome} outcome */
export function showFoundList(outcome) {
  new FoundList(outcome).show();
}
