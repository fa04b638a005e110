// Which rows of a list are chosen, and where the keyboard is. Nothing here touches the page.

export class Selection {
  constructor() {
    /** @type {Set<string>} */
    this.chosen = new Set();
    /** @type {string[]} the ids that are shown, in order */
    this.shown = [];
    /** the row that the keyboard is on; empty if there is none */
    this.current = "";
    /** the row where a range begins */
    this.anchor = "";
  }

  /** Sets the rows that are shown, and those of all that exist. @param {string[]} shown @param {ReadonlySet<string>} all */
  update(shown, all) {
    const index = this.shown.indexOf(this.current);
    this.shown = shown;
    for (const id of this.chosen) if (!all.has(id)) this.chosen.delete(id);
    if (!shown.includes(this.current)) {
      this.current = shown[Math.max(0, Math.min(index, shown.length - 1))] ?? "";
    }
    if (!shown.includes(this.anchor)) this.anchor = this.current;
  }

  /** @param {string} id */
  toggle(id) {
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.current = id;
    this.anchor = id;
  }

  /** Chooses the rows from the anchor to this one. @param {string} id */
  extendTo(id) {
    const from = this.shown.indexOf(this.anchor);
    const to = this.shown.indexOf(id);
    if (from < 0 || to < 0) return this.toggle(id);
    for (const each of this.shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      this.chosen.add(each);
    }
    this.current = id;
  }

  /** Chooses all rows that are shown; none if they were chosen. */
  toggleAll() {
    const isAll = this.shown.length > 0 && this.shown.every((id) => this.chosen.has(id));
    for (const id of this.shown) {
      if (isAll) this.chosen.delete(id);
      else this.chosen.add(id);
    }
  }

  clear() {
    this.chosen.clear();
  }

  /**
   * Returns the row that a key leads to; undefined if the key does not move.
   * @param {string} key as `KeyboardEvent.key`
   * @param {number} page how many rows PageUp and PageDown move
   */
  target(key, page) {
    const at = this.shown.indexOf(this.current);
    const last = this.shown.length - 1;
    /** @type {Record<string, number>} */
    const steps = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 0,
      End: last,
    };
    const to = steps[key];
    return to === undefined ? undefined : this.shown[Math.max(0, Math.min(to, last))];
  }
}
