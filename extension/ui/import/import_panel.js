// The import. Files, folders, pictures and texts are read one after another and previewed. The
// vault changes only when the user confirms; the whole import can be undone by one click.

import { isBusy, showBusy } from "../busy.js";
import { button, el } from "../dom.js";
import { importText, inputsFromFiles } from "../drop_target.js";
import { errorMessage, message, plural } from "../i18n.js";
import { icon } from "../icons.js";
import { send } from "../messages.js";
import { joinSentences } from "../sentences.js";
import { announce, toast } from "../toast.js";
import { refreshIfLocked } from "../vault_status.js";
import { ImportItem } from "./import_item.js";

/** @typedef {import("../../shapes.d.ts").ImportConfirmReply} ImportConfirmReply */

/** @typedef {{ beforeConfirm?: () => Promise<unknown> }} ImportPanelOptions */

const COUNTS_TO_REPORT = /** @type {const} */ ([
  "added",
  "trashed",
  "replaced",
  "counted",
  "completed",
  "known",
  "waiting",
  "refused",
]);

export class ImportPanel {
  /**
   * @param {HTMLElement} container
   * @param {ImportPanelOptions} [options] beforeConfirm: runs before the import is confirmed
   */
  constructor(container, { beforeConfirm = async () => {} } = {}) {
    this.beforeConfirm = beforeConfirm;
    /** @type {ImportItem[]} */
    this.items = [];
    this.queue = Promise.resolve();
    /** @type {string | undefined} of the import that all items belong to */
    this.id = undefined;
    /** @type {import("../../shapes.d.ts").TransferParts[]} as in the last reply */
    this.transfers = [];
    /** @type {WeakSet<import("../../shapes.d.ts").ImportReadReply>} replies whose transfers are in use */
    this.seen = new WeakSet();
    this.partNotices = el("div", { role: "status" });
    this.list = el("div", { class: "import-items" });
    this.resultBox = el("div", { role: "status" });
    this.confirmButton = button({ class: "button primary", command: "import.confirm" });
    this.clearButton = button({ class: "button quiet", message: "options_import_clear" });
    this.bar = el("div", { class: "import-bar", hidden: true });
    this.bar.append(this.confirmButton, this.clearButton);
    container.append(
      sources((inputs) => this.add(inputs)),
      this.resultBox,
      this.partNotices,
      this.list,
      this.bar,
    );
    this.confirmButton.addEventListener("click", () => this.confirm());
    this.clearButton.addEventListener("click", () => this.clear());
  }

  /** @param {import("../drop_target.js").ImportInput[]} inputs */
  add(inputs) {
    this.resultBox.replaceChildren();
    const siblings = inputs.length > 1 ? inputs : [];
    for (const input of inputs) {
      const item = new ImportItem(input, siblings, {
        onChange: () => this.onItemChange(item),
        onRemove: () => this.remove(item),
        onExtracted: (more) => this.add([more]),
        onSeriesComplete: (size) => this.removePartsOfSeries(size),
        importId: () => this.id,
        onExpired: () => this.restartWith(item),
      });
      this.items.push(item);
      this.list.append(item.element);
      this.queue = this.queue.then(() => item.read());
    }
    this.paint();
  }

  /** @param {ImportItem} item */
  remove(item) {
    item.element.remove();
    this.items = this.items.filter((one) => one !== item);
    this.paint();
    const { preview } = item;
    if (preview) this.queue = this.queue.then(() => this.forgetParts(preview));
  }

  /**
   * Removes the pictures whose code belongs to a series that another picture completed.
   * @param {number} size
   */
  removePartsOfSeries(size) {
    for (const item of this.items) if (item.seriesSize === size) this.remove(item);
  }

  /**
   * Removes a file's parts from the transfers. Accounts of later files that were listed in it are then new.
   * @param {import("../../shapes.d.ts").ImportReadReply} preview
   */
  async forgetParts({ id, first_index }) {
    if (id !== this.id) return;
    try {
      const left = await send("import.leave", { id, first_index });
      this.transfers = left.transfers;
      for (const item of this.items) item.showChanged(left.changed);
    } catch (error) {
      refreshIfLocked(error); // an import that is gone is reported by the next request
    }
    this.paint();
  }

  /** @param {ImportItem} item */
  onItemChange(item) {
    const { preview } = item;
    this.id = preview?.id ?? this.id;
    if (preview && !this.seen.has(preview)) {
      this.seen.add(preview);
      this.transfers = preview.transfers;
    }
    this.paint();
  }

  /**
   * Starts again with this item, because the worker no longer has the import: another window read
   * something, or the vault was locked.
   * @param {ImportItem} item
   */
  restartWith(item) {
    for (const one of this.items) if (one !== item) one.discard();
    this.items = [item];
    this.id = undefined;
    this.transfers = [];
    toast(message("options_import_expired"));
    item.read();
  }

  clear() {
    for (const item of this.items) item.stop();
    this.items = [];
    this.id = undefined;
    this.transfers = [];
    this.list.replaceChildren();
    this.paint();
  }

  paint() {
    const counts = this.items.map((item) => item.counts());
    /** @param {"added" | "trashed" | "counters" | "details"} name */
    const total = (name) => counts.reduce((sum, each) => sum + each[name], 0);
    const [added, trashed, counters] = [total("added"), total("trashed"), total("counters")];
    const details = total("details");
    const count = added + trashed + counters + details;
    const ready = this.items.some((item) => item.preview);
    this.partNotices.replaceChildren(...this.transfers.map(partsNotice));
    this.bar.hidden = this.items.length === 0;
    this.confirmButton.hidden = !ready;
    this.confirmButton.ariaDisabled = count === 0 ? "true" : null;
    const parts = [
      added > 0 || count === trashed ? plural("options_import_add", added) : "",
      counters > 0 ? plural("options_import_update", counters) : "",
      details > 0 ? plural("options_import_details", details) : "",
      trashed > 0 ? plural("options_import_trash", trashed) : "",
    ];
    this.confirmButton.textContent =
      count === 0 ? message("options_import_nothing") : parts.filter(Boolean).join(" · ");
  }

  async confirm() {
    if (!this.id || isBusy(this.confirmButton) || this.confirmButton.ariaDisabled === "true")
      return;
    const selections = this.items.flatMap((item) => item.previewList?.chosen() ?? []);
    const request = {
      id: this.id,
      take: selections.flatMap((one) => one.take),
      replace: selections.flatMap((one) => one.replace),
      second: selections.flatMap((one) => one.second),
      counters: selections.flatMap((one) => one.counters),
      hexadecimal: selections.flatMap((one) => one.hexadecimal),
      pins: selections.flatMap((one) => one.pins),
    };
    const refused = this.items.reduce(
      (sum, item) => sum + (item.previewList?.refusedCount ?? 0),
      0,
    );
    try {
      const done = await showBusy(
        this.confirmButton,
        this.beforeConfirm().then(() => send("import.confirm", request)),
      );
      this.clear();
      this.showResult(done, refused);
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  }

  /** @param {ImportConfirmReply} done @param {number} refused how many could not be imported */
  showResult(done, refused) {
    const undo = button({ message: "undo", command: "import.undo" });
    const known = done.known - done.completed;
    const counts = { ...done, added: done.added - done.trashed, known, refused };
    const sentences = COUNTS_TO_REPORT.flatMap((name) =>
      counts[name] > 0 || name === "added" ? plural(`options_import_${name}`, counts[name]) : [],
    );
    announce(joinSentences(...sentences));
    const card = el("div", { class: "panel done" }, icon("check", 24));
    const text = el("p", { text: joinSentences(...sentences) });
    const href = "../options/options.html#accounts";
    const see = el("a", { class: "button quiet", href, message: "options_import_see" });
    card.append(text, el("div", { class: "choices" }, undo, see));
    undo.addEventListener("click", async () => {
      if (isBusy(undo)) return;
      try {
        await showBusy(undo, send("import.undo", { undo: done.undo }));
        this.resultBox.replaceChildren(
          el("p", { class: "notice", message: "options_import_undone" }),
        );
      } catch (error) {
        refreshIfLocked(error);
        toast(errorMessage(error));
      }
    });
    this.resultBox.replaceChildren(card);
    undo.focus();
  }
}

/** @param {(inputs: import("../drop_target.js").ImportInput[]) => void} add */
function sources(add) {
  const files = el("input", {
    type: "file",
    multiple: true,
    class: "out-of-sight",
    tabindex: -1,
  });
  const folder = el("input", { type: "file", class: "out-of-sight", tabindex: -1 });
  folder.webkitdirectory = true;
  for (const input of [files, folder]) {
    input.setAttribute("aria-hidden", "true");
    input.addEventListener("change", () => {
      add(inputsFromFiles(input.files ?? []));
      input.value = "";
    });
  }
  files.name = "import_files";
  const choose = button({ class: "button primary", command: "import.read" }, icon("file", 18));
  choose.append(el("span", { message: "options_import_choose" }));
  choose.addEventListener("click", () => files.click());
  const chooseFolder = button({ command: "import.read" }, icon("folder", 18));
  chooseFolder.append(el("span", { message: "options_import_folder" }));
  chooseFolder.addEventListener("click", () => folder.click());
  const element = el("div", { class: "panel sources" }, files, folder);
  element.append(icon("import", 32), el("p", { class: "how", message: "options_import_how" }));
  element.append(el("div", { class: "choices centred" }, choose, chooseFolder), textBox());
  element.append(el("p", { class: "hint", message: "options_import_formats" }));
  return element;
}

function textBox() {
  const text = el("textarea", { name: "import_text", rows: 3, class: "mono" });
  text.ariaLabel = message("options_import_text");
  text.spellcheck = false;
  const readButton = button({ message: "options_import_text_button", command: "import.read" });
  readButton.addEventListener("click", () => {
    if (text.value.trim()) importText(text.value);
    text.value = "";
  });
  const box = el(
    "details",
    { class: "text-box" },
    el("summary", { message: "options_import_text" }),
  );
  box.append(text, readButton);
  return box;
}

/**
 * Shows which codes of a transfer are missing.
 * @param {import("../../shapes.d.ts").TransferParts} parts
 */
function partsNotice({ have, missing, of }) {
  const received = new Set(have);
  const dots = el("ol", { class: "parts", "aria-hidden": "true" });
  for (let at = 0; at < of; at += 1) {
    dots.append(el("li", { class: received.has(at) ? "received" : "", text: String(at + 1) }));
  }
  const list = new Intl.ListFormat(message("lang"), { type: "conjunction" });
  const numbers = list.format(missing.map((at) => String(at + 1)));
  const text =
    missing.length === 0
      ? message("options_parts_complete", of)
      : message("options_parts_missing", have.length, of, numbers);
  return el("div", { class: "notice" }, dots, el("p", { text: text }));
}
