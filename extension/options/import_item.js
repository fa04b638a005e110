// One thing that came in: being read, waiting for its password, shown line by line, or refused.

import { button, el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { KakomiError, send } from "../ui/messages.js";
import { announce } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message } from "../ui/words.js";
import { dataOf, isDrawing, isPicture, pixelsOfDrawing } from "./file_data.js";
import { passwordForm } from "./import_password.js";
import { showProgress } from "./import_progress.js";
import { formatName, lines } from "./preview.js";
import { askRegion } from "./select_region.js";

/** @typedef {import("../ui/drop_target.js").ImportInput} Thing */
/** @typedef {import("../shapes.d.ts").ImportReadReply} Preview */
/** @typedef {import("../shapes.d.ts").ScanImageReply} ImageRead */
/**
 * What is confirmed together has one id: `joins` tells it, once there is one; `onGone`: it is no
 * longer held.
 * @typedef {{
 *   onChange(): void, onLeave(): void, onMore(thing: Thing): void,
 *   joins(): string | undefined, onGone(): void,
 * }} Ears
 */

const NO_ACCOUNT = "uri.scheme"; // a code of something else: a picture may well hold some
const KEY_FILE = "key_file"; // what may open it besides a password
const KEY_FILE_MOST_BYTES = 4096; // of those that came along; one that is chosen may be any
const BESIDE_MOST_BYTES = 1024 * 1024;

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {{ code?: string }} */ (error)?.code ?? "";
}

/** @param {unknown} error */
function lacksManifest(error) {
  const { where } = /** @type {{ where?: string }} */ (error);
  return codeOf(error) === "file.incomplete" && where === "manifest";
}

export class Item {
  /** @param {Thing} thing @param {Thing[]} together what came in with it @param {Ears} ears */
  constructor(thing, together, ears) {
    this.thing = thing;
    this.together = together;
    this.ears = ears;
    /** @type {Preview | null} */
    this.preview = null;
    this.stopped = false;
    this.reading = ""; // by what name, while it is
    /** @type {File | null} chosen to go with it */
    this.companion = null;
    this.needsBeside = false;
    this.mostBesideBytes = BESIDE_MOST_BYTES;
    /** @type {Blob | null} its pixels, if it is a picture */
    this.picture = null;
    /** @type {ReturnType<typeof lines> | null} */
    this.lines = null;
    this.title = el("h2", { text: thing.name || message("options_import_pasted"), dir: "auto" });
    this.format = el("span", { class: "quiet" });
    const away = button({ class: "icon-button" }, icon("close", 18));
    away.setAttribute("aria-label", message("options_import_leave", this.title.textContent ?? ""));
    away.addEventListener("click", () => {
      this.stop();
      ears.onLeave();
    });
    this.body = el("div", { class: "item-body" });
    const head = el("header", {}, this.title, this.format, away);
    this.element = el("section", { class: "panel import-item" }, head, this.body);
    this.body.append(el("p", { class: "quiet", message: "options_import_waiting" }));
    this.leaving = () => this.stopReading();
  }

  stop() {
    this.stopped = true;
    this.stopReading();
  }

  stopReading() {
    if (this.reading) send("import.stop", { reading: this.reading }).catch(() => {}); // it is told there
  }

  leave() {
    this.stop();
    this.element.remove();
  }

  count() {
    return this.lines?.count() ?? 0;
  }

  /** @param {string} [password] */
  async read(password) {
    if (this.stopped) return;
    this.reading = crypto.randomUUID();
    const isOver = showProgress(this.body, () => this.stopReading());
    addEventListener("pagehide", this.leaving);
    try {
      const preview = await this.asked(password);
      if (this.stopped) return;
      this.show(preview);
      this.ears.onChange();
    } catch (error) {
      refreshIfLocked(error);
      if (this.stopped) return;
      if (codeOf(error) === "import.gone") this.ears.onGone();
      else if (codeOf(error) === "password.needed") this.askPassword(error, "");
      else if (codeOf(error) === "password.wrong") this.askPassword(error, errorMessage(error));
      else this.refuse(error, password);
    } finally {
      isOver();
      removeEventListener("pagehide", this.leaving);
      this.reading = "";
    }
  }

  /** @param {string | undefined} password @returns {Promise<Preview>} */
  async asked(password) {
    const { name, blob } = this.thing;
    if (await isDrawing(blob)) this.picture = await pixelsOfDrawing(blob);
    else if (await isPicture(blob)) this.picture = blob;
    const data_base64 = await dataOf(this.picture ?? blob);
    const joins = this.ears.joins();
    const what = { name, data_base64, ...(joins && { joins }) };
    if (this.picture) return send("scan.image", what);
    const { reading } = this;
    return this.readFile({ ...what, reading, ...(password && { password }) });
  }

  /** @param {import("../shapes.d.ts").ImportReadRequest} what */
  async readFile(what) {
    if (this.needsBeside) return send("import.read", { ...what, beside: await this.beside() });
    try {
      return await send("import.read", what);
    } catch (error) {
      if (codeOf(error) !== "file.incomplete" || this.together.length === 0) throw error;
      this.needsBeside = true;
      return send("import.read", { ...what, beside: await this.beside() });
    }
  }

  /** What was chosen to go with it, or the small ones it came with: some formats are several files. */
  async beside() {
    const { companion } = this;
    if (companion) return [{ name: companion.name, data_base64: await dataOf(companion) }];
    const others = this.together.filter(
      (one) => one !== this.thing && one.blob.size <= this.mostBesideBytes,
    );
    return Promise.all(
      others.map(async ({ name, blob }) => ({ name, data_base64: await dataOf(blob) })),
    );
  }

  /** @param {unknown} error @param {string} trouble */
  askPassword(error, trouble) {
    const withKeyFile = /** @type {{ where?: string }} */ (error).where === KEY_FILE;
    this.mostBesideBytes = withKeyFile ? KEY_FILE_MOST_BYTES : BESIDE_MOST_BYTES;
    const { form, input } = passwordForm({
      trouble,
      withKeyFile,
      onOpen: (password, keyFile) => {
        if (withKeyFile) this.companion = keyFile ?? null;
        this.needsBeside ||= withKeyFile;
        return this.read(password);
      },
    });
    this.body.replaceChildren(form);
    input.focus();
  }

  /** @param {Preview | ImageRead} preview */
  show(preview) {
    this.preview = preview;
    this.format.textContent = this.picture ? "" : formatName(preview.format);
    const others = preview.refused.filter(({ code }) => code !== NO_ACCOUNT);
    const nothing = preview.accounts.length + others.length === 0;
    if (nothing && "texts" in preview) return this.showPicture(preview.texts);
    this.lines = lines(preview, () => this.ears.onChange());
    this.body.replaceChildren(this.lines.element);
    if (this.picture) this.body.append(this.region("options_import_region_more"));
    announce(this.lines.summary);
  }

  /** A picture in which no account was seen. @param {string[]} texts what was read all the same */
  showPicture(texts) {
    this.preview = null;
    this.lines = null;
    const key = texts.length > 0 ? "options_import_no_account" : "options_import_no_code";
    const said = el("p", { role: "alert", message: key });
    this.body.replaceChildren(said, this.region("options_import_region"));
    this.ears.onChange();
  }

  /** @param {string} key */
  region(key) {
    const draw = button({ message: key, command: "scan.image" });
    draw.addEventListener("click", async () => {
      const part = this.picture && (await askRegion(this.picture));
      if (part) this.ears.onMore({ name: this.thing.name, blob: part });
    });
    return el("div", { class: "choices" }, draw);
  }

  /** @param {unknown} error @param {string} [password] with which it was tried */
  refuse(error, password) {
    this.preview = null;
    this.lines = null;
    const stopped = codeOf(error) === "import.stopped";
    const told = {
      class: stopped ? "notice" : "problem",
      role: "alert",
      text: errorMessage(error),
    };
    this.body.replaceChildren(el("p", told));
    if (error instanceof KakomiError && error.canRetry) this.body.append(this.again(password));
    if (lacksManifest(error)) this.body.append(this.choose(password));
    if (this.picture) this.body.append(this.region("options_import_region"));
    this.ears.onChange();
  }
  /** What belongs to it. @param {string | undefined} password */
  choose(password) {
    const input = el("input", { type: "file", name: "import_companion", hidden: true });
    const choose = button({ message: "options_import_companion", command: "import.read" });
    choose.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.companion = input.files?.[0] ?? null;
      this.needsBeside = this.companion !== null;
      if (this.companion) this.read(password);
    });
    return el("div", { class: "choices" }, input, choose);
  }

  /** @param {string | undefined} password */
  again(password) {
    const again = button({ message: "try_again", command: "import.read" });
    again.addEventListener("click", () => this.read(password));
    const choices = el("div", { class: "choices" }, again);
    queueMicrotask(() => again.focus());
    return choices;
  }
}
