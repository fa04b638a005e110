// The list of the accounts page: one tab stop, the arrow keys move within it. A row is made once and
// kept until what it shows changes, so that 1,000 rows are not built again at each letter typed.

import { fullTitle, unusualParameters } from "../ui/account_label.js";
import { button, el } from "../ui/dom.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { accountNames, accountTile } from "../ui/tile.js";
import { codeButton, copyFrom, setRow } from "./row_code.js";
import { Selection } from "./selection.js";
import { isOnlyHere } from "./sync_marks.js";

/** @typedef {import("../shapes.d.ts").Row} Row */
/** @typedef {{ element: HTMLElement, label: string, code: HTMLElement }} Made */
/** @typedef {{ onOpen(id: string): void, onSelect(): void }} ListListeners */

const PAGE_ROWS = 8;

/** @param {Row} row what the row shows beside its code */
function labelKey(row) {
  const { issuer, name, icon: sign, monogram, picture, kind, algorithm, period_s } = row;
  const shown = [issuer, name, sign, monogram, picture, kind, algorithm, period_s];
  return JSON.stringify([...shown, row.hidden, isOnlyHere(row.id)]);
}

export class AccountRows {
  /** @param {ListListeners} listeners */
  constructor(listeners) {
    this.listeners = listeners;
    this.selection = new Selection();
    /** @type {Map<string, Made>} */
    this.made = new Map();
    this.element = el("div", {
      class: "accounts-list",
      role: "grid",
      "aria-multiselectable": "true",
      "aria-label": message("accounts"),
    });
    this.element.setAttribute("aria-description", message("options_list_keys"));
    this.element.addEventListener("click", (event) => this.onClick(event));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** @param {Row[]} rows that are shown @param {Row[]} all */
  show(rows, all) {
    const hadFocus = this.element.contains(document.activeElement);
    const before = this.selection.current;
    this.selection.update(
      rows.map(({ id }) => id),
      new Set(all.map(({ id }) => id)),
    );
    const elements = rows.map((row) => this.rowElement(row));
    const same =
      elements.length === this.element.children.length &&
      elements.every((element, index) => this.element.children[index] === element);
    if (!same) this.element.replaceChildren(...elements);
    const kept = new Set(all.map(({ id }) => id));
    for (const id of this.made.keys()) if (!kept.has(id)) this.made.delete(id);
    this.paintSelection();
    if (hadFocus && (!same || before !== this.selection.current)) this.focus();
  }

  /** @param {Row} row */
  rowElement(row) {
    const label = labelKey(row);
    const known = this.made.get(row.id);
    if (known?.label === label) {
      setRow(known.code, row);
      return known.element;
    }
    const title = fullTitle(row);
    const check = el("input", { type: "checkbox", class: "row-check", tabindex: -1 });
    check.ariaLabel = message("options_select", title);
    const grip = button({ class: "icon-button grip", tabindex: -1 }, icon("grip"));
    grip.ariaLabel = message("options_move", title);
    const marks = row.hidden ? [message("options_hidden_mark")] : [];
    const details = [...marks, ...unusualParameters(row)].join(" · ");
    const code = codeButton(row);
    const open = el(
      "div",
      { class: "open", role: "gridcell" },
      accountTile(row),
      accountNames(row),
    );
    const mark =
      isOnlyHere(row.id) && el("span", { class: "mark-here", message: "sync_local_mark" });
    open.append(...(mark ? [mark] : []), el("span", { class: "quiet", text: details }));
    open.append(icon("next", 18));
    const element = el("div", { "data-account": row.id, role: "row", tabindex: -1 });
    element.ariaLabel = title;
    element.append(
      el("span", { role: "gridcell", class: "row-tools" }, grip, check),
      open,
      el("span", { role: "gridcell" }, code),
    );
    this.made.set(row.id, { element, label, code });
    return element;
  }

  /** @param {string} id */
  elementOf(id) {
    return this.made.get(id)?.element ?? null;
  }

  focus(id = this.selection.current) {
    this.setCurrent(id);
    this.elementOf(id)?.focus();
  }

  /** @param {string} id */
  setCurrent(id) {
    const before = this.elementOf(this.selection.current);
    if (before) before.tabIndex = -1;
    this.selection.current = id;
    const now = this.elementOf(id);
    if (now) now.tabIndex = 0;
  }

  /** Shows which rows are chosen. */
  paintSelection() {
    const { chosen, current, shown } = this.selection;
    this.element.classList.toggle("choosing", chosen.size > 0);
    for (const id of shown) {
      const element = this.elementOf(id);
      if (!element) continue;
      const isChosen = chosen.has(id);
      if (element.ariaSelected !== String(isChosen)) {
        element.ariaSelected = String(isChosen);
        const check = element.querySelector(".row-check");
        if (check instanceof HTMLInputElement) check.checked = isChosen;
      }
      const tabIndex = id === current ? 0 : -1;
      if (element.tabIndex !== tabIndex) element.tabIndex = tabIndex;
    }
  }

  /** @param {() => void} change of the selection */
  select(change) {
    change();
    this.paintSelection();
    this.listeners.onSelect();
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const pressed = event.target instanceof Element ? event.target : null;
    const row = pressed?.closest("[data-account]");
    const id = row instanceof HTMLElement ? (row.dataset.account ?? "") : "";
    if (!pressed || !id || pressed.closest(".grip")) return;
    const code = pressed.closest(".row-code");
    const isCheck = pressed.closest(".row-check") !== null;
    this.setCurrent(id);
    if (event.shiftKey) this.select(() => this.selection.extendTo(id));
    else if (isCheck || event.ctrlKey || event.metaKey)
      this.select(() => this.selection.toggle(id));
    else if (code instanceof HTMLElement) copyFrom(code);
    else this.listeners.onOpen(id);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { key, shiftKey, altKey } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    const { selection } = this;
    if (altKey || event.isComposing || !selection.current) return;
    const to = isCommand ? undefined : selection.target(key, PAGE_ROWS);
    if (to !== undefined) {
      if (shiftKey) this.select(() => selection.extendTo(to));
      this.focus(to);
    } else if (key === " ") this.select(() => selection.toggle(selection.current));
    else if (key === "Enter") this.listeners.onOpen(selection.current);
    else if (isCommand && key === "a") this.select(() => selection.toggleAll());
    else if (key === "Escape" && selection.chosen.size > 0) this.select(() => selection.clear());
    else if (key === "c" && !shiftKey) {
      const code = this.made.get(selection.current)?.code;
      if (code) copyFrom(code);
    } else return;
    event.preventDefault();
  }
}
