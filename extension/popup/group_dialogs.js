// Puts an account into groups, and renames or removes a group.

import { accountTitle } from "../ui/account_label.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { errorMessage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { openFormDialog } from "./form_dialog.js";
import { chooseGroup, chosenGroup } from "./group_chips.js";
import { focusAccount } from "./list.js";
import { part } from "./result.js";
import { sheetGroups } from "./sheet.js";

/** @typedef {import("./rows.js").RowView} RowView */

/** @param {HTMLElement} list @param {string} group @param {boolean} isIn */
function addChoice(list, group, isIn) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = "in";
  box.value = group;
  box.checked = isIn;
  const name = document.createElement("span");
  name.dir = "auto";
  name.textContent = group;
  label.append(box, name);
  list.append(label);
}

/** @param {RowView} view */
export function changeGroups({ row }) {
  const { dialog, form } = openFormDialog("groups-template", () => focusAccount(row.id));
  part(dialog, "h2").textContent += ` · ${accountTitle(row)}`;
  const list = part(dialog, ".group-choices");
  for (const group of sheetGroups().groups)
    addChoice(list, group, Boolean(row.groups?.includes(group)));
  const first = dialog.querySelector("input");
  first?.focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const added = String(fields.get("group")).trim();
    const chosen = fields.getAll("in").map(String);
    const groups = added === "" || chosen.includes(added) ? chosen : [...chosen, added];
    await saveIn(dialog, () => send("account.edit", { id: row.id, groups }));
  });
}

/** @param {HTMLDialogElement} dialog @param {() => Promise<unknown>} save */
async function saveIn(dialog, save) {
  const button = part(dialog, ".save");
  const problem = part(dialog, ".problem");
  if (isBusy(button)) return;
  problem.hidden = true;
  try {
    await showBusy(button, save());
    dialog.close();
  } catch (error) {
    problem.textContent = errorMessage(error);
    problem.hidden = false;
  }
}

/** @param {string} group */
export function changeGroup(group) {
  const wasChosen = chosenGroup() === group;
  const { dialog, form } = openFormDialog("group-template", () => {});
  /** @type {HTMLInputElement} */
  const name = part(dialog, "[name=group]");
  name.value = group;
  name.select();
  /** @param {string} to */
  const rename = (to) =>
    saveIn(dialog, async () => {
      await send("account.rename_group", { group, to });
      if (wasChosen && to) chooseGroup(to);
    });
  part(dialog, ".delete").addEventListener("click", () => rename(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rename(name.value.trim());
  });
}
