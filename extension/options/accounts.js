// The Accounts page: accounts in the vault's order, with their codes, a filter, reordering, details,
// and what is done with several at once. The trash is below.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { fullTitle } from "../ui/account_label.js";
import { el } from "../ui/dom.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { FILTER_FROM, matcher } from "../ui/match.js";
import { send } from "../ui/messages.js";
import { SearchTexts } from "../ui/search_texts.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { AccountRows } from "./account_rows.js";
import { openDetails } from "./details.js";
import { makeReorderable } from "./reorder.js";
import { movedBefore } from "./reorder_target.js";
import { startCodes } from "./row_code.js";
import { selectionBar } from "./selection_bar.js";
import { readSyncMarks } from "./sync_marks.js";
import { trashPanel } from "./trash.js";

/** @typedef {import("../shapes.d.ts").Row} Row */
/** @typedef {import("../shapes.d.ts").Sheet} Sheet */
/** @typedef {import("../shapes.d.ts").SheetRest} SheetRest */
/** @typedef {{ sheet?: Sheet, "sheet.rest"?: SheetRest }} SessionData */

const SHEET_KEYS = ["sheet", "sheet.rest"]; // in storage.session

class AccountList {
  /** @param {HTMLElement} container */
  constructor(container) {
    /** @type {Row[]} */
    this.rows = [];
    this.rowList = new AccountRows({
      onOpen: (id) => {
        location.hash = `#accounts/${id}`;
      },
      onSelect: () => this.bar.show(),
    });
    this.list = this.rowList.element;
    this.bar = selectionBar(this.rowList.selection, {
      onChange: () => {
        this.rowList.paintSelection();
        this.bar.show();
      },
      onEdited: async () => (await this.showStoredSheet()) || this.read(),
    });
    this.noMatch = el("p", { class: "quiet none", hidden: true });
    this.count = el("p", { class: "lead", role: "status" });
    this.filter = el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    this.filter.placeholder = message("filter");
    this.filter.ariaLabel = message("filter");
    this.search = el("div", { class: "search" }, icon("search", 16), this.filter);
    this.empty = emptyHint();
    this.trash = trashPanel(() => this.read());
    container.append(
      el("div", { class: "page-head" }, this.count, addAndImportLinks()),
      this.search,
      this.empty,
      this.list,
      this.noMatch,
      this.bar.element,
      this.trash.element,
    );
    this.searchTexts = new SearchTexts(() => this.paint());
    this.filter.addEventListener("input", () => {
      if (this.filter.value.trim()) this.searchTexts.request();
      this.paint();
    });
    makeReorderable(this.list, (id, before) => this.move(id, before));
    startCodes(() => container.isConnected && this.read());
    const follow = () =>
      container.isConnected ? this.showStoredSheet() : onSheet.removeListener(onSheetWritten);
    /** @param {Record<string, unknown>} changes */
    const onSheetWritten = (changes) => SHEET_KEYS.some((key) => key in changes) && follow();
    const onSheet = chrome.storage.session.onChanged;
    onSheet.addListener(onSheetWritten);
  }

  /** Shows the sheet that the worker stored after a change, here or on another page. Returns whether it has all rows. */
  async showStoredSheet() {
    const stored = await chrome.storage.session.get(SHEET_KEYS);
    const { sheet, "sheet.rest": rest } = /** @type {SessionData} */ (stored);
    const rows = [...(sheet?.rows ?? []), ...(rest?.rows ?? [])];
    if (!sheet || rows.length < sheet.total) return false;
    this.rows = rows;
    this.searchTexts.expire();
    this.paint();
    const paint = () => this.paint();
    this.readTrash().then(paint).catch(refreshIfLocked);
    return true;
  }

  /** The trash has marks of sync, and so have the rows. */
  async readTrash() {
    await readSyncMarks();
    await this.trash.read();
  }

  async read() {
    try {
      const [sheet] = await Promise.all([send("sheet.read", {}), this.readTrash()]);
      this.rows = sheet.rows;
      this.searchTexts.expire();
      this.paint();
    } catch (error) {
      refreshIfLocked(error);
      this.count.textContent = errorMessage(error);
    }
  }

  paint() {
    const matches = matcher(this.filter.value, this.searchTexts.texts);
    const rows = this.rows.filter((row) => matches(row));
    const filtered = this.filter.value.trim() !== "";
    this.list.classList.toggle("filtered", filtered);
    this.rowList.show(rows, this.rows);
    this.bar.show();
    this.search.hidden = this.rows.length < FILTER_FROM && !filtered;
    this.empty.hidden = this.rows.length > 0;
    this.list.hidden = rows.length === 0;
    this.noMatch.hidden = rows.length > 0 || this.rows.length === 0;
    this.noMatch.textContent = message("no_match", this.filter.value.trim());
    this.count.textContent = this.rows.length > 0 ? plural("matches", rows.length) : "";
  }

  /**
   * @param {string} id
   * @param {string | null} before the account it moves before; null: to the end
   */
  async move(id, before) {
    const from = this.rows.findIndex((row) => row.id === id);
    const back = this.rows[from + 1]?.id ?? null;
    if (before === back || before === id) return;
    this.reorder(id, before);
    try {
      await send("account.move", { id, before });
      const row = this.rows.find((one) => one.id === id);
      const undo = {
        label: message("undo"),
        command: "account.move",
        act: () => this.move(id, back),
      };
      if (row) toast(message("options_moved", fullTitle(row)), { action: undo });
    } catch (error) {
      refreshIfLocked(error);
      this.reorder(id, back);
      toast(errorMessage(error));
    }
  }

  /** @param {string} id @param {string | null} before */
  reorder(id, before) {
    this.rows = movedBefore(this.rows, id, before);
    this.paint();
  }

  /** @param {string} id */
  open(id) {
    if (!this.rows.some((row) => row.id === id)) return;
    openDetails(id, {
      onChange: () => this.read(),
      onRemove: () => this.onRemoved(id),
      onClose: () => {
        if (location.hash === `#accounts/${id}`) history.replaceState(null, "", "#accounts");
        this.rowList.focus(id);
      },
    });
  }

  /** @param {string} id */
  onRemoved(id) {
    const row = this.rows.find((one) => one.id === id);
    this.rows = this.rows.filter((one) => one.id !== id);
    this.paint();
    this.trash.read();
    const back = async () => {
      try {
        await send("account.restore", { id });
      } catch (error) {
        toast(errorMessage(error));
      }
      this.read();
    };
    const undo = { label: message("undo"), command: "account.restore", act: back };
    if (row)
      toast(message("removed_account", fullTitle(row)), {
        action: undo,
        durationMs: UNDO_OFFERED_MS,
      });
  }
}

function addAndImportLinks() {
  const addLink = el("a", { class: "button outlined", href: "#add" }, icon("add", 18));
  addLink.append(el("span", { message: "options_add_manually" }));
  const importLink = el("a", { class: "button outlined", href: "#import" }, icon("import", 18));
  importLink.append(el("span", { message: "options_open_import" }));
  return el("div", { class: "choices" }, addLink, importLink);
}

function emptyHint() {
  const panel = el("div", { class: "panel nothing", hidden: true });
  panel.append(el("h2", { message: "empty_title" }));
  const steps = el("ol", { class: "steps" });
  for (const key of ["empty_step_1", "empty_step_2", "empty_step_3"]) {
    steps.append(el("li", { message: key }));
  }
  panel.append(steps, el("p", { class: "quiet", message: "options_empty_other" }));
  return panel;
}

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  const list = new AccountList(container);
  return async (rest) => {
    await list.read();
    if (rest) list.open(rest);
  };
}
