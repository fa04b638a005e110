// All that is kept of one account, in a drawer. What is written is saved when it is left, and can be
// taken back.

import { KIND_NAMES } from "../facts/account.js";
import { showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { accountTile, fullTitle } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { accountTitle, errorMessage, message } from "../ui/words.js";
import { groupsField } from "./groups.js";
import { recoveryCodes } from "./recovery_codes.js";
import { showSingleCode } from "./single_code.js";

/** @typedef {import("../shapes.d.ts").AccountDetailsReply} Details */
/** @typedef {import("../shapes.d.ts").AccountEditRequest} Editing */
/** @typedef {{ onChange(): void, onRemove(): void, onClose(): void }} Ears */
/** @typedef {"issuer" | "name" | "note" | "emergency_note" | "emergency_link"} TextPart */

const SAID_MS = 2500;

class Drawer {
  /** @param {string} id @param {Ears} ears */
  constructor(id, ears) {
    this.id = id;
    this.ears = ears;
    /** @type {Details | null} */
    this.details = null;
    this.saved = el("span", { class: "saved", role: "status" });
    this.dialog = openDialog({
      title: message("options_details"),
      class: "drawer",
      onClose: ears.onClose,
    });
    // What is being written is left, and so saved, before the drawer goes.
    this.dialog.element.addEventListener("cancel", () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
  }

  async fill() {
    try {
      this.show(await send("account.details", { id: this.id }));
    } catch (error) {
      refreshIfLocked(error);
      this.dialog.body.append(
        el("p", { class: "problem", role: "alert", text: errorMessage(error) }),
      );
    }
  }

  /** @param {Details} details */
  show(details) {
    this.details = details;
    const { body, heading, head } = this.dialog;
    heading.textContent = accountTitle(details);
    head.prepend(accountTile(details));
    heading.after(this.saved);
    body.replaceChildren(
      this.text("issuer", "issuer"),
      this.text("name", "account_name"),
      groupsField(details.groups, (groups) => this.save({ groups })),
      this.text("note", "options_note", { long: true }),
      this.emergency(),
      facts(details),
      this.deeds(details),
    );
  }

  emergency() {
    const link = this.text("emergency_link", "options_emergency_link", { type: "url" });
    const open = el("a", { class: "button quiet", target: "_blank", rel: "noreferrer" });
    open.append(icon("link", 16), el("span", { message: "options_open_link" }));
    const showLink = () => {
      const address = this.details?.emergency_link ?? "";
      open.hidden = !/^https?:/i.test(address);
      if (!open.hidden) open.href = address;
    };
    showLink();
    link.querySelector("input")?.addEventListener("kakomi-saved", showLink);
    link.querySelector(".field-line")?.append(open);
    const codes = recoveryCodes(
      () => this.details?.recovery_codes ?? [],
      (change) => this.save(change),
    );
    const group = el(
      "fieldset",
      { class: "group" },
      el("legend", { message: "options_emergency" }),
    );
    group.append(el("p", { class: "hint", message: "options_emergency_text" }));
    group.append(
      link,
      this.text("emergency_note", "options_emergency_note", { long: true }),
      codes,
    );
    return group;
  }

  /**
   * @param {TextPart} part
   * @param {string} key
   * @param {{ long?: boolean, type?: string }} [how]
   */
  text(part, key, { long = false, type = "text" } = {}) {
    const control = long
      ? el("textarea", { name: part, rows: 3 })
      : el("input", { name: part, type, autocomplete: "off", spellcheck: "false" });
    control.dir = type === "url" ? "ltr" : "auto";
    control.dataset.command = "account.edit";
    control.value = this.details?.[part] ?? "";
    control.addEventListener("change", () => this.keep(control, part));
    return field({ message: key }, control);
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} control @param {TextPart} part */
  async keep(control, part) {
    const before = this.details?.[part] ?? "";
    const value = control.value.trim();
    if (value === before) return;
    setError(control, "");
    const trouble = await this.save({ [part]: value });
    if (trouble) return setError(control, trouble);
    control.dispatchEvent(new Event("kakomi-saved"));
    const undo = async () => {
      if (await this.save({ [part]: before })) return;
      control.value = before;
      control.dispatchEvent(new Event("kakomi-saved"));
    };
    const action = { label: message("undo"), command: "account.edit", act: undo };
    if (!this.dialog.element.open) toast(message("options_saved"), { action });
    else this.say(undo);
  }

  /** @param {() => void} [undo] */
  say(undo) {
    this.saved.replaceChildren(icon("check", 16), el("span", { message: "options_saved" }));
    if (undo) {
      const back = button({ class: "link", message: "undo", command: "account.edit" });
      back.addEventListener("click", () => {
        undo();
        this.saved.replaceChildren();
      });
      this.saved.append(back);
    } else setTimeout(() => this.saved.replaceChildren(), SAID_MS);
  }

  /**
   * @param {Omit<Editing, "id">} change
   * @returns {Promise<string>} what went wrong, in words; empty: saved
   */
  async save(change) {
    try {
      const saved = await send("account.edit", { id: this.id, ...change });
      Object.assign(this.details ?? {}, change, saved);
    } catch (error) {
      refreshIfLocked(error);
      return errorMessage(error);
    }
    if (this.details) this.dialog.heading.textContent = accountTitle(this.details);
    this.ears.onChange();
    this.say();
    return "";
  }

  /** @param {Details} details */
  deeds(details) {
    const qr = button({ command: "backup.export" }, icon("qr", 18));
    qr.append(el("span", { message: "options_show_qr" }));
    qr.addEventListener("click", () => showSingleCode(this.id, fullTitle(details)));
    const remove = button({ class: "button quiet danger-text", command: "account.remove" });
    remove.append(icon("trash", 18), el("span", { message: "remove" }));
    remove.addEventListener("click", async () => {
      try {
        await showBusy(remove, send("account.remove", { id: this.id }));
        this.dialog.close();
        this.ears.onRemove();
      } catch (error) {
        refreshIfLocked(error);
        toast(errorMessage(error));
      }
    });
    return el("div", { class: "choices spread" }, qr, remove);
  }
}

/** @param {Details} details */
function facts(details) {
  const list = el("dl", { class: "facts" });
  /** @param {string} key @param {string} value */
  const tell = (key, value) => {
    if (value) list.append(el("dt", { message: key }), el("dd", { text: value, dir: "auto" }));
  };
  const { kind, algorithm, digits, period_s, counter } = details;
  const added = new Date(details.added_at_unix * 1000);
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long" });
  tell("options_fact_added", details.added_at_unix > 0 ? day.format(added) : "");
  tell("options_fact_origin", details.origin);
  tell("options_fact_kind", KIND_NAMES[kind]);
  if (kind !== "steam") tell("options_fact_algorithm", algorithm.replace("SHA", "SHA-"));
  tell("options_fact_digits", message("digits_count", digits));
  if (kind === "hotp") tell("options_fact_counter", String(counter));
  else tell("options_fact_period", message("period_seconds", period_s));
  return list;
}

/** @param {string} id @param {Ears} ears */
export function openDetails(id, ears) {
  return new Drawer(id, ears).fill();
}
