// The import page: reads files, folders, pictures and texts one after another and shows what they
// hold. Nothing changes until the user confirms; then everything is added at once, and can be undone.

import { isBusy, showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { importText, inputsFromFiles, setInputHandler } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { joinSentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { errorMessage, message, plural } from "../ui/words.js";
import { Item } from "./import_item.js";
import { partsNotice } from "./transfer_parts.js";

/** @typedef {import("../shapes.d.ts").ImportConfirmReply} Confirmed */

/** @typedef {{ before?: () => Promise<unknown> }} Frame */

const COUNTED = /** @type {const} */ (["added", "replaced", "known", "waiting"]);

export class Import {
  /** @param {HTMLElement} room @param {Frame} [frame] before: what is done first when it is confirmed */
  constructor(room, { before = async () => {} } = {}) {
    this.before = before;
    /** @type {Item[]} */
    this.items = [];
    this.reading = Promise.resolve();
    /** @type {string | undefined} what all that was read is confirmed by */
    this.id = undefined;
    /** @type {import("../shapes.d.ts").TransferParts[]} as the last reply had them */
    this.transfers = [];
    /** @type {WeakSet<import("../shapes.d.ts").ImportReadReply>} replies whose transfers were taken over */
    this.seen = new WeakSet();
    this.parts = el("div", { role: "status" });
    this.list = el("div", { class: "import-items" });
    this.done = el("div", { role: "status" });
    this.take = button({ class: "button primary", command: "import.confirm" });
    this.clear = button({ class: "button quiet", message: "options_import_clear" });
    this.bar = el("div", { class: "import-bar", hidden: true });
    this.bar.append(this.take, this.clear);
    room.append(
      sources((things) => this.add(things)),
      this.done,
      this.parts,
      this.list,
      this.bar,
    );
    this.take.addEventListener("click", () => this.confirm());
    this.clear.addEventListener("click", () => this.empty());
  }

  /** @param {import("../ui/drop_target.js").ImportInput[]} things */
  add(things) {
    this.done.replaceChildren();
    const together = things.length > 1 ? things : [];
    for (const thing of things) {
      const item = new Item(thing, together, {
        onChange: () => this.changed(item),
        onLeave: () => this.leave(item),
        onMore: (more) => this.add([more]),
        joins: () => this.id,
        onGone: () => this.again(item),
      });
      this.items.push(item);
      this.list.append(item.element);
      this.reading = this.reading.then(() => item.read());
    }
    this.paint();
  }

  /** @param {Item} item */
  leave(item) {
    item.element.remove();
    this.items = this.items.filter((one) => one !== item);
    this.paint();
    const { preview } = item;
    if (preview) this.reading = this.reading.then(() => this.forget(preview));
  }

  /** Takes a file's parts out of the transfers. @param {import("../shapes.d.ts").ImportReadReply} preview */
  async forget({ id, first_index }) {
    if (id !== this.id) return;
    try {
      this.transfers = (await send("import.leave", { id, first_index })).transfers;
    } catch (error) {
      refreshIfLocked(error); // an import that is gone is reported by the next request
    }
    this.paint();
  }

  /** @param {Item} item */
  changed(item) {
    const { preview } = item;
    this.id = preview?.id ?? this.id;
    if (preview && !this.seen.has(preview)) {
      this.seen.add(preview);
      this.transfers = preview.transfers;
    }
    this.paint();
  }

  /**
   * What was read before is no longer held: another window read something, or it was locked.
   * @param {Item} item
   */
  again(item) {
    for (const one of this.items) if (one !== item) one.leave();
    this.items = [item];
    this.id = undefined;
    this.transfers = [];
    toast(message("options_import_gone"));
    item.read();
  }

  empty() {
    for (const item of this.items) item.stop();
    this.items = [];
    this.id = undefined;
    this.transfers = [];
    this.list.replaceChildren();
    this.paint();
  }

  paint() {
    const count = this.items.reduce((sum, item) => sum + item.count(), 0);
    const ready = this.items.some((item) => item.preview);
    this.parts.replaceChildren(...this.transfers.map(partsNotice));
    this.bar.hidden = this.items.length === 0;
    this.take.hidden = !ready;
    this.take.ariaDisabled = count === 0 ? "true" : null;
    this.take.textContent =
      count === 0 ? message("options_import_nothing") : plural("options_import_take", count);
  }

  async confirm() {
    if (!this.id || isBusy(this.take) || this.take.ariaDisabled === "true") return;
    const wanted = this.items.flatMap((item) => item.lines?.chosen() ?? []);
    const whole = {
      id: this.id,
      take: wanted.flatMap((one) => one.take),
      replace: wanted.flatMap((one) => one.replace),
      pins: wanted.flatMap((one) => one.pins),
    };
    try {
      const done = await showBusy(
        this.take,
        this.before().then(() => send("import.confirm", whole)),
      );
      this.empty();
      this.tell(done);
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  }

  /** @param {Confirmed} done */
  tell(done) {
    const undo = button({ message: "undo", command: "import.undo" });
    const said = COUNTED.flatMap((name) =>
      done[name] > 0 || name === "added" ? plural(`options_import_${name}`, done[name]) : [],
    );
    const card = el("div", { class: "panel done" }, icon("check", 24));
    const text = el("p", { text: joinSentences(...said) });
    const href = "../options/options.html#accounts";
    const see = el("a", { class: "button quiet", href, message: "options_import_see" });
    card.append(text, el("div", { class: "choices" }, undo, see));
    undo.addEventListener("click", async () => {
      if (isBusy(undo)) return;
      try {
        await showBusy(undo, send("import.undo", { undo: done.undo }));
        this.done.replaceChildren(el("p", { class: "notice", message: "options_import_undone" }));
      } catch (error) {
        refreshIfLocked(error);
        toast(errorMessage(error));
      }
    });
    this.done.replaceChildren(card);
    undo.focus();
  }
}

/** @param {(things: import("../ui/drop_target.js").ImportInput[]) => void} add */
function sources(add) {
  const files = el("input", {
    type: "file",
    multiple: true,
    class: "out-of-sight",
    tabindex: -1,
  });
  const folder = el("input", { type: "file", class: "out-of-sight", tabindex: -1 });
  folder.webkitdirectory = true;
  for (const input of [files, folder]) {
    input.setAttribute("aria-hidden", "true");
    input.addEventListener("change", () => {
      add(inputsFromFiles(input.files ?? []));
      input.value = "";
    });
  }
  files.name = "import_files";
  const choose = button({ class: "button primary", command: "import.read" }, icon("file", 18));
  choose.append(el("span", { message: "options_import_choose" }));
  choose.addEventListener("click", () => files.click());
  const chooseFolder = button({ command: "import.read" }, icon("folder", 18));
  chooseFolder.append(el("span", { message: "options_import_folder" }));
  chooseFolder.addEventListener("click", () => folder.click());
  const element = el("div", { class: "panel sources" }, files, folder);
  element.append(icon("import", 32), el("p", { class: "how", message: "options_import_how" }));
  element.append(el("div", { class: "choices centred" }, choose, chooseFolder), textBox());
  element.append(el("p", { class: "hint", message: "options_import_formats" }));
  return element;
}

function textBox() {
  const text = el("textarea", { name: "import_text", rows: 3, class: "mono" });
  text.ariaLabel = message("options_import_text");
  text.spellcheck = false;
  const go = button({ message: "options_import_text_go", command: "import.read" });
  go.addEventListener("click", () => {
    if (text.value.trim()) importText(text.value);
    text.value = "";
  });
  const box = el(
    "details",
    { class: "text-box" },
    el("summary", { message: "options_import_text" }),
  );
  box.append(text, go);
  return box;
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const here = new Import(room);
  const isShown = () => room.isConnected && !room.hidden;
  return () => setInputHandler((things) => here.add(things), isShown);
}
