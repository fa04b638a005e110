// An account typed by hand, as sites print it, with its code running before anything is saved. A
// link of an account does as well.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { isAccountLink, isTransferLink } from "../ui/account_links.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { importText } from "../ui/drop_target.js";
import { field, setError } from "../ui/fields.js";
import { send } from "../ui/messages.js";
import { fullTitle } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";
import { particularsFields } from "./account_parameters.js";
import { liveCode } from "./live_code.js";
import { secretHint } from "./secret_hint.js";

/** @typedef {import("../shapes.d.ts").OtpPreviewRequest} Looking */
/** @typedef {import("../shapes.d.ts").OtpPreviewReply} Looked */

const PAUSE_MS = 200;

/** @param {string} name @param {string} key @param {string} [hint] */
function textField(name, key, hint) {
  const input = el("input", { type: "text", name, autocomplete: "off", spellcheck: "false" });
  input.dir = "auto";
  return { input, element: field({ message: key, ...(hint && { hint }) }, input) };
}

class ByHand {
  /** @param {HTMLElement} room */
  constructor(room) {
    this.link = textField("uri", "options_hand_link", "options_hand_link_text");
    this.issuer = textField("issuer", "issuer", "options_hand_issuer_text");
    this.account = textField("name", "account_name", "options_hand_name_text");
    this.secret = textField("secret", "options_hand_secret", "options_hand_secret_text");
    this.secret.input.classList.add("mono");
    this.secret.input.dir = "ltr";
    this.hint = el("p", { class: "problem secret-hint", role: "alert", hidden: true });
    this.secret.element.append(this.hint);
    this.more = particularsFields();
    this.fields = el("div", { class: "fields" });
    this.live = liveCode(() => this.look());
    this.add = button({ class: "button primary", type: "submit", command: "account.add" });
    this.add.append(el("span", { message: "options_hand_add" }));
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    /** @type {Looked | null} */
    this.looked = null;
    this.turn = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pause = undefined;
    this.form = this.build();
    room.append(el("p", { class: "lead", message: "options_hand_lead" }), this.form);
  }

  build() {
    const form = el("form", { class: "panel hand", novalidate: true });
    this.fields.append(this.issuer.element, this.account.element, this.secret.element);
    this.fields.append(this.more.element);
    const side = el("div", { class: "hand-side" }, this.live.element, this.add, this.problem);
    form.append(el("div", { class: "hand-grid" }, this.fields, side));
    const link = el("details", { class: "hand-link" });
    link.append(el("summary", { message: "options_hand_by_link" }), this.link.element);
    form.prepend(link);
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("change", () => this.lookSoon());
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
    // A link that was put where the secret goes is taken for what it is.
    if (target === this.secret.input && isAccountLink(this.secret.input.value)) {
      this.useLink(this.secret.input.value);
      this.secret.input.value = "";
    }
    this.lookSoon();
  }

  /** @param {string} uri */
  useLink(uri) {
    this.link.input.value = uri.trim();
    const box = this.form.querySelector(".hand-link");
    if (box instanceof HTMLDetailsElement) box.open = true;
    this.lookSoon();
  }

  lookSoon() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.look(), PAUSE_MS);
  }

  /** @returns {Looking | null} what to look at; null: nothing yet */
  asking() {
    const uri = this.link.input.value.trim();
    if (uri) return { uri };
    const secret_base32 = this.secret.input.value;
    if (secret_base32.trim() === "") return null;
    const issuer = this.issuer.input.value.trim();
    const name = this.account.input.value.trim();
    return { secret_base32, issuer, name, ...this.more.values() };
  }

  async look() {
    const asking = this.asking();
    this.turn += 1;
    const { turn } = this;
    this.clearTroubles();
    if (!asking) return this.show(null);
    try {
      const looked = await send("otp.preview", asking);
      if (turn === this.turn) this.show(looked);
    } catch (error) {
      if (turn !== this.turn) return;
      refreshIfLocked(error);
      this.show(null);
      this.tell(/** @type {{ code?: string, where?: string }} */ (error));
    }
  }

  clearTroubles() {
    this.hint.hidden = true;
    this.problem.hidden = true;
    for (const { input } of [this.link, this.issuer, this.account, this.secret])
      setError(input, "");
    this.more.clear();
  }

  /** @param {Looked | null} looked */
  show(looked) {
    this.looked = looked;
    const byLink = this.link.input.value.trim() !== "";
    this.fields.hidden = byLink; // the link says it all
    this.live.show(looked?.row ?? null, byLink);
  }

  /** Says it at the field it is about. @param {{ code?: string, where?: string }} error */
  tell(error) {
    const where = error.where ?? "";
    const text = errorMessage(error);
    if (this.link.input.value.trim()) return setError(this.link.input, text);
    if (error.code === "secret.invalid" && /\[\d+\]/.test(where)) {
      this.hint.replaceChildren(...secretHint(this.secret.input.value, where));
      this.hint.hidden = false;
    } else if (where.startsWith("secret")) setError(this.secret.input, text);
    else if (where.startsWith("issuer")) setError(this.issuer.input, text);
    else if (where.startsWith("name")) setError(this.account.input, text);
    else if (!this.more.complain(where, text)) this.complain(text);
  }

  /** @param {string} text */
  complain(text) {
    this.problem.textContent = text;
    this.problem.hidden = false;
  }

  async save() {
    if (isBusy(this.add)) return;
    clearTimeout(this.pause);
    if (!this.asking()) return this.secret.input.focus();
    await this.look();
    if (!this.looked) return;
    const { uri, row } = this.looked;
    try {
      const { state, account_id } = await showBusy(this.add, send("account.add", { uri }));
      this.saved(state === "known", account_id, fullTitle(row));
    } catch (error) {
      refreshIfLocked(error);
      this.complain(errorMessage(error));
    }
  }

  /** @param {boolean} known @param {string} id @param {string} title */
  saved(known, id, title) {
    if (known) return toast(message("options_hand_known", title));
    this.form.reset();
    this.show(null);
    this.more.reset();
    const act = () => send("account.remove", { id }).catch((error) => toast(errorMessage(error)));
    const undo = { label: message("undo"), command: "account.remove", act };
    toast(message("added_account", title), { action: undo, durationMs: UNDO_OFFERED_MS });
    this.issuer.input.focus();
  }
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const byHand = new ByHand(room);
  return (rest) => {
    if (!rest) return;
    history.replaceState(null, "", "#add"); // a secret does not stay in the address
    const uri = decodeURIComponent(rest);
    if (isTransferLink(uri)) importText(uri);
    else byHand.useLink(uri);
  };
}
