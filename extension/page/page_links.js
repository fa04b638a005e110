// Finds the account links in a page: in addresses, in other attributes and in its text. Injected if the capture of the
// page gave no code. The user confirms each link before it is added.

globalThis.kakomiPageLinks ??= (() => {
  const BUDGET_MS = 100; // on the page's own thread
  const MAX_ELEMENTS = 20_000;
  const ELEMENTS_PER_CLOCK_READING = 64;
  const MAX_LINKS = 20;
  const MAX_CHARACTERS = 8_000; // of a link
  const INVISIBLE = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"]);

  /** @returns {boolean} whether all frames above this one are of its origin */
  function isOfPage() {
    try {
      return window.top?.location.origin === location.origin;
    } catch {
      return false; // reading the location of a frame of another origin throws
    }
  }

  /**
   * @template {Node} Target
   * @template {keyof Target} Name
   * @param {Target} prototype
   * @param {Name} name
   * @param {Target} target
   * @returns {Target[Name]}
   */
  const builtIn = (prototype, name, target) => Reflect.get(prototype, name, target);

  /** @param {readonly string[]} schemes */
  function patternsOf(schemes) {
    const scheme = schemes.join("|");
    return {
      start: new RegExp(`^\\s*(?:${scheme}):`, "i"),
      within: new RegExp(`(?:${scheme})://[^\\s"'<>\`]+`, "gi"),
    };
  }

  /** @param {Element} element @param {ReturnType<typeof patternsOf>} patterns @returns {string[]} */
  function linksOf(element, { start, within }) {
    if (INVISIBLE.has(builtIn(Element.prototype, "tagName", element))) return [];
    // The prototypes' properties: a form's field named "attributes" hides the form's own.
    const links = [...builtIn(Element.prototype, "attributes", element)]
      .map(({ value }) => value)
      .filter((value) => start.test(value));
    const field =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? [element.value]
        : [];
    const texts = [...builtIn(Node.prototype, "childNodes", element)]
      .filter((node) => node instanceof Text)
      .map(({ data }) => data);
    return [...links, ...[...field, ...texts].flatMap((text) => text.match(within) ?? [])];
  }

  /**
   * @param {Document | ShadowRoot} root
   * @returns {Generator<Element>} all elements, also of the shadow trees
   */
  function* elementsOf(root) {
    for (const element of root.querySelectorAll("*")) {
      yield element;
      if (!(element instanceof HTMLElement)) continue;
      const shadow = chrome.dom.openOrClosedShadowRoot(element);
      if (shadow) yield* elementsOf(shadow);
    }
  }

  return Object.freeze({
    /**
     * @param {readonly string[]} schemes of the links
     * @returns {string[]} each link once; none in a frame of an origin other than the page's
     */
    found(schemes) {
      if (!isOfPage()) return [];
      const patterns = patternsOf(schemes);
      const end = performance.now() + BUDGET_MS;
      /** @type {Set<string>} */
      const links = new Set();
      let seen = 0;
      for (const element of elementsOf(document)) {
        seen += 1;
        if (seen > MAX_ELEMENTS || links.size >= MAX_LINKS) break;
        if (seen % ELEMENTS_PER_CLOCK_READING === 0 && performance.now() >= end) break;
        for (const link of linksOf(element, patterns)) {
          if (link.length <= MAX_CHARACTERS) links.add(link.trim());
        }
      }
      return [...links].slice(0, MAX_LINKS);
    },
  });
})();
