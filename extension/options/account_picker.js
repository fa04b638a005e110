// Lets the user choose accounts. All are chosen at first.

import { button, el } from "../ui/dom.js";
import { message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile } from "../ui/tile.js";

/** @type {ReadonlySet<string> | null} chosen on the accounts page */
let onlyThese = null;

/** Opens the export with these accounts chosen. @param {string[]} ids */
export function exportOnly(ids) {
  onlyThese = new Set(ids);
  location.hash = "#backup";
}

export function accountPicker() {
  const summary = el("summary", {});
  const list = el("ul", { class: "picker-list" });
  const none = button({ class: "link", message: "options_pick_none" });
  const all = button({ class: "link", message: "options_pick_all" });
  const element = el("details", { class: "picker" }, summary);
  element.append(el("div", { class: "choices" }, all, none), list);

  /** @returns {HTMLInputElement[]} */
  const boxes = () => [...list.querySelectorAll("input")];
  const count = () => {
    const selected = boxes().filter((box) => box.checked).length;
    const isAll = selected === boxes().length;
    summary.textContent = isAll
      ? message("options_pick_everything", selected)
      : plural("options_pick", selected);
  };
  /** @param {boolean} on */
  const setAll = (on) => {
    for (const box of boxes()) box.checked = on;
    count();
  };
  all.addEventListener("click", () => setAll(true));
  none.addEventListener("click", () => setAll(false));
  list.addEventListener("change", count);

  return {
    element,
    async read() {
      const left = new Set(boxes().flatMap((box) => (box.checked ? [] : [box.value])));
      const { rows } = await send("sheet.read", {});
      list.replaceChildren(
        ...rows.map((row) => {
          const box = el("input", { type: "checkbox", value: row.id });
          box.checked = onlyThese ? onlyThese.has(row.id) : !left.has(row.id);
          return el("li", {}, el("label", {}, box, accountTile(row), accountNames(row)));
        }),
      );
      count();
      if (onlyThese) {
        element.open = true;
        element.closest("form")?.scrollIntoView();
      }
      onlyThese = null;
    },
    /** @returns {string[] | null} null: all */
    chosen() {
      const ticked = boxes().filter((box) => box.checked);
      return ticked.length === boxes().length ? null : ticked.map((box) => box.value);
    },
  };
}
