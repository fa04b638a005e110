// What holds the box over somebody's page: one host element, in its closed shadow tree a dialog in the top layer, in
// that a frame without an address. What is pressed in the frame is heard by no listener of the page and stopped by
// none, and its keys close none of the page's dialogs.

globalThis.kakomiShell = (() => {
  const HOST = "data-kakomi-overlay";

  /**
   * @param {Document | ShadowRoot} root
   * @returns {Generator<Document | ShadowRoot>} it and the trees of the custom elements in it
   */
  function* trees(root) {
    yield root;
    for (const element of root.querySelectorAll("*")) {
      if (!(element instanceof HTMLElement) || !element.localName.includes("-")) continue;
      const shadow = chrome.dom.openOrClosedShadowRoot(element);
      if (shadow) yield* trees(shadow);
    }
  }

  /** @returns {HTMLElement | undefined} a popover of the page's that would close if a modal dialog opened */
  function openPopover() {
    for (const tree of trees(document)) {
      for (const popover of tree.querySelectorAll(":popover-open")) {
        if (popover instanceof HTMLElement && popover.popover !== "manual") return popover;
      }
    }
    return undefined;
  }

  /** @returns {Generator<Element>} what the page has in its top layer */
  function* topLayer() {
    for (const tree of trees(document)) {
      yield* tree.querySelectorAll(":popover-open, :modal, :fullscreen");
    }
  }

  // Where it is looked whether something lies over the box: shares of its sides.
  const LOOKED_AT = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => ({ x, y })));
  const VEILED_AT = 3; // of these; a line of news at an edge is no veil

  /** @param {Document} inner whether listeners of ours are called there: on a page without scripts they are not */
  function hears(inner) {
    let heard = false;
    const hear = () => {
      heard = true;
    };
    inner.body.addEventListener("kakomi", hear, { once: true });
    inner.body.dispatchEvent(new Event("kakomi"));
    inner.body.removeEventListener("kakomi", hear);
    return heard;
  }

  /** @param {CSSStyleSheet} sheet @param {string} text */
  function filled(sheet, text) {
    sheet.replaceSync(text);
    return sheet;
  }

  class Shell {
    /** @param {string} title what it is called by those who hear it */
    constructor(title) {
      this.host = document.createElement("div");
      this.host.setAttribute(HOST, "");
      const shadow = this.host.attachShadow({ mode: "closed" });
      shadow.adoptedStyleSheets = [filled(new CSSStyleSheet(), kakomiLook.host)];
      this.dialog = document.createElement("dialog");
      this.dialog.setAttribute("aria-label", title);
      this.frame = document.createElement("iframe");
      this.frame.title = title;
      this.dialog.append(this.frame);
      shadow.append(this.dialog);
      /** @type {Set<Element>} what was in the top layer before it */
      this.before = new Set();
    }

    /**
     * Into the page's top layer. A modal dialog closes the page's popovers, in which the QR code may well be shown:
     * when one is open we are a manual popover instead, which closes nothing; within the page's modal dialog, if the
     * popover is in one, as all outside that is dead.
     */
    open() {
      this.before = new Set(topLayer());
      const popover = openPopover();
      (popover?.closest(":modal") ?? document.documentElement).append(this.host);
      if (popover === undefined) return this.dialog.showModal();
      this.dialog.popover = "manual";
      this.dialog.setAttribute("aria-modal", "true");
      this.dialog.showPopover();
    }

    /**
     * The frame's document, furnished; null where nothing can be drawn or heard: on a page without scripts, and on
     * one whose sandbox gives the frame another origin than its own.
     * @returns {(Document & { defaultView: Window }) | null}
     */
    inside() {
      const inner = this.frame.contentDocument;
      const view = /** @type {(Window & typeof globalThis) | null | undefined} */ (
        inner?.defaultView
      );
      if (!inner?.body || !view || !hears(inner)) return null;
      inner.documentElement.lang = chrome.i18n.getUILanguage();
      inner.title = this.frame.title;
      inner.adoptedStyleSheets = [
        filled(new view.CSSStyleSheet(), kakomiLook.stage),
        filled(new view.CSSStyleSheet(), kakomiLook.card),
      ];
      return /** @type {Document & { defaultView: Window }} */ (inner);
    }

    /** @returns {boolean} whether nothing lies over it */
    onTop() {
      const root = this.host.getRootNode();
      if (!("elementFromPoint" in root) || !this.dialog.matches(":modal, :popover-open"))
        return false;
      const { width, height } = this.frame.getBoundingClientRect();
      const points = LOOKED_AT.map(({ x, y }) => ({ x: x * width, y: y * height }));
      const document = /** @type {Document} */ (root);
      if (points.some(({ x, y }) => document.elementFromPoint(x, y) !== this.host)) return false;
      return !this.isVeiled(points);
    }

    /**
     * Whether something large came over it that no pointer finds: it lets it through, or is inert as
     * all is that lies outside a modal dialog.
     * @param {KakomiPoint[]} points
     */
    isVeiled(points) {
      for (const element of topLayer()) {
        if (this.before.has(element)) continue;
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const under = points.filter(({ x, y }) => x > left && x < right && y > top && y < bottom);
        if (under.length >= VEILED_AT) return true;
      }
      return false;
    }

    /**
     * A box of the frame's, in the picture of the page: pinched larger, the picture shows a part of the page.
     * @param {KakomiBox} box
     * @returns {KakomiBox & { viewport_width: number, viewport_height: number }}
     */
    pictured(box) {
      const { left, top, width } = this.frame.getBoundingClientRect();
      const drawn = width / (this.frame.contentWindow?.innerWidth || width); // 1, unless the page zooms its root
      const { scale = 1, offsetLeft = 0, offsetTop = 0 } = visualViewport ?? {};
      const onPage = { x: (offsetLeft - left) / drawn, y: (offsetTop - top) / drawn };
      return {
        ...kakomiBox.scaled(box, onPage, drawn * scale),
        viewport_width: innerWidth,
        viewport_height: innerHeight,
      };
    }

    remove() {
      if (this.dialog.matches(":modal")) this.dialog.close(); // gives the focus back to where it was
      this.host.remove();
    }
  }

  return Object.freeze({
    /** @param {string} title */
    make: (title) => new Shell(title),

    /** What a stopped or reloaded Kakomi left on this page, if anything. */
    sweep() {
      for (const left of document.querySelectorAll(`[${HOST}]`)) left.remove();
    },
  });
})();
