// Measures the frames of other origins in a page: the visible part of each, and the origin of its content. Injected at
// the user's gesture into the page's main frame only. From it, Python determines the origin that showed a QR code.

globalThis.kakomiFrames ??= (() => {
  const ELEMENTS = "iframe, frame, object, embed";
  const BUDGET_MS = 200; // of the clock, so that a busy machine examines the whole page too
  const MAX_FRAMES = 32;
  const MAX_DEPTH = 8; // of frames of the page's own origin
  const GRID = 10; // points across and down
  const ELEMENTS_PER_CLOCK_READING = 64;

  /** @typedef {HTMLIFrameElement | HTMLFrameElement | HTMLObjectElement | HTMLEmbedElement} FrameElement */
  /**
   * @typedef {object} View a document of the page's origin, and its position in the window
   * @property {Document} document
   * @property {KakomiPoint} corner of the document in the window, CSS px
   * @property {(x: number, y: number) => boolean} isTopmost whether the document is topmost at a point of the
   * window
   * @property {number} depth
   */

  /**
   * @param {string} src the frame's address, as its attribute has it
   * @param {string} base
   * @param {string} ownOrigin of the page
   * @param {boolean} isReadable whether the page may read the frame's document
   * @returns {string} the origin of the frame's content; empty if it is not known
   */
  function contentOrigin(src, base, ownOrigin, isReadable) {
    if (isReadable) return ownOrigin;
    const { protocol = "", origin = "" } = URL.parse(src, base) ?? {};
    // A frame of the page's own origin that is not readable is sandboxed, or has navigated to another origin.
    return /^https?:$/.test(protocol) && origin !== ownOrigin ? origin : "";
  }

  /** @param {FrameElement} element @returns {Document | null} null if it belongs to another origin */
  function readableDocument(element) {
    try {
      return "contentDocument" in element ? element.contentDocument : null;
    } catch {
      return null;
    }
  }

  /**
   * @param {Document | ShadowRoot} root
   * @param {() => boolean} isOver
   * @returns {Generator<FrameElement>} in this tree and the shadow trees in it
   */
  function* frameElements(root, isOver) {
    yield* /** @type {NodeListOf<FrameElement>} */ (root.querySelectorAll(ELEMENTS));
    let seen = 0;
    for (const element of root.querySelectorAll("*")) {
      seen += 1;
      if (seen % ELEMENTS_PER_CLOCK_READING === 0 && isOver()) return;
      if (!(element instanceof HTMLElement) || !element.localName.includes("-")) continue;
      const shadow = chrome.dom.openOrClosedShadowRoot(element);
      if (shadow) yield* frameElements(shadow, isOver);
    }
  }

  /** @param {FrameElement} element @param {View} view */
  function topmostTest(element, { corner, isTopmost }) {
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    // Hit tests ignore such an element.
    const isIgnored = getComputedStyle(element).pointerEvents === "none";
    return (/** @type {number} */ x, /** @type {number} */ y) =>
      isTopmost(x, y) &&
      (isIgnored || root.elementFromPoint(x - corner.x, y - corner.y) === element);
  }

  /** @param {FrameElement} element @param {View} view @returns {KakomiBox} its content, CSS px of the window */
  function boxOf(element, { corner }) {
    const { left, top } = element.getBoundingClientRect();
    return {
      x: corner.x + left + element.clientLeft,
      y: corner.y + top + element.clientTop,
      width: element.clientWidth,
      height: element.clientHeight,
    };
  }

  /** @param {KakomiBox} box CSS px of the window @returns {KakomiBox} its part inside the window */
  function visiblePart(box) {
    const [left, top] = [Math.max(0, box.x), Math.max(0, box.y)];
    const right = Math.min(innerWidth, box.x + box.width);
    const bottom = Math.min(innerHeight, box.y + box.height);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /** @param {KakomiBox} box CSS px of the window @returns {KakomiBox} in shares of what the window shows of it */
  function inShares(box) {
    const { scale = 1, offsetLeft = 0, offsetTop = 0 } = visualViewport ?? {};
    return {
      x: ((box.x - offsetLeft) * scale) / innerWidth,
      y: ((box.y - offsetTop) * scale) / innerHeight,
      width: (box.width * scale) / innerWidth,
      height: (box.height * scale) / innerHeight,
    };
  }

  /** @param {KakomiBox} box @param {(x: number, y: number) => boolean} isTopmost @returns {string} GRID² digits */
  function hitsOf(box, isTopmost) {
    let hits = "";
    for (let k = 0; k < GRID * GRID; k += 1) {
      const x = box.x + (((k % GRID) + 0.5) / GRID) * box.width;
      const y = box.y + ((Math.floor(k / GRID) + 0.5) / GRID) * box.height;
      hits += isTopmost(x, y) ? "1" : "0";
    }
    return hits;
  }

  /**
   * @param {View} view
   * @param {() => boolean} isOver
   * @returns {Generator<KakomiFrame>}
   */
  function* framesIn(view, isOver) {
    for (const element of frameElements(view.document, isOver)) {
      if (isOver()) return;
      const box = boxOf(element, view);
      const visible = visiblePart(box);
      if (visible.width <= 0 || visible.height <= 0 || !element.checkVisibility()) continue;
      const isTopmost = topmostTest(element, view);
      const inner = readableDocument(element);
      if (inner && view.depth < MAX_DEPTH) {
        const { x, y } = box;
        const below = { document: inner, corner: { x, y }, isTopmost, depth: view.depth + 1 };
        yield* framesIn(below, isOver);
      }
      if (inner) continue;
      const src = "data" in element ? element.data : element.src;
      const origin = contentOrigin(src, view.document.baseURI, location.origin, false);
      yield { ...inShares(visible), origin, hits: hitsOf(visible, isTopmost) };
    }
  }

  return Object.freeze({
    contentOrigin,

    /** @returns {KakomiFrame[] | null} null if there are more, or the time was too short for the whole page */
    measured() {
      const end = performance.now() + BUDGET_MS;
      const isOver = () => performance.now() >= end;
      const view = { document, corner: { x: 0, y: 0 }, isTopmost: () => true, depth: 0 };
      /** @type {KakomiFrame[]} */
      const frames = [];
      for (const frame of framesIn(view, isOver)) {
        frames.push(frame);
        if (frames.length >= MAX_FRAMES) break;
      }
      return isOver() || frames.length >= MAX_FRAMES ? null : frames;
    },
  });
})();
