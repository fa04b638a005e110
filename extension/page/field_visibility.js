// Measures how much of a text control a user can see. Used by code_field_survey.js.

globalThis.kakomiFieldVisibility = (() => {
  const { builtIn, call } = kakomiTextControls;
  const MAX_PARTS = 80; // elements that are searched for boxes painted under a field
  const MIN_SCROLLER_PX = 24; // a smaller element hides what it could scroll to

  /** @param {Node} node @returns {Node | null} its parent, across the borders of shadow trees */
  const parentOf = (node) =>
    builtIn(node, "parentNode") ?? /** @type {ShadowRoot} */ (node).host ?? null;

  /** @param {Element} element @param {string} selector @returns {Element | null} */
  const closest = (element, selector) =>
    /** @type {Element | null} */ (call(element, "closest", selector));
  /** @param {Element} element @param {Node} other */
  const contains = (element, other) => call(element, "contains", other);
  /** @param {Element} element */
  const isVisible = (element) => call(element, "checkVisibility");
  /** @param {Element} element */
  const rectOf = (element) => call(element, "getBoundingClientRect");

  /** @param {Element} element @returns {boolean} whether its content can be scrolled up and down */
  function isScroller(element) {
    if (!/^(auto|scroll)$/.test(getComputedStyle(element).overflowY)) return false;
    const { width, height } = rectOf(element);
    return width >= MIN_SCROLLER_PX && height >= MIN_SCROLLER_PX;
  }

  /** @param {string} color as getComputedStyle returns it */
  const isClear = (color) => /^rgba\(.*, 0\)$|\/ 0\)$/.test(color);

  /** @param {string} filter @returns {number} the opacity that the filter gives */
  function filterOpacity(filter) {
    let all = 1;
    for (const [, amount, percent] of filter.matchAll(/opacity\(([\d.]+)(%?)\)/g))
      all *= Number(amount) / (percent ? 100 : 1);
    return all;
  }

  /** Measures how visible elements are. Caches the opacities of ancestors for one survey. */
  class Visibility {
    /** @type {Map<Element, number>} */
    opacities = new Map();

    /** @param {Node | null} node @returns {number} its opacity times that of all its ancestors */
    opacityOf(node) {
      if (!node) return 1;
      if (builtIn(node, "nodeType") !== Node.ELEMENT_NODE) return this.opacityOf(parentOf(node));
      const element = /** @type {Element} */ (node);
      const known = this.opacities.get(element);
      if (known !== undefined) return known;
      const { opacity, filter } = getComputedStyle(element);
      const own = Number(opacity) * filterOpacity(filter);
      const all = own * this.opacityOf(parentOf(element));
      this.opacities.set(element, all);
      return all;
    }

    /** @param {HTMLElement} element @returns {boolean} whether its text, border, background or shadow has a color */
    isPainted(element) {
      const style = getComputedStyle(element);
      if (style.maskImage !== "none") return false;
      const { color } = getComputedStyle(element, "::placeholder");
      const hasHint = element.getAttribute("placeholder") && !isClear(color);
      const sides = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);
      const hasBorder = sides.some(
        (side) => style[`border${side}Width`] !== "0px" && !isClear(style[`border${side}Color`]),
      );
      return (
        hasHint ||
        hasBorder ||
        !isClear(style.webkitTextFillColor) ||
        !isClear(style.backgroundColor) ||
        [style.textShadow, style.boxShadow, style.backgroundImage].some((value) => value !== "none")
      );
    }

    /**
     * @param {Element} element
     * @returns {{ width: number, height: number }} its size without the parts that its ancestors clip and without the
     * parts that the page can't be scrolled to
     */
    uncut(element) {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const box = { left, top, right, bottom };
      const view = element.ownerDocument.defaultView ?? window;
      const page = element.ownerDocument.scrollingElement ?? element.ownerDocument.documentElement;
      const cut = (/** @type {typeof box} */ by) => {
        box.left = Math.max(box.left, by.left);
        box.top = Math.max(box.top, by.top);
        box.right = Math.min(box.right, by.right);
        box.bottom = Math.min(box.bottom, by.bottom);
      };
      const scrollInto = (/** @type {Element} */ scroller) => {
        const by = rectOf(scroller);
        const above = builtIn(scroller, "scrollTop");
        const below = Math.max(0, builtIn(scroller, "scrollHeight") - by.height - above);
        const up = Math.min(below, Math.max(0, box.bottom - by.bottom));
        const down = Math.min(above, Math.max(0, by.top - box.top));
        box.top += down - up;
        box.bottom += down - up;
      };
      for (let node = parentOf(element); node; node = parentOf(node)) {
        if (builtIn(node, "nodeType") !== Node.ELEMENT_NODE) continue;
        const ancestor = /** @type {Element} */ (node);
        if (ancestor === page || ancestor.localName === "body") break;
        const { overflowX, position } = getComputedStyle(ancestor);
        if (isScroller(ancestor)) scrollInto(ancestor);
        if (overflowX === "hidden" || overflowX === "clip") cut(rectOf(ancestor));
        if (position === "fixed") break;
      }
      cut({
        left: -view.scrollX,
        top: -view.scrollY,
        right: Math.max(page.scrollWidth - view.scrollX, view.innerWidth),
        bottom: Math.max(page.scrollHeight - view.scrollY, view.innerHeight),
      });
      const [width, height] = [box.right - box.left, box.bottom - box.top];
      return { width: Math.max(0, Math.round(width)), height: Math.max(0, Math.round(height)) };
    }

    /** @param {HTMLElement} element @returns {DOMRect[]} of the elements in which it can be scrolled */
    scrollersOf(element) {
      const rects = [];
      for (let node = parentOf(element); node; node = parentOf(node)) {
        if (builtIn(node, "nodeType") !== Node.ELEMENT_NODE) continue;
        const ancestor = /** @type {Element} */ (node);
        if (ancestor.localName === "body") break;
        if (isScroller(ancestor)) rects.push(rectOf(ancestor));
      }
      return rects;
    }

    /** @param {HTMLElement} element @returns {boolean | null} whether a click hits it; null if it is out of view */
    isOnTop(element) {
      const rect = element.getBoundingClientRect();
      const scrollers = this.scrollersOf(element);
      const view = element.ownerDocument.defaultView ?? window;
      const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
      const { pointerEvents, clipPath, clip } = getComputedStyle(element);
      let inView = 0;
      for (const [shareX, shareY] of [
        [0.5, 0.5],
        [0.1, 0.5],
        [0.9, 0.5],
        [0.5, 0.2],
        [0.5, 0.8],
      ]) {
        const x = rect.left + rect.width * /** @type {number} */ (shareX);
        const y = rect.top + rect.height * /** @type {number} */ (shareY);
        if (x < 0 || y < 0 || x >= view.innerWidth || y >= view.innerHeight) continue;
        if (scrollers.some((s) => x < s.left || x >= s.right || y < s.top || y >= s.bottom))
          continue;
        inView += 1;
        const hit = root.elementFromPoint(x, y);
        if (!hit) continue;
        if (hit === element || element.contains(hit)) return true;
        if (pointerEvents === "none" && contains(hit, element)) return true;
        if (/** @type {HTMLLabelElement} */ (closest(hit, "label"))?.control === element)
          return true;
      }
      if (inView > 0) return false;
      return clipPath !== "none" || clip !== "auto" ? false : null;
    }

    /** @param {HTMLElement} element @returns {number} how many boxes of one size are painted in a row under it */
    paintedUnder(element) {
      const outer = element.getBoundingClientRect();
      const { parentElement: parent } = element;
      const around = parent && (builtIn(parent, "parentElement") ?? parent);
      /** @type {Map<string, number>} */
      const sizes = new Map();
      const parts = around ? [...call(around, "querySelectorAll", "*")] : [];
      for (const part of parts.slice(0, MAX_PARTS)) {
        if (part === element || contains(part, element) || !isVisible(part)) continue;
        const { left, right, top, bottom, width, height } = rectOf(part);
        const isInside = left >= outer.left - 6 && right <= outer.right + 6;
        const isLevel = Math.abs((top + bottom) / 2 - (outer.top + outer.bottom) / 2) < 12;
        if (!isInside || !isLevel || width < 12 || height < 12) continue;
        const size = `${Math.round(width / 3)}x${Math.round(height / 3)}`;
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
      }
      return Math.max(0, ...sizes.values());
    }
  }

  return Object.freeze({ Visibility });
})();
