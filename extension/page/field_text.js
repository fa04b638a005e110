// Finds the text near a text control, which says what the page asks for there. Used by code_field_survey.js.

globalThis.kakomiFieldText = (() => {
  const { builtIn, call, isTextControl } = kakomiTextControls;
  const MAX_ATTRIBUTE = 160; // characters
  const MAX_TEXT = 700; // characters near one field, in each direction
  const MAX_NODES = 160; // that are visited for this text

  const HEADING = "h1, h2, h3, h4, h5, h6, legend, [role=heading]";
  const ACTION = "a, button, summary, select, [role=button], [role=link], [role=tab]";
  const SKIPPED = "script, style, noscript, template, nav, datalist, [hidden]";
  const DIALOG = "dialog, [role=dialog], [role=alertdialog], [aria-modal=true], [popover]";
  const INLINE = new Set(
    "a abbr b bdi bdo code em font i kbd mark q s samp small span strong sub sup u var wbr".split(
      " ",
    ),
  );

  /** @param {string | null | undefined} text @param {number} most */
  const short = (text, most = MAX_ATTRIBUTE) =>
    (text ?? "").replace(/\s+/g, " ").trim().slice(0, most);

  /** @param {Element} element @param {string} selector */
  const matches = (element, selector) => call(element, "matches", selector);
  /** @param {Element} element @param {string} selector @returns {Element | null} */
  const closest = (element, selector) =>
    /** @type {Element | null} */ (call(element, "closest", selector));
  /** @param {Element} element @param {Node} other */
  const contains = (element, other) => call(element, "contains", other);
  /** @param {Element} element */
  const isVisible = (element) => call(element, "checkVisibility");

  /** @param {Document | ShadowRoot} root @param {string} id */
  function textById(root, id) {
    const element = call(/** @type {Document} */ (root), "getElementById", id);
    return element ? (builtIn(/** @type {Node} */ (element), "textContent") ?? "") : "";
  }

  /** @param {Element} element @param {string} attribute of ids @returns {string} the text of the elements it names */
  function referenced(element, attribute) {
    const ids = element.getAttribute(attribute)?.split(/\s+/).slice(0, 5) ?? [];
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    return short(ids.map((id) => textById(root, id)).join(" "), 300);
  }

  /** @param {HTMLElement} element */
  function labelOf(element) {
    const { labels } = /** @type {HTMLInputElement} */ (element);
    const texts = [...(labels ?? [])].slice(0, 3).map((label) => short(label.textContent));
    return short(texts.join(" "), 300);
  }

  /** @param {Node} text @returns {Element | null} the nearest element around it that is not inline */
  function blockOf(text) {
    let element = text.parentElement;
    while (element && INLINE.has(element.localName)) element = element.parentElement;
    return element;
  }

  /** @param {Element} element */
  function rankOf(element) {
    const heading = closest(element, HEADING);
    if (!heading) return 0;
    return /^h[1-6]$/.test(heading.localName) ? Number(heading.localName[1]) : 4;
  }

  /** @param {Node} start @param {Element} element @returns {boolean} false if it is outside of the dialog of start */
  function isInDialogOf(start, element) {
    const { parentElement } = start;
    const dialog = parentElement && closest(parentElement, DIALOG);
    return !dialog || contains(dialog, element);
  }

  /**
   * @param {HTMLElement} field
   * @param {boolean} backwards
   * @returns {KakomiChunk[]} the visible text before or after it, nearest first, up to the heading above or below
   */
  function textNear(field, backwards) {
    /** @type {(KakomiChunk & { block: Element | null })[]} */
    const chunks = [];
    let [characters, nodes, crossed, rank] = [0, 0, false, 7];
    /** @param {Text} text @returns {boolean} whether to go on */
    const addText = (text) => {
      const words = short(text.data, 300);
      const parent = text.parentElement;
      if (!words || !parent || closest(parent, SKIPPED) || !isVisible(parent)) return true;
      const labelled = /** @type {HTMLLabelElement | null} */ (closest(parent, "label"))?.control;
      if (labelled && labelled !== field && isTextControl(labelled)) return true;
      const own = rankOf(parent);
      if (own && !backwards) return false;
      if (own ? own >= rank && chunks.at(-1)?.block !== blockOf(text) : rank < 7) return true;
      if (own) rank = own;
      const kind = own ? "heading" : closest(parent, ACTION) ? "action" : "text";
      const last = chunks.at(-1);
      const block = blockOf(text);
      if (last && last.block === block && last.kind === kind) {
        last.text = backwards ? `${words} ${last.text}` : `${last.text} ${words}`;
      } else chunks.push({ text: words, kind, crossed, block });
      characters += words.length;
      return characters < MAX_TEXT;
    };
    /** @type {Node | null} */
    let start = field;
    while (start) {
      const root = start.getRootNode();
      const wanted = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
      const walker = call(field.ownerDocument, "createTreeWalker", root, wanted);
      walker.currentNode = start;
      if (!backwards) while (walker.lastChild()); // not the text inside of it
      for (let node = step(); node; node = step()) {
        nodes += 1;
        if (nodes > MAX_NODES) return chunks;
        if (node.nodeType === Node.TEXT_NODE) {
          if (!addText(/** @type {Text} */ (node))) return chunks;
          continue;
        }
        const element = /** @type {HTMLElement} */ (node);
        if (contains(element, start)) {
          if (matches(element, DIALOG)) return chunks;
        } else if (matches(element, "input, textarea, [contenteditable]")) {
          if (!isTextControl(element) || !isVisible(element)) continue;
          if (!backwards) return chunks;
          crossed = true;
        } else if (!backwards && !isInDialogOf(start, element)) return chunks;
      }
      start = /** @type {ShadowRoot} */ (root).host ?? null;

      function step() {
        return backwards ? walker.previousNode() : walker.nextNode();
      }
    }
    return chunks;
  }

  /** @param {KakomiChunk[]} chunks */
  const toPlainObjects = (chunks) =>
    chunks.map(({ text, kind, crossed }) => ({ text: text.slice(0, 400), kind, crossed }));

  return Object.freeze({ labelOf, referenced, short, textNear, toPlainObjects });
})();
