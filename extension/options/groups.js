// An account's groups: words one after another, each with its own way out.

import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { icon } from "../ui/icons.js";
import { message } from "../ui/words.js";

/**
 * @param {string[]} groups
 * @param {(groups: string[]) => Promise<string>} save answers what went wrong, in words
 */
export function groupsField(groups, save) {
  let held = [...groups];
  const chips = el("ul", { class: "chips", "aria-label": message("options_groups") });
  const input = el("input", { type: "text", name: "group", autocomplete: "off" });
  input.placeholder = message("options_groups_add");
  input.dataset.command = "account.edit";

  /** @param {string[]} wanted */
  const keep = async (wanted) => {
    const trouble = await save(wanted);
    setError(input, trouble);
    if (trouble) return false;
    held = wanted;
    paint();
    return true;
  };

  const paint = () => {
    chips.hidden = held.length === 0;
    chips.replaceChildren(...held.map(chip));
  };

  /** @param {string} group */
  const chip = (group) => {
    const away = button({ class: "chip-away", command: "account.edit" }, icon("close", 14));
    away.setAttribute("aria-label", message("options_groups_remove", group));
    away.addEventListener("click", async () => {
      await keep(held.filter((one) => one !== group));
      input.focus();
    });
    return el("li", { class: "chip" }, el("span", { dir: "auto", text: group }), away);
  };

  const take = async () => {
    const group = input.value.trim();
    if (group === "") return;
    if (held.includes(group) || (await keep([...held, group]))) input.value = "";
  };
  input.addEventListener("change", take);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    take();
  });
  const element = field({ message: "options_groups" }, input);
  element.querySelector(".field-line")?.before(chips);
  paint();
  return element;
}
