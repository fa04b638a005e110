// Several accounts found: listed, and added one by one or all of them in one save. One whose name is
// taken is asked about in its place.

import { isBusy, showBusy } from "../ui/busy.js";
import { send } from "../ui/messages.js";
import { announce, toast } from "../ui/toast.js";
import { accountTitle, errorMessage, message, plural } from "../ui/words.js";
import { add, presentAddedAll } from "./adding.js";
import { showOne } from "./found_accounts.js";
import { isNumbered, showPicture } from "./picture.js";
import {
  beginCard,
  cardOf,
  fillSlot,
  leaveResult,
  noteOnOthers,
  originOf,
  part,
  present,
  say,
} from "./result.js";
import { waitsForPin } from "./rows.js";

/** @typedef {import("../ui/messages.js").FoundAccount} Found */
/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/**
 * One line of the list: what can be done there, and what is said once it is done.
 * @typedef {{ found: Found, settle(text: string): void }} Line
 */

/**
 * The action of a toast that offers to take an account back out.
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

/** @param {HTMLElement} place @returns {Line["settle"]} */
function settler(place) {
  return (text) => {
    const sign = document.createElement("span");
    sign.className = "settled";
    sign.textContent = text;
    place.replaceChildren(sign);
  };
}

export class Several {
  /** @param {Outcome} outcome */
  constructor(outcome) {
    this.outcome = outcome;
    this.card = beginCard("several");
    this.all = part(this.card, ".all");
    this.done = part(this.card, ".done");
    /** @type {Map<string, Line>} those that can be added as they are */
    this.open = new Map();
    /** @type {Set<string>} those that a person must say something about */
    this.asking = new Set();
    const views = fillSlot(this.card, outcome.found);
    outcome.found.forEach((found, at) => {
      const row = views[at]?.element;
      if (!row) return;
      if (isNumbered(outcome)) part(row, ".tile").dataset.number = String(at + 1);
      this.#addLine(found, row);
    });
    showPicture(this.card, outcome);
    this.all.addEventListener("click", () => this.#addAll());
    part(this.card, ".elsewhere").dataset.note = "several";
    part(this.card, ".elsewhere").hidden = outcome.via !== "page";
    say(this.card, ".origin", originOf(outcome));
    say(this.card, ".note", noteOnOthers(outcome));
    this.#tell();
  }

  show() {
    const title = message("several_title", this.outcome.found.length);
    present(this.card, title, this.all.hidden ? this.done : this.all);
  }

  /** @param {Found} found @param {HTMLElement} row */
  #addLine(found, row) {
    const place = document.createElement("span");
    place.className = "answer";
    row.append(place);
    const line = { found, settle: settler(place) };
    if (found.state === "known") return line.settle(message("known_short"));
    if (found.state === "namesake" && !waitsForPin(found.row)) return this.#ask(line, row);
    const button = cardOf("add");
    button.setAttribute("aria-label", message("add_account", accountTitle(found.row)));
    place.append(button);
    if (waitsForPin(found.row)) {
      button.addEventListener("click", () => showOne({ ...this.outcome, found: [found] }));
      this.asking.add(found.id);
    } else {
      button.addEventListener("click", () => this.#addOne(line, button));
      this.open.set(found.id, line);
    }
  }

  /** The question of its name, below the row. @param {Line} line @param {HTMLElement} row */
  #ask(line, row) {
    const { found } = line;
    this.asking.add(found.id);
    const question = cardOf("question");
    const title = accountTitle(found.row);
    const both = part(question, ".both");
    const replace = part(question, ".replace");
    both.setAttribute("aria-label", message("keep_both_account", title));
    replace.setAttribute("aria-label", message("replace_old_account", title));
    const answer = async (/** @type {HTMLElement} */ button, /** @type {string} */ older = "") => {
      if (await this.#addOne(line, button, older)) question.remove();
    };
    both.addEventListener("click", () => answer(both));
    replace.addEventListener("click", () => answer(replace, found.account_id ?? ""));
    row.after(question);
  }

  /** @param {Line} line @param {HTMLElement} button @param {string} [older] */
  async #addOne({ found, settle }, button, older) {
    if (isBusy(button)) return false;
    say(this.card, ".problem", "");
    try {
      const adding = add(found.id, older ? { replaces: older } : {});
      const added = await showBusy(button, adding, () => announce(message("saving")));
      settle(message(added.state === "known" ? "known_short" : "added_short"));
      if (added.state === "added") {
        const action = undoAction(added);
        toast(message("added_account", accountTitle(found.row)), { action });
      }
      this.#settled(found.id);
      return true;
    } catch (error) {
      say(this.card, ".problem", errorMessage(error));
      return false;
    }
  }

  async #addAll() {
    if (isBusy(this.all)) return;
    say(this.card, ".problem", "");
    const lines = [...this.open.values()];
    try {
      const adding = send("account.add_all", { found: lines.map(({ found }) => found.id) });
      const { added, undo } = await showBusy(this.all, adding, () => announce(message("saving")));
      for (const { found, settle } of lines) {
        settle(message("added_short"));
        this.open.delete(found.id);
      }
      if (this.asking.size === 0) return presentAddedAll(added, undo);
      this.#tell();
      const act = () =>
        send("import.undo", { undo }).then(leaveResult, (e) => toast(errorMessage(e)));
      const action = { label: message("undo"), command: "import.undo", act };
      toast(plural("added_count", added.length), { action });
    } catch (error) {
      say(this.card, ".problem", errorMessage(error));
    }
  }

  /** @param {string} id */
  #settled(id) {
    this.open.delete(id);
    this.asking.delete(id);
    this.#tell();
  }

  #tell() {
    const { size } = this.open;
    this.all.hidden = size === 0;
    this.done.hidden = !this.all.hidden;
    say(this.card, ".what", size === 1 ? message("add") : message("add_all", size));
    if (this.all.hidden && this.card.isConnected) this.done.focus();
  }
}

/** @param {Outcome} outcome */
export function showSeveral(outcome) {
  new Several(outcome).show();
}
