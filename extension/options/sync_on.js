// Turning sync on: a name for this computer and what opens the synced data; where another computer has
// turned it on before, a preview of what will be added.

import { MAX_MACHINE_NAME_CHARACTERS } from "../facts/sync.js";
import { showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { field } from "../ui/fields.js";
import { errorMessage, message, plural } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import { unlockForm } from "../ui/unlock_form.js";
import { currentStatus, refreshIfLocked, slotsOfKind } from "../ui/vault_status.js";
import { dateText } from "./passkeys.js";

/** @typedef {import("../shapes.d.ts").SyncStatus} SyncStatus */
/** @typedef {import("../shapes.d.ts").SyncPreviewReply} SyncPreview */
/** @typedef {SyncStatus["opens_with"][number]} SyncFactorName */

const FACTORS = /** @type {const} */ (["passphrase", "recovery"]);

/** Returns what can open the synced data of this vault. @returns {SyncFactorName[]} */
export function ownFactors() {
  return FACTORS.filter((kind) => slotsOfKind(kind).length > 0);
}

/**
 * A form that asks for the passphrase or the recovery key.
 * @param {{ factors: SyncFactorName[], command: string, message: string,
 *   attempt: (factor: import("../shapes.d.ts").SyncFactor) => Promise<unknown> }} options
 */
export function factorForm({ factors, command, message: key, attempt }) {
  const slots = factors.map((kind) => ({
    id: "",
    kind,
    added_at_unix: 0,
    credential: "",
    salt: "",
  }));
  const status = { ...currentStatus(), slots };
  return unlockForm({ status, command, message: key, attempt });
}

/** Returns a name to begin with: that of the system. */
function proposedName() {
  const { platform = "" } = /** @type {any} */ (navigator).userAgentData ?? {};
  return platform || "Chrome";
}

/** @param {SyncPreview} look */
function previewFacts({ here, there, same, coming, going, namesakes, machines }) {
  const list = el("dl", { class: "facts" });
  for (const [name, count] of Object.entries({ here, there, same, coming, going })) {
    list.append(
      el("dt", { message: `sync_preview_${name}` }),
      el("dd", { "data-count": name, text: plural("sync_count", count) }),
    );
  }
  const names = new Intl.ListFormat(message("lang"), { type: "unit" }).format(machines);
  const who = el("p", { text: message("sync_preview_with", names), hidden: names === "" });
  const note = el("p", { class: "notice", text: plural("sync_preview_namesakes", namesakes) });
  note.hidden = namesakes === 0;
  return el("div", { class: "fields" }, who, list, note);
}

/** What the user goes through until sync is on. */
class TurnOnDialog {
  /** @param {SyncStatus} status @param {() => unknown} onChange */
  constructor(status, onChange) {
    this.status = status;
    this.onChange = onChange;
    this.dialog = openDialog({ title: message("sync_turn_on") });
    this.nameInput = el("input", {
      name: "machine",
      maxlength: MAX_MACHINE_NAME_CHARACTERS,
      autocomplete: "off",
    });
    this.nameInput.dir = "auto";
    this.nameInput.value = status.this_machine?.name ?? proposedName();
  }

  name() {
    return this.nameInput.value.trim() || proposedName();
  }

  async done() {
    this.dialog.close();
    toast(message("sync_is_on"));
    await this.onChange();
  }

  nameField() {
    return field({ message: "sync_name", hint: "sync_name_text" }, this.nameInput);
  }

  /** @param {boolean} replaces whether the data of another computer is deleted */
  showFirst(replaces) {
    const { form } = factorForm({
      factors: ownFactors(),
      command: "sync.turn_on",
      message: replaces ? "sync_replace_confirm" : "sync_turn_on",
      attempt: async (factor) => {
        const { way } = this.status;
        await send("sync.turn_on", { ...factor, way, name: this.name(), replaces });
        await this.done();
      },
    });
    if (replaces) this.dialog.heading.textContent = message("sync_replace_title");
    const text = el("p", { message: replaces ? "sync_replace_text" : "sync_first_text" });
    this.dialog.body.replaceChildren(text, this.nameField(), form);
    this.nameInput.select();
  }

  showFound() {
    const { opens_with, way, passphrase_set_at_unix: since } = this.status;
    const { form } = factorForm({
      factors: opens_with,
      command: "sync.preview",
      message: "options_continue",
      attempt: async (factor) => this.showPreview(await send("sync.preview", { ...factor, way })),
    });
    const day = since === null ? "" : message("sync_found_since", dateText(since));
    const replace = button({ class: "link", message: "sync_replace", command: "sync.turn_on" });
    replace.hidden = ownFactors().length === 0;
    replace.addEventListener("click", () => this.showFirst(true));
    const text = joinSentences(
      message(way === "folder" ? "sync_found_in_folder" : "sync_found"),
      message("sync_found_text"),
      day,
    );
    this.dialog.body.replaceChildren(el("p", { text }), this.nameField(), form, replace);
    this.nameInput.select();
  }

  /** @param {SyncPreview} look */
  showPreview(look) {
    const { body, heading, close } = this.dialog;
    heading.textContent = message("sync_preview");
    const join = button({ class: "button primary", message: "sync_join", command: "sync.turn_on" });
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    join.addEventListener("click", async () => {
      problem.hidden = true;
      const request = { way: this.status.way, name: this.name(), preview_id: look.id };
      try {
        await showBusy(join, send("sync.turn_on", request));
        await this.done();
      } catch (error) {
        refreshIfLocked(error);
        problem.textContent = errorMessage(error);
        problem.hidden = false;
      }
    });
    const cancel = button({ class: "button quiet", message: "cancel", on: { click: close } });
    const choices = el("div", { class: "choices end" }, cancel, join);
    body.replaceChildren(previewFacts(look), problem, choices);
    join.focus();
  }
}

/**
 * Asks what is needed to turn sync on, or to join another computer's data.
 * @param {SyncStatus} status @param {() => unknown} onChange
 */
export function turnSyncOn(status, onChange) {
  const dialog = new TurnOnDialog(status, onChange);
  const isFound = status.area === "found" || status.area === "foreign";
  if (!isFound) dialog.showFirst(false);
  else if (status.opens_with.length > 0) dialog.showFound();
  else dialog.showFirst(true); // it is damaged, so nothing opens it
}
