// The field for an account's groups. Each group has a remove button.

import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";

/**
 * @param {string[]} groups
 * @param {(groups: string[]) => Promise<string>} save returns the error's text; empty if it was
 *   saved
 */
export function groupsField(groups, save) {
  let saved = [...groups];
  const chips = el("ul", { class: "chips", "aria-label": message("options_groups") });
  const input = el("input", { type: "text", name: "group", autocomplete: "off" });
  input.placeholder = message("options_groups_add");
  input.dataset.command = "account.edit";

  /** @param {string[]} wanted */
  const saveGroups = async (wanted) => {
    const error = await save(wanted);
    setError(input, error);
    if (error) return false;
    saved = wanted;
    paint();
    return true;
  };

  const paint = () => {
    chips.hidden = saved.length === 0;
    chips.replaceChildren(...saved.map(chip));
  };

  /** @param {string} group */
  const chip = (group) => {
    const removeButton = button({ class: "chip-away", command: "account.edit" }, icon("close", 14));
    removeButton.setAttribute("aria-label", message("options_groups_remove", group));
    removeButton.addEventListener("click", async () => {
      await saveGroups(saved.filter((one) => one !== group));
      input.focus();
    });
    return el("li", { class: "chip" }, el("span", { dir: "auto", text: group }), removeButton);
  };

  const addGroup = async () => {
    const group = input.value.trim();
    if (group === "") return;
    if (saved.includes(group) || (await saveGroups([...saved, group]))) input.value = "";
  };
  input.addEventListener("change", addGroup);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    addGroup();
  });
  const element = field({ message: "options_groups" }, input);
  element.querySelector(".field-line")?.before(chips);
  paint();
  return element;
}
