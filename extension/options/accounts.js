// The accounts in the vault's order: found by letters, moved by hand or keys, opened for their
// details. Beneath lies what was removed.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { button, el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { matcher } from "../ui/match.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile, fullTitle, unusualParameters } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message, plural } from "../ui/words.js";
import { openDetails } from "./details.js";
import { movable } from "./reorder.js";
import { trash } from "./trash.js";

/** @typedef {import("../shapes.d.ts").Row} Row */
/** @typedef {import("../shapes.d.ts").Sheet} Sheet */
/** @typedef {import("../shapes.d.ts").SheetRest} Rest */
/** @typedef {{ sheet?: Sheet, "sheet.rest"?: Rest }} Board */

const FILTER_FROM = 7;
const SHEET = ["sheet", "sheet.rest"]; // on the board

/** What this page shows of them: codes come and go unseen. @param {Row[]} rows */
function shown(rows) {
  return JSON.stringify(rows.map(({ id, issuer, name }) => [id, issuer, name]));
}

class AccountList {
  /** @param {HTMLElement} room */
  constructor(room) {
    /** @type {Row[]} */
    this.rows = [];
    this.list = el("ol", { class: "accounts-list", "aria-label": message("accounts") });
    this.none = el("p", { class: "quiet none", hidden: true });
    this.count = el("p", { class: "lead", role: "status" });
    this.filter = el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    this.filter.placeholder = message("filter");
    this.filter.ariaLabel = message("filter");
    this.search = el("div", { class: "search" }, icon("search", 16), this.filter);
    this.empty = nothingYet();
    this.trash = trash(() => this.read());
    room.append(
      el("div", { class: "room-head" }, this.count, ways()),
      this.search,
      this.empty,
      this.list,
      this.none,
      this.trash.element,
    );
    this.filter.addEventListener("input", () => this.paint());
    movable(this.list, (id, before) => this.move(id, before));
    this.list.addEventListener("click", (event) => this.onClick(event));
    const follow = () => (room.isConnected ? this.follow() : onSheet.removeListener(heard));
    /** @param {Record<string, unknown>} changes */
    const heard = (changes) => SHEET.some((key) => key in changes) && follow();
    const onSheet = chrome.storage.session.onChanged;
    onSheet.addListener(heard);
  }

  /** Another page changed something: the worker has put it up, and need not be asked. */
  async follow() {
    const board = await chrome.storage.session.get(SHEET);
    const { sheet, "sheet.rest": rest } = /** @type {Board} */ (board);
    if (!sheet) return;
    const rows = [...sheet.rows, ...(rest?.rows ?? [])];
    if (rows.length < sheet.total || shown(rows) === shown(this.rows)) return;
    this.rows = rows;
    this.paint();
    this.trash.read().catch(refreshIfLocked);
  }

  async read() {
    try {
      const [sheet] = await Promise.all([send("sheet.read", {}), this.trash.read()]);
      this.rows = sheet.rows;
      this.paint();
    } catch (error) {
      refreshIfLocked(error);
      this.count.textContent = errorMessage(error);
    }
  }

  paint() {
    const matches = matcher(this.filter.value);
    const rows = this.rows.filter((row) => matches(row));
    const focused = this.focusedId();
    const filtered = this.filter.value.trim() !== "";
    this.list.classList.toggle("filtered", filtered);
    this.list.replaceChildren(...rows.map(rowElement));
    this.search.hidden = this.rows.length < FILTER_FROM && !filtered;
    this.empty.hidden = this.rows.length > 0;
    this.list.hidden = rows.length === 0;
    this.none.hidden = rows.length > 0 || this.rows.length === 0;
    this.none.textContent = message("no_match", this.filter.value.trim());
    this.count.textContent = this.rows.length > 0 ? plural("matches", rows.length) : "";
    if (focused) this.focus(focused.id, focused.part);
  }

  focusedId() {
    const at = document.activeElement?.closest("[data-account]");
    if (!(at instanceof HTMLElement) || !this.list.contains(at)) return null;
    const part = document.activeElement?.classList.contains("grip") ? ".grip" : ".open";
    return { id: at.dataset.account ?? "", part };
  }

  /** @param {string} id @param {string} part */
  focus(id, part) {
    const element = this.list.querySelector(`[data-account="${CSS.escape(id)}"] ${part}`);
    if (element instanceof HTMLElement) element.focus();
  }

  /** @param {MouseEvent} event */
  onClick({ target }) {
    const pressed = target instanceof Element ? target.closest(".open") : null;
    const row = pressed?.closest("[data-account]");
    if (row instanceof HTMLElement) location.hash = `#accounts/${row.dataset.account}`;
  }

  /** @param {string} id @param {string | null} before the account it is to stand before */
  async move(id, before) {
    const from = this.rows.findIndex((row) => row.id === id);
    const back = this.rows[from + 1]?.id ?? null;
    if (before === back || before === id) return;
    this.place(id, before);
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
      this.place(id, back);
      toast(errorMessage(error));
    }
  }

  /** @param {string} id @param {string | null} before */
  place(id, before) {
    const row = this.rows.find((one) => one.id === id);
    if (!row) return;
    const others = this.rows.filter((one) => one !== row);
    const at = others.findIndex((one) => one.id === before);
    others.splice(at < 0 ? others.length : at, 0, row);
    this.rows = others;
    this.paint();
  }

  /** @param {string} id */
  open(id) {
    if (!this.rows.some((row) => row.id === id)) return;
    openDetails(id, {
      onChange: () => this.read(),
      onRemove: () => this.removed(id),
      onClose: () => {
        if (location.hash === `#accounts/${id}`) history.replaceState(null, "", "#accounts");
        this.focus(id, ".open");
      },
    });
  }

  /** @param {string} id */
  removed(id) {
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

/** @param {Row} row */
function rowElement(row) {
  const title = fullTitle(row);
  const grip = button({ class: "icon-button grip", "aria-label": message("options_move", title) });
  grip.setAttribute("aria-description", message("options_move_how"));
  grip.append(icon("grip"));
  const open = button(
    { class: "open", "aria-haspopup": "dialog" },
    accountTile(row),
    accountNames(row),
  );
  open.setAttribute("aria-description", message("options_details"));
  open.append(el("span", { class: "quiet", text: unusualParameters(row) }), icon("next", 18));
  return el("li", { "data-account": row.id }, grip, open);
}

function ways() {
  const add = el("a", { class: "button outlined", href: "#add" }, icon("add", 18));
  add.append(el("span", { message: "options_to_add" }));
  const take = el("a", { class: "button outlined", href: "#import" }, icon("import", 18));
  take.append(el("span", { message: "options_to_import" }));
  return el("div", { class: "choices" }, add, take);
}

function nothingYet() {
  const how = el("div", { class: "panel nothing", hidden: true });
  how.append(el("h2", { message: "empty_title" }));
  const steps = el("ol", { class: "steps" });
  for (const key of ["empty_step_1", "empty_step_2", "empty_step_3"]) {
    steps.append(el("li", { message: key }));
  }
  how.append(steps, el("p", { class: "quiet", message: "options_empty_other" }));
  return how;
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const list = new AccountList(room);
  return async (rest) => {
    await list.read();
    if (rest) list.open(rest);
  };
}
