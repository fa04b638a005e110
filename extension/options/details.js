// The drawer with everything stored about an account. A field is saved when it loses the focus, and
// can be undone.

import { KIND_NAMES } from "../facts/account.js";
import { accountTitle, algorithmName, fullTitle } from "../ui/account_label.js";
import { showBusy } from "../ui/busy.js";
import { openDialog } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { isForbidden } from "../ui/policy.js";
import { accountTile, paintTile } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { pictureField } from "./account_picture.js";
import { counterField } from "./counter.js";
import { groupsField } from "./groups.js";
import { pickIcon } from "./icon_picker.js";
import { parametersForm } from "./parameters_form.js";
import { recoveryCodesField } from "./recovery_codes.js";
import { showAccountQr } from "./single_code.js";
import { sitesGroup } from "./sites.js";
import { isOnlyHere } from "./sync_marks.js";

/** @typedef {import("../shapes.d.ts").AccountDetailsReply} AccountDetailsReply */
/** @typedef {import("../shapes.d.ts").AccountEditRequest} AccountEditRequest */
/** @typedef {{ onChange(): void, onRemove(): void, onClose(): void }} DetailsListeners */
/** @typedef {"issuer" | "name" | "note" | "emergency_note" | "emergency_link"} TextField */

const SAVED_SHOWN_MS = 2500;

class DetailsDrawer {
  /** @param {string} id @param {DetailsListeners} listeners */
  constructor(id, listeners) {
    this.id = id;
    this.listeners = listeners;
    /** @type {AccountDetailsReply | null} */
    this.details = null;
    /** @type {HTMLElement | null} */
    this.tile = null;
    this.savedNote = el("span", { class: "saved", role: "status" });
    this.dialog = openDialog({
      title: message("options_details"),
      class: "drawer",
      onClose: listeners.onClose,
    });
    // Escape closes the drawer. The field that has the focus is left, and so saved, before.
    this.dialog.element.addEventListener("cancel", () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
  }

  async load() {
    try {
      this.show(await send("account.details", { id: this.id }));
    } catch (error) {
      refreshIfLocked(error);
      this.dialog.body.append(
        el("p", { class: "problem", role: "alert", text: errorMessage(error) }),
      );
    }
  }

  /** Shows the account as it is saved now, at the same place. */
  async reload() {
    const { scrollTop } = this.dialog.element;
    this.listeners.onChange();
    await this.load();
    this.dialog.element.scrollTop = scrollTop;
  }

  /** @param {AccountDetailsReply} details */
  show(details) {
    this.details = details;
    const { body, heading, head } = this.dialog;
    heading.textContent = accountTitle(details);
    this.tile?.remove();
    this.tile = accountTile({ ...details, icon: details.service_icon });
    head.prepend(this.tile);
    heading.after(this.savedNote);
    const here = el("p", {
      class: "notice",
      message: "sync_local_text",
      hidden: !isOnlyHere(this.id),
    });
    body.replaceChildren(
      here,
      this.textField("issuer", "issuer"),
      this.textField("name", "account_name"),
      this.pictureField(details),
      groupsField(details.groups, (groups) => this.save({ groups })),
      this.textField("note", "options_note", { long: true }),
      details.kind === "hotp" ? this.counterFields(details) : "",
      sitesGroup(
        () => this.details ?? details,
        (change) => this.save(change),
      ),
      this.emergencyFields(),
      parametersForm(details, async (undo) => {
        await this.reload();
        this.showSaved(undo);
      }),
      parameterList(details),
      this.actionButtons(details),
    );
  }

  /** @param {AccountDetailsReply} details */
  counterFields(details) {
    return counterField({
      id: this.id,
      counter: () => details.counter,
      save: (counter) => this.save({ counter }),
      onFound: (counter) => {
        details.counter = counter;
        this.listeners.onChange();
      },
    });
  }

  /** @param {AccountDetailsReply} details */
  pictureField(details) {
    return pictureField({
      id: this.id,
      version: () => this.details?.picture ?? "",
      pickIcon: () => pickIcon(this.details ?? details),
      onIcon: (tile, undo) => {
        Object.assign(this.details ?? details, tile);
        this.paintTile();
        this.listeners.onChange();
        this.showSaved(() => undo().then(() => this.reload()));
      },
      onSaved: (version, undo) => {
        Object.assign(this.details ?? details, { picture: version });
        this.paintTile();
        this.listeners.onChange();
        this.showSaved(undo);
      },
    });
  }

  paintTile() {
    if (!this.tile || !this.details) return;
    paintTile(this.tile, { ...this.details, icon: this.details.service_icon });
  }

  emergencyFields() {
    const link = this.textField("emergency_link", "options_emergency_link", { type: "url" });
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
    const codes = recoveryCodesField(
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
      this.textField("emergency_note", "options_emergency_note", { long: true }),
      codes,
    );
    return group;
  }

  /**
   * @param {TextField} part
   * @param {string} key
   * @param {{ long?: boolean, type?: string }} [how]
   */
  textField(part, key, { long = false, type = "text" } = {}) {
    const control = long
      ? el("textarea", { name: part, rows: 3 })
      : el("input", { name: part, type, autocomplete: "off", spellcheck: "false" });
    control.dir = type === "url" ? "ltr" : "auto";
    control.dataset.command = "account.edit";
    control.value = this.details?.[part] ?? "";
    control.addEventListener("change", () => this.saveField(control, part));
    return field({ message: key }, control);
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} control @param {TextField} part */
  async saveField(control, part) {
    const before = this.details?.[part] ?? "";
    const value = control.value.trim();
    if (value === before) return;
    setError(control, "");
    const error = await this.save({ [part]: value });
    if (error) return setError(control, error);
    control.dispatchEvent(new Event("kakomi-saved"));
    const undo = async () => {
      if (await this.save({ [part]: before })) return;
      control.value = before;
      control.dispatchEvent(new Event("kakomi-saved"));
    };
    const action = { label: message("undo"), command: "account.edit", act: undo };
    if (!this.dialog.element.open) toast(message("options_saved"), { action });
    else this.showSaved(undo);
  }

  /** @param {() => void} [undo] */
  showSaved(undo) {
    this.savedNote.replaceChildren(icon("check", 16), el("span", { message: "options_saved" }));
    if (undo) {
      const back = button({ class: "link", message: "undo", command: "account.edit" });
      back.addEventListener("click", () => {
        undo();
        this.savedNote.replaceChildren();
      });
      this.savedNote.append(back);
    } else setTimeout(() => this.savedNote.replaceChildren(), SAVED_SHOWN_MS);
  }

  /**
   * @param {Omit<AccountEditRequest, "id">} change
   * @returns {Promise<string>} the error's text; empty if it was saved
   */
  async save(change) {
    try {
      const saved = await send("account.edit", { id: this.id, ...change });
      Object.assign(this.details ?? {}, change, saved);
    } catch (error) {
      refreshIfLocked(error);
      return errorMessage(error);
    }
    if (this.details) {
      this.dialog.heading.textContent = accountTitle(this.details);
      this.paintTile();
    }
    this.listeners.onChange();
    this.showSaved();
    return "";
  }

  /** @param {string} undo */
  async takeBack(undo) {
    try {
      await send("import.undo", { undo });
      await this.reload();
      this.showSaved();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  }

  /** @param {AccountDetailsReply} details */
  actionButtons(details) {
    const qr = button({ command: "backup.export" }, icon("qr", 18));
    qr.append(el("span", { message: "options_show_key" }));
    const onKeySaved = async (/** @type {string} */ undo) => {
      await this.reload();
      this.showSaved(() => this.takeBack(undo));
    };
    qr.addEventListener("click", () => showAccountQr(this.id, fullTitle(details), onKeySaved));
    const remove = button({ class: "button quiet danger-text", command: "account.remove" });
    remove.append(icon("trash", 18), el("span", { message: "remove" }));
    remove.addEventListener("click", async () => {
      try {
        await showBusy(remove, send("account.remove", { id: this.id }));
        this.dialog.close();
        this.listeners.onRemove();
      } catch (error) {
        refreshIfLocked(error);
        toast(errorMessage(error));
      }
    });
    qr.hidden = isForbidden("qr_display");
    return el("div", { class: "choices spread" }, qr, remove);
  }
}

/** @param {AccountDetailsReply} details */
function parameterList(details) {
  const list = el("dl", { class: "facts" });
  /** @param {string} key @param {string} value */
  const addLine = (key, value) => {
    if (value) list.append(el("dt", { message: key }), el("dd", { text: value, dir: "auto" }));
  };
  const { kind, algorithm, digits, period_s } = details;
  const added = new Date(details.added_at_unix * 1000);
  const day = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long" });
  addLine("options_fact_added", details.added_at_unix > 0 ? day.format(added) : "");
  addLine("options_fact_origin", details.origin);
  addLine("options_fact_kind", KIND_NAMES[kind]);
  if (kind !== "steam") addLine("options_fact_algorithm", algorithmName(algorithm));
  addLine("options_fact_digits", message("digits_count", digits));
  if (kind !== "hotp") addLine("options_fact_period", message("period_seconds", period_s));
  return list;
}

/** @param {string} id @param {DetailsListeners} listeners */
export function openDetails(id, listeners) {
  return new DetailsDrawer(id, listeners).load();
}
