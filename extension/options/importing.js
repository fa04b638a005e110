// Import: files, folders, pictures and texts come in, are read one after another and shown line by
// line. Nothing changes until it is confirmed; then all of it does at once, and one press undoes it.

import { asked, busy } from "../ui/busy.js";
import { button, make } from "../ui/dom.js";
import { bringText, takeWith, thingsOf } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { sentences } from "../ui/sentences.js";
import { toast } from "../ui/toast.js";
import { noteLock } from "../ui/vault_status.js";
import { words, wordsFor, wordsOf } from "../ui/words.js";
import { Item } from "./import_item.js";
import { inOrder, joined, partsNotice } from "./transfer_parts.js";

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
    this.parts = make("div", { role: "status" });
    this.list = make("div", { class: "import-items" });
    this.done = make("div", { role: "status" });
    this.take = button({ class: "button primary", command: "import.confirm" });
    this.clear = button({ class: "button quiet", words: "options_import_clear" });
    this.bar = make("div", { class: "import-bar", hidden: true });
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

  /** @param {import("../ui/drop_target.js").Thing[]} things */
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
  }

  /** @param {Item} item */
  changed(item) {
    this.id = item.preview?.id ?? this.id;
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
    toast(words("options_import_gone"));
    item.read();
  }

  empty() {
    for (const item of this.items) item.stop();
    this.items = [];
    this.id = undefined;
    this.list.replaceChildren();
    this.paint();
  }

  paint() {
    const count = this.items.reduce((sum, item) => sum + item.count(), 0);
    const ready = this.items.some((item) => item.preview);
    const parts = joined(this.items.flatMap((item) => item.preview?.parts ?? []));
    this.parts.replaceChildren(...parts.map(partsNotice));
    this.bar.hidden = this.items.length === 0;
    this.take.hidden = !ready;
    this.take.ariaDisabled = count === 0 ? "true" : null;
    this.take.textContent =
      count === 0 ? words("options_import_nothing") : wordsOf("options_import_take", count);
  }

  async confirm() {
    if (!this.id || asked(this.take) || this.take.ariaDisabled === "true") return;
    const wanted = inOrder(this.items).flatMap((item) => item.lines?.chosen() ?? []);
    const whole = {
      id: this.id,
      take: wanted.flatMap((one) => one.take),
      replace: wanted.flatMap((one) => one.replace),
      pins: wanted.flatMap((one) => one.pins),
    };
    try {
      const done = await busy(
        this.take,
        this.before().then(() => send("import.confirm", whole)),
      );
      this.empty();
      this.tell(done);
    } catch (error) {
      noteLock(error);
      toast(wordsFor(error));
    }
  }

  /** @param {Confirmed} done */
  tell(done) {
    const undo = button({ words: "undo", command: "import.undo" });
    const said = COUNTED.flatMap((name) =>
      done[name] > 0 || name === "added" ? wordsOf(`options_import_${name}`, done[name]) : [],
    );
    const card = make("div", { class: "panel done" }, icon("check", 24));
    const text = make("p", { text: sentences(...said) });
    const href = "../options/options.html#accounts";
    const see = make("a", { class: "button quiet", href, words: "options_import_see" });
    card.append(text, make("div", { class: "choices" }, undo, see));
    undo.addEventListener("click", async () => {
      if (asked(undo)) return;
      try {
        await busy(undo, send("import.undo", { undo: done.undo }));
        this.done.replaceChildren(make("p", { class: "notice", words: "options_import_undone" }));
      } catch (error) {
        noteLock(error);
        toast(wordsFor(error));
      }
    });
    this.done.replaceChildren(card);
    undo.focus();
  }
}

/** @param {(things: import("../ui/drop_target.js").Thing[]) => void} add */
function sources(add) {
  const files = make("input", {
    type: "file",
    multiple: true,
    class: "out-of-sight",
    tabindex: -1,
  });
  const folder = make("input", { type: "file", class: "out-of-sight", tabindex: -1 });
  folder.webkitdirectory = true;
  for (const input of [files, folder]) {
    input.setAttribute("aria-hidden", "true");
    input.addEventListener("change", () => {
      add(thingsOf(input.files ?? []));
      input.value = "";
    });
  }
  files.name = "import_files";
  const choose = button({ class: "button primary", command: "import.read" }, icon("file", 18));
  choose.append(make("span", { words: "options_import_choose" }));
  choose.addEventListener("click", () => files.click());
  const chooseFolder = button({ command: "import.read" }, icon("folder", 18));
  chooseFolder.append(make("span", { words: "options_import_folder" }));
  chooseFolder.addEventListener("click", () => folder.click());
  const element = make("div", { class: "panel sources" }, files, folder);
  element.append(icon("import", 32), make("p", { class: "how", words: "options_import_how" }));
  element.append(make("div", { class: "choices centred" }, choose, chooseFolder), textBox());
  element.append(make("p", { class: "hint", words: "options_import_formats" }));
  return element;
}

function textBox() {
  const text = make("textarea", { name: "import_text", rows: 3, class: "mono" });
  text.ariaLabel = words("options_import_text");
  text.spellcheck = false;
  const go = button({ words: "options_import_text_go", command: "import.read" });
  go.addEventListener("click", () => {
    if (text.value.trim()) bringText(text.value);
    text.value = "";
  });
  const box = make(
    "details",
    { class: "text-box" },
    make("summary", { words: "options_import_text" }),
  );
  box.append(text, go);
  return box;
}

/** @type {import("./router.js").Room["furnish"]} */
export function furnish(room) {
  const here = new Import(room);
  const isShown = () => room.isConnected && !room.hidden;
  return () => takeWith((things) => here.add(things), isShown);
}
