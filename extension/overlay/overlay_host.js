// The elements that hold the overlay over a page: one host element, in its closed shadow tree a dialog in the top
// layer, in the dialog a frame without an address. No listener of the page gets or stops the frame's events, and
// the frame's keys close none of the page's dialogs.

globalThis.kakomiOverlayHost = (() => {
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

  /** @returns {HTMLElement | undefined} a popover of the page that a modal dialog would close */
  function openPopover() {
    for (const tree of trees(document)) {
      for (const popover of tree.querySelectorAll(":popover-open")) {
        if (popover instanceof HTMLElement && popover.popover !== "manual") return popover;
      }
    }
    return undefined;
  }

  /** @returns {Generator<Element>} the elements in the page's top layer */
  function* topLayer() {
    for (const tree of trees(document)) {
      yield* tree.querySelectorAll(":popover-open, :modal, :fullscreen");
    }
  }

  // Where hit tests find what covers the overlay: shares of its sides.
  const TEST_POINTS = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => ({ x, y })));
  const MIN_COVERED_POINTS = 3; // a banner at one edge does not cover the overlay

  /** @param {Document} inner @returns {boolean} whether listeners are called there; not on a page without scripts */
  function callsListeners(inner) {
    let isCalled = false;
    const listener = () => {
      isCalled = true;
    };
    inner.body.addEventListener("kakomi", listener, { once: true });
    inner.body.dispatchEvent(new Event("kakomi"));
    inner.body.removeEventListener("kakomi", listener);
    return isCalled;
  }

  /** @param {CSSStyleSheet} sheet @param {string} text */
  function filled(sheet, text) {
    sheet.replaceSync(text);
    return sheet;
  }

  class OverlayHost {
    /** @param {string} title its accessible name */
    constructor(title) {
      this.host = document.createElement("div");
      this.host.setAttribute(HOST, "");
      const shadow = this.host.attachShadow({ mode: "closed" });
      shadow.adoptedStyleSheets = [filled(new CSSStyleSheet(), kakomiStyles.host)];
      this.dialog = document.createElement("dialog");
      this.dialog.setAttribute("aria-label", title);
      this.frame = document.createElement("iframe");
      this.frame.title = title;
      this.dialog.append(this.frame);
      shadow.append(this.dialog);
      /** @type {Set<Element>} the top layer before the overlay opened */
      this.before = new Set();
    }

    /**
     * Shows the dialog in the page's top layer. A modal dialog closes the page's popovers, and one of them may show
     * the QR code: if a popover is open, the dialog is shown as a manual popover, which closes nothing. If that
     * popover is in a modal dialog of the page, the host goes in there too, as everything outside is inert.
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
     * Gives the frame's document its title and styles.
     * @returns {(Document & { defaultView: Window }) | null} the document; null on a page without scripts, and on one
     * whose sandbox gives the frame another origin
     */
    prepareFrame() {
      const inner = this.frame.contentDocument;
      const view = /** @type {(Window & typeof globalThis) | null | undefined} */ (
        inner?.defaultView
      );
      if (!inner?.body || !view || !callsListeners(inner)) return null;
      inner.documentElement.lang = chrome.i18n.getUILanguage();
      inner.title = this.frame.title;
      inner.adoptedStyleSheets = [
        filled(new view.CSSStyleSheet(), kakomiStyles.stage),
        filled(new view.CSSStyleSheet(), kakomiStyles.card),
      ];
      return /** @type {Document & { defaultView: Window }} */ (inner);
    }

    /** @returns {boolean} whether nothing covers it */
    isOnTop() {
      const root = this.host.getRootNode();
      if (!("elementFromPoint" in root) || !this.dialog.matches(":modal, :popover-open"))
        return false;
      const { width, height } = this.frame.getBoundingClientRect();
      const points = TEST_POINTS.map(({ x, y }) => ({ x: x * width, y: y * height }));
      const document = /** @type {Document} */ (root);
      if (points.some(({ x, y }) => document.elementFromPoint(x, y) !== this.host)) return false;
      return !this.isCovered(points);
    }

    /**
     * Whether a large element covers it that hit tests do not find: one that lets the pointer through, or one that is
     * inert because it is outside a modal dialog.
     * @param {KakomiPoint[]} points
     */
    isCovered(points) {
      for (const element of topLayer()) {
        if (this.before.has(element)) continue;
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const under = points.filter(({ x, y }) => x > left && x < right && y > top && y < bottom);
        if (under.length >= MIN_COVERED_POINTS) return true;
      }
      return false;
    }

    /**
     * Converts a box in the frame to a box in the capture, which shows only a part of a page that is pinch-zoomed.
     * @param {KakomiBox} box
     * @returns {KakomiBox & { viewport_width: number, viewport_height: number }}
     */
    toCapture(box) {
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
      if (this.dialog.matches(":modal")) this.dialog.close(); // restores the focus
      this.host.remove();
    }
  }

  return Object.freeze({
    /** @param {string} title */
    make: (title) => new OverlayHost(title),

    /** Removes the host elements that a stopped or reloaded extension left in this page. */
    removeLeftovers() {
      for (const host of document.querySelectorAll(`[${HOST}]`)) host.remove();
    },
  });
})();
