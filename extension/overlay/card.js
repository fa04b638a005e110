// The card with the instructions over a page. Pointer events pass through it, and it becomes almost transparent under the
// pointer, so that the whole page can be selected.

globalThis.kakomiCard = (() => {
  /**
   * @param {Node & ParentNode} parent
   * @param {string} name
   * @param {string} [className]
   * @param {string} [text]
   */
  function added(parent, name, className = "", text = "") {
    const element = /** @type {Document} */ (parent.ownerDocument).createElement(name);
    element.className = className;
    element.textContent = text;
    parent.append(element);
    return element;
  }

  // Kakomi's logo. Built element by element, because the page may enforce Trusted Types.
  const SVG = "http://www.w3.org/2000/svg";
  const LOGO = {
    corners:
      "M2.5 8V5A2.5 2.5 0 0 1 5 2.5h3M16 2.5h3A2.5 2.5 0 0 1 21.5 5v3M21.5 16v3a2.5 2.5 0 0 1-2.5 2.5h-3M8 21.5H5A2.5 2.5 0 0 1 2.5 19v-3",
    seal: "M9.75 7.5h4.5a2.25 2.25 0 0 1 2.25 2.25v4.5a2.25 2.25 0 0 1-2.25 2.25h-4.5a2.25 2.25 0 0 1-2.25-2.25v-4.5a2.25 2.25 0 0 1 2.25-2.25z",
  };

  /** @param {HTMLElement} parent */
  function addLogo(parent) {
    const logo = parent.ownerDocument.createElementNS(SVG, "svg");
    logo.setAttribute("class", "mark");
    logo.setAttribute("viewBox", "0 0 24 24");
    logo.setAttribute("aria-hidden", "true");
    for (const [part, outline] of Object.entries(LOGO)) {
      const path = parent.ownerDocument.createElementNS(SVG, "path");
      path.setAttribute("class", part);
      path.setAttribute("d", outline);
      logo.append(path);
    }
    parent.append(logo);
  }

  const KEYS = [
    [["←", "↑", "↓", "→"], "keys_move"],
    [["Shift"], "keys_resize"],
    [["Alt"], "keys_fine"],
    [["Enter"], "keys_read"],
  ];

  class Card {
    /**
     * @param {HTMLElement} body
     * @param {KakomiCardOptions} options
     */
    constructor(body, { overlayMessage, note, onLeave }) {
      this.body = body;
      this.stray = overlayMessage("too_small");
      this.why = note === "" ? "" : overlayMessage(`note_${note}`);
      this.card = added(body, "section", "card");
      this.card.dataset.scheme = matchMedia("(prefers-color-scheme: dark)").matches
        ? "dark"
        : "light";
      addLogo(this.card);
      const texts = added(this.card, "div", "texts");
      this.note = added(texts, "p", "note", this.why);
      this.note.setAttribute("role", "status");
      added(texts, "p", "how", overlayMessage("how"));
      const keys = added(texts, "p", "keys");
      for (const [names, key] of KEYS) {
        const legend = added(keys, "span");
        for (const name of names ?? []) added(legend, "kbd", "", kakomiKeyNames.nameOf(name));
        legend.append(` ${overlayMessage(String(key))}`);
      }
      const leave = added(this.card, "button", "", overlayMessage("cancel"));
      leave.dataset.command = "scan.cancel";
      leave.setAttribute("type", "button");
      leave.prepend(Object.assign(body.ownerDocument.createElement("kbd"), { textContent: "Esc" }));
      leave.addEventListener("click", (event) => event.isTrusted && onLeave());
      const view = /** @type {Window} */ (body.ownerDocument.defaultView);
      const hover = (/** @type {PointerEvent} */ event) =>
        this.setTransparent(
          !leave.contains(/** @type {Node} */ (event.target)) &&
            this.overlaps({ x: event.clientX, y: event.clientY, width: 0, height: 0 }),
        );
      view.addEventListener("pointermove", hover, { capture: true, passive: true });
    }

    /** @param {KakomiBox} box @returns {boolean} whether it overlaps the card */
    overlaps({ x, y, width, height }) {
      const { left, top, right, bottom } = this.card.getBoundingClientRect();
      return x <= right && x + width >= left && y <= bottom && y + height >= top;
    }

    /** @param {boolean} isTransparent while the user points at a part of the page under the card */
    setTransparent(isTransparent) {
      this.body.dataset.under = isTransparent ? "card" : "";
    }

    /** @param {KakomiDrawingState} state @param {KakomiBox | null} box */
    show(state, box) {
      this.body.dataset.state = state;
      this.setTransparent(box !== null && this.overlaps(box));
      if (state === "keys" || state === "done") return;
      this.note.dataset.kind = state;
      this.note.textContent = state === "stray" ? this.stray : this.why;
    }
  }

  return Object.freeze({
    /** @param {HTMLElement} body @param {KakomiCardOptions} options */
    make: (body, options) => new Card(body, options),
  });
})();
