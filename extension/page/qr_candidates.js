// Finds the elements of a page that may show a QR code. Injected if the capture of the page gave no code. Only counts are
// returned; nothing is added to the page, neither elements nor listeners.
//
// An element is a candidate if it is square and large enough, and either has a name that is usual for QR codes or is of
// a kind that QR codes are made of: a canvas, an SVG of many parts, a picture in a data or blob URL, a picture of nearly
// only black and white, or one whose pixels the page may not read and whose format is not usual for photographs. A
// background picture counts too. An element that contains a code in block characters is a candidate in any shape.

globalThis.kakomiQrCandidates ??= (() => {
  const NAMES = /qr|2fa|mfa|otp|two.?factor|authenticat|barcode|二次元|二要素|認証|コード/i;
  const ELEMENTS = "img, canvas, svg, picture, input[type=image], object, embed, [role=img]";
  const BUDGET_MS = 100; // for one search, on the page's own thread
  const MAX_ELEMENTS = 5000;
  const MAX_CANDIDATES = 200;
  const ELEMENTS_PER_CLOCK_READING = 64;
  const MIN_PX = 16;
  const MIN_NAMELESS_PX = 60;
  const TINY_PX = 80;
  const MIN_UNREADABLE_PX = 120; // of a picture of another origin; smaller ones are icons and portraits
  const PHOTOGRAPH = /\.(?:jpe?g|webp|avif)(?:[?#]|$)/i;
  const SAMPLE_SIDE_PX = 48; // along a side, to weigh dark against light
  const MIN_TWO_TONE = 0.75; // share of the samples that are nearly black or nearly white
  const MIN_BALANCE = 0.2; // share of dark and of light samples
  const MAX_SIDE_RATIO = 1.2;
  const MIN_SHARE_IN_VIEW = 0.9; // a code that is cut off further does not decode
  const MIN_TEXT_SHARE_IN_VIEW = 0.1; // block characters are read from the text, not from the screen
  const MIN_SHAPES = 40; // a drawing of a code has at least as many parts, or one long path
  const MIN_PATH_CHARACTERS = 1200;
  const MAX_OBSERVER_MS = 300; // a page that is not rendered never calls its observers
  const MAX_PAINT_MS = 500;
  const MAX_LOAD_MS = 1500;

  // Elements without a hyphen that may have a shadow tree (DOM standard, attachShadow).
  const MAY_HAVE_SHADOW = new Set(
    "article aside blockquote body div footer header main nav p section span".split(" "),
  );

  /** @typedef {{ element: Element, isText: boolean }} Candidate `isText`: it holds block characters */

  /** @param {number} budgetMs @returns {{ isOver(): boolean }} */
  function deadlineIn(budgetMs) {
    const end = performance.now() + budgetMs;
    return { isOver: () => performance.now() >= end };
  }

  /**
   * @param {Document | ShadowRoot} root
   * @param {{ isOver(): boolean }} deadline
   * @returns {Generator<Candidate>} possible candidates in this tree and its shadow trees
   */
  function* elementsWithin(root, deadline) {
    for (const element of root.querySelectorAll(ELEMENTS)) yield { element, isText: false };
    for (const element of kakomiBlockCharacters.within(root, deadline)) {
      yield { element, isText: true };
    }
    let seen = 0;
    for (const element of root.querySelectorAll("*")) {
      seen += 1;
      if (seen % ELEMENTS_PER_CLOCK_READING === 0 && deadline.isOver()) return;
      if (!(element instanceof HTMLElement)) continue;
      if (backgroundOf(element)) yield { element, isText: false };
      if (!element.localName.includes("-") && !MAY_HAVE_SHADOW.has(element.localName)) continue;
      const shadow = chrome.dom.openOrClosedShadowRoot(element);
      if (shadow) yield* elementsWithin(shadow, deadline);
    }
  }

  /**
   * @param {Element} element
   * @returns {string} the address of the background picture of an element without content; empty if there is none
   */
  function backgroundOf(element) {
    if (!(element instanceof HTMLElement) || element.firstElementChild) return "";
    if (!isSquare(element.offsetWidth, element.offsetHeight)) return "";
    if (element.textContent?.trim()) return "";
    const image = getComputedStyle(element).backgroundImage;
    return /^url\("([^"]+)"\)$/.exec(image)?.[1] ?? "";
  }

  /** @param {HTMLImageElement} image @returns {boolean} whether it is nearly only black and white */
  function isTwoTone(image) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SAMPLE_SIDE_PX;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return false;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SAMPLE_SIDE_PX, SAMPLE_SIDE_PX);
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, SAMPLE_SIDE_PX, SAMPLE_SIDE_PX);
    const { data } = context.getImageData(0, 0, SAMPLE_SIDE_PX, SAMPLE_SIDE_PX);
    let [dark, light] = [0, 0];
    for (let k = 0; k < data.length; k += 4) {
      const sum = (data[k] ?? 0) + (data[k + 1] ?? 0) + (data[k + 2] ?? 0);
      if (sum < 240) dark += 1;
      else if (sum > 560) light += 1;
    }
    const all = SAMPLE_SIDE_PX ** 2;
    return Math.min(dark, light) >= MIN_BALANCE * all && dark + light >= MIN_TWO_TONE * all;
  }

  /** @param {HTMLImageElement} image */
  function isPictureOfCode(image) {
    const { currentSrc, naturalWidth, naturalHeight } = image;
    if (/^(?:data|blob):/.test(currentSrc)) return true;
    const isLarge = image.getBoundingClientRect().width >= MIN_UNREADABLE_PX;
    if (!naturalWidth) return image.loading === "lazy" && isLarge && !PHOTOGRAPH.test(image.src);
    if (!isSquare(naturalWidth, naturalHeight)) return false;
    try {
      return isTwoTone(image);
    } catch {
      return isLarge && !PHOTOGRAPH.test(currentSrc); // a picture of another origin
    }
  }

  /** @param {Element} element */
  function hasCodeName(element) {
    const names = [element, element.parentElement].flatMap((one) =>
      ["id", "class", "alt", "title", "aria-label", "src", "data"].map(
        (name) => one?.getAttribute(name)?.slice(0, 200) ?? "",
      ),
    );
    return names.some((text) => !text.startsWith("data:") && NAMES.test(text));
  }

  /** @param {Element} element */
  function isKindOfCode(element) {
    if (element instanceof HTMLCanvasElement) return true;
    if (element instanceof HTMLImageElement) return isPictureOfCode(element);
    const background = backgroundOf(element);
    if (background) return !PHOTOGRAPH.test(background);
    if (!(element instanceof SVGElement)) return false;
    if (element.querySelectorAll("rect, use, path").length >= MIN_SHAPES) return true;
    const paths = [...element.querySelectorAll("path")]; // fewer than MIN_SHAPES
    return paths.some((path) => (path.getAttribute("d")?.length ?? 0) >= MIN_PATH_CHARACTERS);
  }

  /** @param {number} width @param {number} height CSS px */
  function isSquare(width, height) {
    const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
    return shorter >= MIN_PX && longer <= shorter * MAX_SIDE_RATIO;
  }

  /** @param {Candidate} candidate */
  function isLikely({ element, isText }) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    if (isText) return true;
    const { width, height } = element.getBoundingClientRect();
    if (!isSquare(width, height)) return false;
    const longer = Math.max(width, height);
    return hasCodeName(element) || (longer >= MIN_NAMELESS_PX && isKindOfCode(element));
  }

  /**
   * @template {{ parentElement: T | null }} T
   * @template {{ element: T }} Item
   * @param {Item[]} items
   * @returns {Item[]} those whose element contains no other item's element
   */
  function innermost(items) {
    const outer = new Set();
    for (const { element } of items) {
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (outer.has(parent)) break; // all further ancestors are in the set too
        outer.add(parent);
      }
    }
    return items.filter(({ element }) => !outer.has(element));
  }

  /** @returns {Candidate[]} */
  function search() {
    const deadline = deadlineIn(BUDGET_MS);
    /** @type {Map<Element, Candidate>} */
    const found = new Map();
    let seen = 0;
    for (const candidate of elementsWithin(document, deadline)) {
      seen += 1;
      if (seen > MAX_ELEMENTS || found.size >= MAX_CANDIDATES || deadline.isOver()) break;
      if (isLikely(candidate)) found.set(candidate.element, candidate);
    }
    return innermost([...found.values()]);
  }

  /**
   * @param {Element[]} elements
   * @returns {Promise<Map<Element, number>>} the share of each that is in view, also where a frame or a box
   * that scrolls cuts it
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
      setTimeout(() => {
        observer.disconnect();
        resolve(new Map());
      }, MAX_OBSERVER_MS);
    });
  }

  /** @returns {Promise<{ outside: Element[], inView: Element[], tiny: Element[] }>} */
  async function classified() {
    const candidates = search();
    const shares = await sharesInView(candidates.map(({ element }) => element));
    const isInView = (/** @type {Candidate} */ { element, isText }) =>
      (shares.get(element) ?? 0) >= (isText ? MIN_TEXT_SHARE_IN_VIEW : MIN_SHARE_IN_VIEW);
    const known = candidates.filter(({ element }) => shares.has(element));
    const inView = known.filter(isInView).map(({ element }) => element);
    return {
      outside: known.filter((one) => !isInView(one)).map(({ element }) => element),
      inView,
      tiny: inView.filter((element) => element.getBoundingClientRect().width < TINY_PX),
    };
  }

  /** @returns {Promise<unknown>} fulfilled after the page was painted, or after MAX_PAINT_MS */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
      setTimeout(resolve, MAX_PAINT_MS); // a page in the background is not painted at all
    });

  /** @param {Element | undefined} element @returns {Promise<boolean>} whether there is one */
  async function scrollIntoView(element) {
    if (!element) return false;
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    // Some pictures load only once they are in view.
    if (element instanceof HTMLImageElement) {
      await Promise.race([
        element.decode().catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, MAX_LOAD_MS)),
      ]);
    }
    await painted();
    return true;
  }

  return Object.freeze({
    backgroundOf,
    classified,
    deadlineIn,
    elementsWithin,
    innermost,
    isSquare,
    painted,

    async count() {
      const { outside, tiny } = await classified();
      return { outside: outside.length, tiny: tiny.length };
    },

    /** Scrolls to the first candidate out of view; one that has a code's name comes first. */
    async scrollToOutside() {
      const { outside } = await classified();
      return scrollIntoView(outside.find(hasCodeName) ?? outside[0]);
    },

    /** @returns {Promise<number>} the width of a tiny candidate in view, in CSS px; 0 if there is none */
    async tinySide() {
      const { tiny } = await classified();
      globalThis.kakomiTinyCandidate = tiny[0];
      return Math.round(tiny[0]?.getBoundingClientRect().width ?? 0);
    },

    scrollToTiny: () => scrollIntoView(globalThis.kakomiTinyCandidate),
  });
})();
