// One input of an import: being read, waiting for its password, previewed, or refused.

import { button, el } from "../dom.js";
import { errorMessage, message } from "../i18n.js";
import { icon } from "../icons.js";
import { errorCode, KakomiError, send } from "../messages.js";
import { joinSentences } from "../sentences.js";
import { announce } from "../toast.js";
import { refreshIfLocked } from "../vault_status.js";
import { isPicture, isSvg, rasterizeSvg, toBase64 } from "./file_data.js";
import { passwordForm } from "./password_form.js";
import { formatName, previewList } from "./preview.js";
import { showReadProgress } from "./read_progress.js";
import { selectRegion } from "./select_region.js";

/** @typedef {import("../drop_target.js").ImportInput} ImportInput */
/** @typedef {import("../../shapes.d.ts").ImportReadReply} ImportReadReply */
/** @typedef {import("../../shapes.d.ts").ScanImageReply} ScanImageReply */
/**
 * Inputs that are confirmed together share an import id. `importId` returns it once there is one;
 * `onExpired` is called when the worker no longer has that import, `onSeriesComplete` when this
 * picture has the last code of a series of `size` codes.
 * @typedef {{
 *   onChange(): void, onRemove(): void, onExtracted(input: ImportInput): void,
 *   onSeriesComplete(size: number): void,
 *   importId(): string | undefined, onExpired(): void,
 * }} ImportItemListeners
 */

const NOT_AN_ACCOUNT = "uri.scheme"; // a QR code of something else, as pictures often hold
const PART_OF_SERIES = "scan.part_of_series";
const KEY_FILE = "key_file"; // the error's `where`, if a key file can open the file too
const MAX_KEY_FILE_BYTES = 4096; // of the files that were dropped together; a chosen file may be larger
const MAX_COMPANION_BYTES = 1024 * 1024;

/** @type {Record<string, string>} the message that names a place, by the path's first word */
const PLACES = { json: "options_import_at_character", rows: "options_import_at_row" };

/** @param {unknown} error @returns {string} where in a damaged file the error is; empty if that is not known */
function placeOf(error) {
  const { where = "" } = /** @type {{ where?: string }} */ (error);
  const [, kind = "", index = ""] = /^(\w+)\[(\d+)\]$/.exec(where) ?? [];
  const key = errorCode(error) === "file.malformed" ? PLACES[kind] : undefined;
  return key ? message(key, String(Number(index) + 1)) : "";
}

/** @param {unknown} error */
function lacksManifest(error) {
  const { where } = /** @type {{ where?: string }} */ (error);
  return errorCode(error) === "file.incomplete" && where === "manifest";
}

/** @type {Record<string, string>} what a code is for that is no account's, by its content */
const NON_ACCOUNT = { web_link: "web_link_text", passkey: "passkey_code_text" };

/** @param {ScanImageReply["non_account"]} found null if there is no code */
function nonAccountText(found) {
  if (!found) return message("options_import_no_code");
  if (found.vendor) return message("vendor_app_text", found.vendor);
  return message(NON_ACCOUNT[found.content] ?? "options_import_no_account");
}

export class ImportItem {
  /**
   * @param {ImportInput} input
   * @param {ImportInput[]} siblings all inputs that came in the same drop or paste
   * @param {ImportItemListeners} listeners
   */
  constructor(input, siblings, listeners) {
    this.input = input;
    this.siblings = siblings;
    this.listeners = listeners;
    /** @type {ImportReadReply | null} */
    this.preview = null;
    this.stopped = false;
    this.readingId = ""; // empty while nothing is read
    /** @type {File | null} chosen by the user to go with this file */
    this.companion = null;
    this.needsCompanions = false;
    this.maxCompanionBytes = MAX_COMPANION_BYTES;
    /** @type {Blob | null} set if the input is a picture */
    this.picture = null;
    this.seriesSize = 0; // of the series whose other codes this picture waits for
    /** @type {ReturnType<typeof previewList> | null} */
    this.previewList = null;
    this.title = el("h2", { text: input.name || message("options_import_pasted"), dir: "auto" });
    this.format = el("span", { class: "quiet" });
    const removeButton = button({ class: "icon-button" }, icon("close", 18));
    removeButton.setAttribute(
      "aria-label",
      message("options_import_skip", this.title.textContent ?? ""),
    );
    removeButton.addEventListener("click", () => {
      this.stop();
      listeners.onRemove();
    });
    this.body = el("div", { class: "item-body" });
    const head = el("header", {}, this.title, this.format, removeButton);
    this.element = el("section", { class: "panel import-item" }, head, this.body);
    this.body.append(el("p", { class: "quiet", message: "options_import_waiting" }));
    this.onPageHide = () => this.stopReading();
  }

  stop() {
    this.stopped = true;
    this.stopReading();
  }

  stopReading() {
    if (this.readingId) send("import.stop", { reading: this.readingId }).catch(() => {}); // read() shows the error
  }

  discard() {
    this.stop();
    this.element.remove();
  }

  counts() {
    return this.previewList?.counts() ?? { added: 0, trashed: 0, counters: 0, details: 0 };
  }

  /** @param {string} [password] */
  async read(password) {
    if (this.stopped) return;
    this.readingId = crypto.randomUUID();
    const hideProgress = showReadProgress(this.body, () => this.stopReading());
    addEventListener("pagehide", this.onPageHide);
    try {
      const preview = await this.requestPreview(password);
      if (this.stopped) return;
      this.show(preview);
      this.listeners.onChange();
    } catch (error) {
      refreshIfLocked(error);
      if (this.stopped) return;
      if (errorCode(error) === "import.gone") this.listeners.onExpired();
      else if (errorCode(error) === "password.needed") this.askPassword(error, "");
      else if (errorCode(error) === "password.wrong") this.askPassword(error, errorMessage(error));
      else this.showError(error, password);
    } finally {
      hideProgress();
      removeEventListener("pagehide", this.onPageHide);
      this.readingId = "";
    }
  }

  /** @param {string | undefined} password @returns {Promise<ImportReadReply>} */
  async requestPreview(password) {
    const { name, blob } = this.input;
    if (await isSvg(blob)) this.picture = await rasterizeSvg(blob);
    else if (await isPicture(blob)) this.picture = blob;
    const data_base64 = await toBase64(this.picture ?? blob);
    const joins = this.listeners.importId();
    const request = { name, data_base64, ...(joins && { joins }) };
    if (this.picture) return send("scan.image", request);
    const { readingId: reading } = this;
    return this.readFile({ ...request, reading, ...(password && { password }) });
  }

  /** @param {import("../../shapes.d.ts").ImportReadRequest} request */
  async readFile(request) {
    if (this.needsCompanions)
      return send("import.read", { ...request, beside: await this.companions() });
    try {
      return await send("import.read", request);
    } catch (error) {
      if (errorCode(error) !== "file.incomplete" || this.siblings.length === 0) throw error;
      this.needsCompanions = true;
      return send("import.read", { ...request, beside: await this.companions() });
    }
  }

  /**
   * Returns the file that was chosen to go with this one, or the small ones of the same drop. Some
   * formats consist of several files.
   */
  async companions() {
    const { companion } = this;
    if (companion) return [{ name: companion.name, data_base64: await toBase64(companion) }];
    const others = this.siblings.filter(
      (one) => one !== this.input && one.blob.size <= this.maxCompanionBytes,
    );
    return Promise.all(
      others.map(async ({ name, blob }) => ({ name, data_base64: await toBase64(blob) })),
    );
  }

  /** @param {unknown} error @param {string} errorText */
  askPassword(error, errorText) {
    const withKeyFile = /** @type {{ where?: string }} */ (error).where === KEY_FILE;
    this.maxCompanionBytes = withKeyFile ? MAX_KEY_FILE_BYTES : MAX_COMPANION_BYTES;
    const { form, input } = passwordForm({
      error: errorText,
      withKeyFile,
      onOpen: (password, keyFile) => {
        if (withKeyFile) this.companion = keyFile ?? null;
        this.needsCompanions ||= withKeyFile;
        return this.read(password);
      },
    });
    this.body.replaceChildren(form);
    input.focus();
  }

  /** @param {ImportReadReply | ScanImageReply} preview */
  show(preview) {
    this.preview = preview;
    this.format.textContent = this.picture ? "" : formatName(preview.format);
    const others = preview.refused.filter(({ code }) => code !== NOT_AN_ACCOUNT);
    const nothing = preview.accounts.length + others.length === 0;
    if (nothing && "texts" in preview) return this.showPicture(preview);
    if ("texts" in preview && preview.completes_series_of)
      this.listeners.onSeriesComplete(preview.completes_series_of);
    this.previewList = previewList(preview, () => this.listeners.onChange());
    this.body.replaceChildren(this.previewList.element);
    if (this.picture) this.body.append(this.selectRegionButton("options_import_region_more"));
    announce(this.previewList.summary);
  }

  /**
   * Shows the accounts that were listed in a file that the user removed as Python now reads them.
   * @param {import("../../shapes.d.ts").ChangedPreview[]} changed by their index in the import
   */
  showChanged(changed) {
    const { preview } = this;
    if (!preview) return;
    const accounts = [...preview.accounts];
    const own = changed.filter(({ index }) => accounts[index - preview.first_index] !== undefined);
    if (own.length === 0) return;
    for (const { index, account } of own) accounts[index - preview.first_index] = account;
    this.preview = { ...preview, accounts };
    this.previewList = previewList(this.preview, () => this.listeners.onChange());
    this.body.firstElementChild?.replaceWith(this.previewList.element);
  }

  /** Shows that a picture has no account, and what its code is for. @param {ScanImageReply} reply */
  showPicture({ non_account: found }) {
    this.preview = null;
    this.previewList = null;
    const note = el("p", { role: "alert", text: nonAccountText(found) });
    const shown = found && !found.vendor ? [el("p", { class: "quiet", text: found.shown })] : [];
    this.body.replaceChildren(note, ...shown, this.selectRegionButton("options_import_region"));
    this.listeners.onChange();
  }

  /** @param {string} key */
  selectRegionButton(key) {
    const draw = button({ message: key, command: "scan.image" });
    draw.addEventListener("click", async () => {
      const part = this.picture && (await selectRegion(this.picture));
      if (part) this.listeners.onExtracted({ name: this.input.name, blob: part });
    });
    return el("div", { class: "choices" }, draw);
  }

  /** @param {unknown} error @param {string} [password] that was tried */
  showError(error, password) {
    this.preview = null;
    this.previewList = null;
    const isPart = errorCode(error) === PART_OF_SERIES;
    const isNotice = isPart || errorCode(error) === "import.stopped";
    const options = {
      class: isNotice ? "notice" : "problem",
      role: "alert",
      text: isPart ? this.partText(error) : joinSentences(errorMessage(error), placeOf(error)),
    };
    this.body.replaceChildren(el("p", options));
    if (error instanceof KakomiError && error.canRetry)
      this.body.append(this.retryButton(password));
    if (lacksManifest(error)) this.body.append(this.companionChooser(password));
    if (this.picture && !isPart) this.body.append(this.selectRegionButton("options_import_region"));
    this.listeners.onChange();
  }

  /** @param {unknown} error whose `where` is the part and the number of parts ("1/3") */
  partText(error) {
    const { where = "" } = /** @type {{ where?: string }} */ (error);
    const [part = "", size = ""] = where.split("/");
    this.seriesSize = Number(size);
    return message("options_import_part_of_series", part, size);
  }

  /**
   * A button that lets the user choose the file that belongs to this one.
   * @param {string | undefined} password
   */
  companionChooser(password) {
    const input = el("input", { type: "file", name: "import_companion", hidden: true });
    const choose = button({ message: "options_import_companion", command: "import.read" });
    choose.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.companion = input.files?.[0] ?? null;
      this.needsCompanions = this.companion !== null;
      if (this.companion) this.read(password);
    });
    return el("div", { class: "choices" }, input, choose);
  }

  /** @param {string | undefined} password */
  retryButton(password) {
    const again = button({ message: "try_again", command: "import.read" });
    again.addEventListener("click", () => this.read(password));
    const choices = el("div", { class: "choices" }, again);
    queueMicrotask(() => again.focus());
    return choices;
  }
}
