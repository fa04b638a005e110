// The Add page: enter a setup key by hand, or paste an account link. The code is previewed before
// the account is saved.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { fullTitle } from "../ui/account_label.js";
import { isAccountLink, isTransferLink } from "../ui/account_links.js";
import { parameterFields } from "../ui/account_parameters.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { codeTimeMs } from "../ui/clock.js";
import { codesAt } from "../ui/code_period.js";
import { groupDigits } from "../ui/code_text.js";
import { confirm } from "../ui/dialogs.js";
import { button, el } from "../ui/dom.js";
import { importText } from "../ui/drop_target.js";
import { PREVIEW_DELAY_MS } from "../ui/durations.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage, message } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { liveCode } from "./live_code.js";
import { setKeyHandler } from "./received_key.js";
import { secretHint } from "./secret_hint.js";

/** @typedef {import("../shapes.d.ts").OtpPreviewRequest} OtpPreviewRequest */
/** @typedef {import("../shapes.d.ts").OtpPreviewReply} OtpPreviewReply */

/** @param {string} name @param {string} key @param {string} [hint] */
function textField(name, key, hint) {
  const input = el("input", { type: "text", name, autocomplete: "off", spellcheck: "false" });
  input.dir = "auto";
  return { input, element: field({ message: key, ...(hint && { hint }) }, input) };
}

class EnterKeyForm {
  /** @param {HTMLElement} container */
  constructor(container) {
    this.link = textField("uri", "options_manual_link", "options_manual_link_text");
    this.issuer = textField("issuer", "issuer", "options_manual_issuer_text");
    this.account = textField("name", "account_name", "options_manual_name_text");
    this.secret = textField("secret", "options_manual_secret", "options_manual_secret_text");
    this.secret.input.classList.add("mono");
    this.secret.input.dir = "ltr";
    this.hint = el("p", { class: "problem secret-hint", role: "alert", hidden: true });
    this.secret.element.append(this.hint);
    this.parameters = parameterFields("options_manual_more");
    this.fields = el("div", { class: "fields" });
    this.live = liveCode(() => this.requestPreview());
    this.add = button({ class: "button primary", type: "submit", command: "account.add" });
    this.add.append(el("span", { message: "options_manual_add" }));
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    /** @type {OtpPreviewReply | null} */
    this.preview = null;
    this.previewNumber = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.previewTimer = undefined;
    this.reading = readingChoice();
    this.form = this.build();
    container.append(el("p", { class: "lead", message: "options_manual_lead" }), this.form);
  }

  build() {
    const form = el("form", { class: "panel enter-key", novalidate: true });
    this.fields.append(this.issuer.element, this.account.element, this.secret.element);
    this.fields.append(this.parameters.element);
    const side = el("div", { class: "enter-key-side" });
    side.append(this.live.element, this.reading.element, this.add, this.problem);
    form.append(el("div", { class: "enter-key-grid" }, this.fields, side));
    const link = el("details", { class: "enter-key-link" });
    link.append(el("summary", { message: "options_manual_by_link" }), this.link.element);
    form.prepend(link);
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("change", () => this.schedulePreview());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    return form;
  }

  /** @param {Event} event */
  onInput({ target }) {
    if (target instanceof HTMLInputElement && isTransferLink(target.value)) {
      importText(target.value);
      target.value = "";
      return;
    }
    // A link that was pasted into the secret's field is moved to the link's field.
    if (target === this.secret.input && isAccountLink(this.secret.input.value)) {
      this.useLink(this.secret.input.value);
      this.secret.input.value = "";
    }
    this.schedulePreview();
  }

  /** @param {string} key as it was pasted */
  useSecret(key) {
    this.secret.input.value = key;
    this.schedulePreview();
    this.issuer.input.focus();
  }

  /** @param {string} uri */
  useLink(uri) {
    this.link.input.value = uri.trim();
    const box = this.form.querySelector(".enter-key-link");
    if (box instanceof HTMLDetailsElement) box.open = true;
    this.schedulePreview();
  }

  schedulePreview() {
    clearTimeout(this.previewTimer);
    this.previewTimer = setTimeout(() => this.requestPreview(), PREVIEW_DELAY_MS);
  }

  /** @returns {OtpPreviewRequest | null} null: nothing was entered yet */
  previewRequest() {
    const uri = this.link.input.value.trim();
    if (uri) return { uri };
    const secret_base32 = this.secret.input.value;
    if (secret_base32.trim() === "") return null;
    const issuer = this.issuer.input.value.trim();
    const name = this.account.input.value.trim();
    return { secret_base32, issuer, name, ...this.parameters.values() };
  }

  async requestPreview() {
    const request = this.previewRequest();
    this.previewNumber += 1;
    const { previewNumber: turn } = this;
    this.clearErrors();
    if (!request) return this.show(null);
    try {
      const preview = await send("otp.preview", request);
      if (turn === this.previewNumber) this.show(preview);
    } catch (error) {
      if (turn !== this.previewNumber) return;
      refreshIfLocked(error);
      this.show(null);
      this.showErrorAtField(/** @type {{ code?: string, where?: string }} */ (error));
    }
  }

  clearErrors() {
    this.hint.hidden = true;
    this.problem.hidden = true;
    for (const { input } of [this.link, this.issuer, this.account, this.secret])
      setError(input, "");
    this.parameters.clear();
  }

  /** @param {OtpPreviewReply | null} preview */
  show(preview) {
    this.preview = preview;
    const byLink = this.link.input.value.trim() !== "";
    this.fields.hidden = byLink; // the link contains the names
    this.live.show(preview?.row ?? null, byLink);
    this.reading.show(preview);
  }

  /** Shows the error at the field it is about. @param {{ code?: string, where?: string }} error */
  showErrorAtField(error) {
    const where = error.where ?? "";
    const text = errorMessage(error);
    if (this.link.input.value.trim()) return setError(this.link.input, text);
    const hint = secretHint(this.secret.input.value, error);
    if (hint) {
      this.hint.replaceChildren(...hint);
      this.hint.hidden = false;
    } else if (where.startsWith("secret")) setError(this.secret.input, text);
    else if (where.startsWith("issuer")) setError(this.issuer.input, text);
    else if (where.startsWith("name")) setError(this.account.input, text);
    else if (!this.parameters.showError(where, text)) this.showError(text);
  }

  /** @param {string} text */
  showError(text) {
    this.problem.textContent = text;
    this.problem.hidden = false;
  }

  async save() {
    if (isBusy(this.add)) return;
    clearTimeout(this.previewTimer);
    if (!this.previewRequest()) return this.secret.input.focus();
    await this.requestPreview();
    if (!this.preview) return;
    const { row } = this.preview;
    const uri = this.reading.uri(this.preview);
    if (!uri) return this.showError(message("reading_choose"));
    try {
      const { state, account_id } = await showBusy(this.add, send("account.add", { uri }));
      if (state === "second" || state === "ahead") await this.ask(state, uri, row);
      else this.onSaved(state === "known", account_id, fullTitle(row));
    } catch (error) {
      refreshIfLocked(error);
      this.showError(errorMessage(error));
    }
  }

  /**
   * Asks what to do about a key that is saved already.
   * @param {"second" | "ahead"} state
   * @param {string} uri
   * @param {import("../shapes.d.ts").Row} row
   */
  async ask(state, uri, row) {
    const key = state === "second" ? "second_add" : "ahead_continue";
    const isWanted = await confirm({
      title: message(`${state}_title`),
      text: message(`${state}_text`),
      message: key,
      parts: state === "second" ? [] : [row.counter],
      command: "account.add",
      isDangerous: false,
    });
    if (!isWanted) return;
    const same_key = state === "second" ? "second" : "counter";
    const added = await send("account.add", { uri, same_key });
    if (added.state === "counted") toast(message("counted_title"));
    else this.onSaved(false, added.account_id, fullTitle(row));
  }

  /** @param {boolean} known @param {string} id @param {string} title */
  onSaved(known, id, title) {
    if (known) return toast(message("options_manual_known", title));
    this.form.reset();
    this.show(null);
    this.parameters.reset();
    const act = () => send("account.remove", { id }).catch((error) => toast(errorMessage(error)));
    const undo = { label: message("undo"), command: "account.remove", act };
    toast(message("added_account", title), { action: undo, durationMs: UNDO_OFFERED_MS });
    this.issuer.input.focus();
  }
}

/** Asks which of two codes is right, if the key can be base32 and hexadecimal. */
function readingChoice() {
  const element = el("fieldset", { class: "group reading-choice", hidden: true });
  let shownUri = "";

  /** @param {string} value @param {string} caption @param {import("../shapes.d.ts").Row} row */
  const choice = (value, caption, row) => {
    const input = el("input", { type: "radio", name: "reading", value });
    const code = codesAt(row, codeTimeMs()).code ?? "";
    const text = `${message(caption)} ${groupDigits(code)}`;
    return el("label", { class: "choice" }, input, el("span", { text }));
  };
  return {
    element,
    /** @param {OtpPreviewReply | null} preview */
    show(preview) {
      const other = preview?.hexadecimal;
      element.hidden = !other;
      if (!preview || !other) {
        element.replaceChildren();
        shownUri = "";
        return;
      }
      const chosen = shownUri === preview.uri ? selected(element) : "";
      shownUri = preview.uri;
      element.replaceChildren(
        el("legend", { message: "reading_title" }),
        el("p", { class: "hint", message: "reading_text" }),
        choice("base32", "reading_base32", preview.row),
        choice("hexadecimal", "reading_hexadecimal", other.row),
      );
      const input = chosen && element.querySelector(`[value="${chosen}"]`);
      if (input instanceof HTMLInputElement) input.checked = true;
    },
    /** @param {OtpPreviewReply} preview @returns {string} empty: the user has not said it yet */
    uri({ uri, hexadecimal }) {
      if (!hexadecimal) return uri;
      const chosen = selected(element);
      if (!chosen) return "";
      return chosen === "hexadecimal" ? hexadecimal.uri : uri;
    },
  };
}

/** @param {HTMLElement} choices @returns {string} */
function selected(choices) {
  const input = choices.querySelector("input:checked");
  return input instanceof HTMLInputElement ? input.value : "";
}

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  const form = new EnterKeyForm(container);
  // Only now is the form visible, so that it can get the focus.
  return () => setKeyHandler((key) => form.useSecret(key));
}
