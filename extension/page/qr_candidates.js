// Where on a page a QR code is likely, by what its elements are like. Injected when a scan of what is
// seen gave nothing. Counts leave the page, nothing else; the page gets no element and no listener.
//
// An element is likely if it is square and large enough, and either is called something that codes
// are called, or is made as codes are made: a canvas, a drawing of many parts, a picture in the
// address itself. What is written in block characters is likely in any shape.

globalThis.kakomiLikely ??= (() => {
  const NAMED = /qr|2fa|mfa|otp|two.?factor|authenticat|barcode|二次元|二要素|認証|コード/i;
  const ELEMENTS = "img, canvas, svg, picture, input[type=image], object, embed, [role=img]";
  const MOST_LOOKED_AT = 5000;
  const LEAST_PX = 16;
  const CODE_PX = 60; // what is nameless is no code below this
  const TINY_PX = 80;
  const SQUARE = 1.2;
  const SEEN_SHARE = 0.9; // of it in view: a code that lacks a strip can't be read
  const WRITTEN_SHARE = 0.1; // what is written can
  const SHAPES = 40; // a drawing of a code has at least so many parts, or one long path
  const PATH_CHARACTERS = 1200;

  /**
   * @param {Document | ShadowRoot} root
   * @returns {Generator<Element>}
   */
  function* within(root) {
    yield* root.querySelectorAll(ELEMENTS);
    yield* kakomiWritten.within(root);
    for (const element of root.querySelectorAll("*")) {
      if (!(element instanceof HTMLElement) || !element.localName.includes("-")) continue;
      const shadow = chrome.dom.openOrClosedShadowRoot(element);
      if (shadow) yield* within(shadow);
    }
  }

  /** @param {Element} element */
  function isNamed(element) {
    const said = [element, element.parentElement].flatMap((one) =>
      ["id", "class", "alt", "title", "aria-label", "src", "data"].map(
        (name) => one?.getAttribute(name)?.slice(0, 200) ?? "",
      ),
    );
    return said.some((text) => !text.startsWith("data:") && NAMED.test(text));
  }

  /** @param {Element} element */
  function isMadeAsCodesAre(element) {
    if (element instanceof HTMLCanvasElement) return true;
    if (element instanceof HTMLImageElement) return /^(?:data|blob):/.test(element.currentSrc);
    if (!(element instanceof SVGElement)) return false;
    const paths = [...element.querySelectorAll("path")];
    const longest = Math.max(0, ...paths.map((path) => path.getAttribute("d")?.length ?? 0));
    return (
      element.querySelectorAll("rect, use, path").length >= SHAPES || longest >= PATH_CHARACTERS
    );
  }

  /** @param {Element} element */
  function isLikely(element) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    if (kakomiWritten.isWritten(element)) return true;
    const { width, height } = element.getBoundingClientRect();
    const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
    if (shorter < LEAST_PX || longer > shorter * SQUARE) return false;
    return isNamed(element) || (longer >= CODE_PX && isMadeAsCodesAre(element));
  }

  /** @returns {Element[]} no more than the likely ones that hold no other */
  function likely() {
    /** @type {Element[]} */
    const found = [];
    let looked = 0;
    for (const element of within(document)) {
      looked += 1;
      if (looked > MOST_LOOKED_AT) break;
      if (isLikely(element)) found.push(element);
    }
    return found.filter((one) => !found.some((other) => one !== other && one.contains(other)));
  }

  /**
   * How much of each is in view, also where a frame or a box that scrolls cuts it.
   * @param {Element[]} elements
   * @returns {Promise<Map<Element, number>>}
   */
  function sharesInView(elements) {
    if (elements.length === 0) return Promise.resolve(new Map());
    return new Promise((resolve) => {
      const observer = new IntersectionObserver((entries) => {
        observer.disconnect();
        resolve(
          new Map(entries.map(({ target, intersectionRatio }) => [target, intersectionRatio])),
        );
      });
      for (const element of elements) observer.observe(element);
    });
  }

  async function sorted() {
    const shares = await sharesInView(likely());
    const all = [...shares];
    const isSeen = (/** @type {[Element, number]} */ [element, share]) =>
      share >= (kakomiWritten.isWritten(element) ? WRITTEN_SHARE : SEEN_SHARE);
    const inView = all.filter(isSeen).map(([element]) => element);
    return {
      outside: all.filter((one) => !isSeen(one)).map(([element]) => element),
      inView,
      tiny: inView.filter((element) => element.getBoundingClientRect().width < TINY_PX),
    };
  }

  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
      setTimeout(resolve, 500); // a page in the background is not painted at all
    });

  /** @param {Element | undefined} element @returns {Promise<boolean>} whether there is one */
  async function bringIntoView(element) {
    if (!element) return false;
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    // What loads only once it is seen.
    if (element instanceof HTMLImageElement) {
      await Promise.race([
        element.decode().catch(() => {}),
        new Promise((r) => setTimeout(r, 1500)),
      ]);
    }
    await painted();
    return true;
  }

  return Object.freeze({
    sorted,
    painted,

    async count() {
      const { outside, tiny } = await sorted();
      return { outside: outside.length, tiny: tiny.length };
    },

    /** To the first that lies outside; named ones first. */
    async scrollToOutside() {
      const { outside } = await sorted();
      return bringIntoView(outside.find(isNamed) ?? outside[0]);
    },

    /** @returns {Promise<number>} CSS px of the smallest in view that is tiny; 0 if there is none */
    async tinySide() {
      const { tiny } = await sorted();
      globalThis.kakomiTiny = tiny[0];
      return Math.round(tiny[0]?.getBoundingClientRect().width ?? 0);
    },

    scrollToTiny: () => bringIntoView(globalThis.kakomiTiny),
  });
})();
