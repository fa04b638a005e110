// The texts in which typed words are searched: names, groups, notes and sites of all accounts. Notes are
// secret, so they are not stored: a page requests them when the user begins to type, and drops them when
// the vault locks.

import { send } from "./messages.js";

export class SearchTexts {
  /** @param {() => void} onChange called when the texts arrive */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {ReadonlyMap<string, string> | undefined} by the accounts' ids */
    this.texts = undefined;
    this.isCurrent = false;
    this.requestNumber = 0;
  }

  /** Asks for the texts, unless they are there. */
  async request() {
    if (this.isCurrent) return;
    this.isCurrent = true;
    this.requestNumber += 1;
    const { requestNumber: number } = this;
    try {
      const { texts } = await send("sheet.search_texts", {});
      if (number !== this.requestNumber) return;
      this.texts = new Map(texts.map(({ id, text }) => [id, text]));
      this.onChange();
    } catch {
      this.isCurrent = false; // issuer and name are searched; the next letter asks again
    }
  }

  /** The accounts changed: the texts are asked for again when the user types. */
  expire() {
    this.isCurrent = false;
  }

  /** Forgets the texts, because the vault locked. */
  forget() {
    this.requestNumber += 1;
    this.texts = undefined;
    this.isCurrent = false;
  }
}
