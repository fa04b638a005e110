// Parts of the Sync section while sync is on: the name of this computer, the other computers, and how
// much space is used.

import { MAX_MACHINE_NAME_CHARACTERS, NEARLY_FULL_PERCENT } from "../facts/sync.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { attempt } from "./attempt.js";

/** @typedef {import("../shapes.d.ts").SyncStatus} SyncStatus */
/** @typedef {import("../shapes.d.ts").SyncMachine} SyncMachine */

const FULL_PERCENT = 95;

/** @param {number} atUnix */
export function timeText(atUnix) {
  const style = /** @type {const} */ ({ dateStyle: "medium", timeStyle: "short" });
  return new Intl.DateTimeFormat(message("lang"), style).format(new Date(atUnix * 1000));
}

/** The name of this computer, saved when the field is left. @param {() => unknown} onChange */
export function machineNameField(onChange) {
  const input = el("input", {
    name: "this_machine",
    maxlength: MAX_MACHINE_NAME_CHARACTERS,
    autocomplete: "off",
  });
  input.dir = "auto";
  input.dataset.command = "sync.rename";
  let saved = "";
  /** @param {string} name */
  const save = async (name) => {
    const before = saved;
    try {
      await send("sync.rename", { name });
      saved = input.value = name;
      const undo = { label: message("undo"), command: "sync.rename", act: () => save(before) };
      toast(message("options_saved"), { action: undo });
      await onChange();
    } catch (error) {
      refreshIfLocked(error);
      setError(input, errorMessage(error));
    }
  };
  input.addEventListener("change", () => {
    setError(input, "");
    const name = input.value.trim();
    if (name === "") input.value = saved;
    else if (name !== saved) save(name);
  });
  return {
    element: field({ message: "sync_name", hint: "sync_name_text" }, input),
    /** @param {string} name */
    show(name) {
      if (input.value === saved) input.value = name; // else the user is typing
      saved = name;
    },
  };
}

/** The other computers. @param {() => unknown} onChange */
export function machineList(onChange) {
  const list = el("ul", { class: "slots" });
  const none = el("p", { class: "quiet", message: "sync_others_none" });
  const title = el("h3", { message: "sync_others", tabindex: "-1" });

  /** @param {SyncMachine} machine */
  const remove = async ({ id, name }) => {
    const isConfirmed = await confirm({
      title: message("sync_remove_title", name),
      text: message("sync_remove_text"),
      message: "options_remove_method",
      command: "sync.remove_machine",
    });
    if (!isConfirmed) return;
    await send("sync.remove_machine", { id });
    toast(message("sync_removed", name));
    await onChange();
    title.focus();
  };

  /** @param {SyncMachine} machine */
  const line = (machine) => {
    const { id, name, last_seen_unix: at } = machine;
    const removeButton = button({
      class: "button quiet danger-text",
      message: "options_remove_method",
    });
    removeButton.dataset.command = "sync.remove_machine";
    removeButton.ariaLabel = message("sync_remove_name", name);
    removeButton.addEventListener("click", () => attempt(removeButton, () => remove(machine)));
    const when = el("span", { class: "hint", text: message("sync_last_seen", timeText(at)) });
    const names = el("span", { class: "machine" }, el("b", { text: name, dir: "auto" }), when);
    return el("li", { "data-machine": id }, icon("computer"), names, removeButton);
  };

  return {
    element: el("div", { class: "part" }, title, none, list),
    /** @param {SyncMachine[]} machines */
    show(machines) {
      none.hidden = machines.length > 0;
      list.hidden = machines.length === 0;
      list.replaceChildren(...machines.map(line));
    },
  };
}

/** How much space is used, and what has none. */
export function spacePart() {
  const limits = { min: 0, max: 100, low: NEARLY_FULL_PERCENT, high: FULL_PERCENT, optimum: 0 };
  const meter = el("meter", limits);
  meter.ariaLabel = message("sync_space");
  const percent = el("span", { class: "percent" });
  const warning = el("p", { class: "notice warn", message: "sync_space_warn" });
  const local = el("p", { class: "notice warn" });
  const details = el("p", { class: "notice" });
  const line = el("div", { class: "field-line" }, meter, percent);
  const title = el("h3", { message: "sync_space" });
  const element = el("div", { class: "part" }, title, line, warning, local, details);
  return {
    element,
    /** @param {SyncStatus} status */
    show({ room, local_accounts, local_details }) {
      element.hidden = room === null; // a folder has no limit
      meter.value = room?.percent ?? 0;
      percent.textContent = message("sync_space_used", room?.percent ?? 0);
      local.hidden = local_accounts.length === 0;
      local.textContent = plural("sync_local", local_accounts.length);
      details.hidden = local_details === 0;
      details.textContent = plural("sync_details", local_details);
      warning.hidden = !room?.is_nearly_full || !local.hidden;
    },
  };
}
