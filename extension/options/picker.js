// Which of the accounts: all, unless some are chosen.

import { button, make } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { names, tile } from "../ui/tile.js";
import { words, wordsOf } from "../ui/words.js";

export function picker() {
  const summary = make("summary", {});
  const list = make("ul", { class: "picker-list" });
  const none = button({ class: "link", words: "options_pick_none" });
  const all = button({ class: "link", words: "options_pick_all" });
  const element = make("details", { class: "picker" }, summary);
  element.append(make("div", { class: "choices" }, all, none), list);

  /** @returns {HTMLInputElement[]} */
  const boxes = () => [...list.querySelectorAll("input")];
  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    const whole = ticked === boxes().length;
    summary.textContent = whole
      ? words("options_pick_whole", ticked)
      : wordsOf("options_pick", ticked);
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
          const box = make("input", { type: "checkbox", value: row.id });
          box.checked = !left.has(row.id);
          return make("li", {}, make("label", {}, box, tile(row), names(row)));
        }),
      );
      count();
    },
    /** @returns {string[] | null} null: all */
    chosen() {
      const ticked = boxes().filter((box) => box.checked);
      return ticked.length === boxes().length ? null : ticked.map((box) => box.value);
    },
  };
}
