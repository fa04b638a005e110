// Describes the text controls of a page: their names, the text near them, their positions and their visibility.
// kakomi.code_field chooses the field. The survey reads the lengths of values and no value itself.

globalThis.kakomiCodeFieldSurvey = (() => {
  const { all, builtIn, call, list, fingerprint, boxOf, focused, isTextControl } =
    kakomiTextControls;
  const MAX_FIELDS = 200; // that are described
  const MAX_FIELDS_WITH_TEXT = 60;
  const MIN_FIELDS = 30; // that are described even after BUDGET_MS
  const MAX_PICTURES = 30;
  const MAX_FRAMES = 20;
  const MAX_ATTRIBUTE = 160; // characters
  const MAX_TEXT = 700; // characters near one field, in each direction
  const MAX_NODES = 160; // that are visited for this text
  const BUDGET_MS = 60; // for the description, on the page's own thread
  const MAX_PARTS = 80; // elements that are searched for boxes painted under a field

  const HEADING = "h1, h2, h3, h4, h5, h6, legend, [role=heading]";
  const ACTION = "a, button, summary, select, [role=button], [role=link], [role=tab]";
  const SKIPPED = "script, style, noscript, template, nav, datalist, [hidden]";
  const DIALOG = "dialog, [role=dialog], [role=alertdialog], [aria-modal=true], [popover]";
  const INLINE = new Set(
    "a abbr b bdi bdo code em font i kbd mark q s samp small span strong sub sup u var wbr".split(
      " ",
    ),
  );

  /** @typedef {ReturnType<typeof list>["controls"][number]} Control */
  /** @typedef {"text" | "heading" | "action"} ChunkKind */
  /** @typedef {{ text: string, kind: ChunkKind, crossed: boolean }} Chunk `crossed`: another field lies between */

  /** @param {string | null | undefined} text @param {number} most */
  const short = (text, most = MAX_ATTRIBUTE) =>
    (text ?? "").replace(/\s+/g, " ").trim().slice(0, most);

  /** @param {Node} node @returns {Node | null} its parent, across the borders of shadow trees */
  const parentOf = (node) =>
    builtIn(node, "parentNode") ?? /** @type {ShadowRoot} */ (node).host ?? null;

  /** @param {Element} element @param {string} selector */
  const matches = (element, selector) => call(element, "matches", selector);
  /** @param {Element} element @param {string} selector @returns {Element | null} */
  const closest = (element, selector) =>
    /** @type {Element | null} */ (call(element, "closest", selector));
  /** @param {Element} element @param {Node} other */
  const contains = (element, other) => call(element, "contains", other);
  /** @param {Element} element */
  const isVisible = (element) => call(element, "checkVisibility");
  /** @param {Element} element */
  const rectOf = (element) => call(element, "getBoundingClientRect");

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
   * @returns {Chunk[]} the visible text before or after it, nearest first, up to the heading above or below
   */
  function textNear(field, backwards) {
    /** @type {(Chunk & { block: Element | null })[]} */
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

  /** @param {Chunk[]} chunks */
  const toPlainObjects = (chunks) =>
    chunks.map(({ text, kind, crossed }) => ({ text: text.slice(0, 400), kind, crossed }));

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
      const own = Number(getComputedStyle(element).opacity);
      const all = own * this.opacityOf(parentOf(element));
      this.opacities.set(element, all);
      return all;
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
      cut({
        left: -view.scrollX,
        top: -view.scrollY,
        right: Math.max(page.scrollWidth - view.scrollX, view.innerWidth),
        bottom: Math.max(page.scrollHeight - view.scrollY, view.innerHeight),
      });
      for (let node = parentOf(element); node; node = parentOf(node)) {
        if (builtIn(node, "nodeType") !== Node.ELEMENT_NODE) continue;
        const ancestor = /** @type {Element} */ (node);
        if (ancestor === page || ancestor.localName === "body") break;
        const { overflowX, position } = getComputedStyle(ancestor);
        if (overflowX === "hidden" || overflowX === "clip") cut(rectOf(ancestor));
        if (position === "fixed") break;
      }
      const [width, height] = [box.right - box.left, box.bottom - box.top];
      return { width: Math.max(0, Math.round(width)), height: Math.max(0, Math.round(height)) };
    }

    /** @param {HTMLElement} element @returns {boolean | null} whether a click hits it; null if it is out of view */
    isOnTop(element) {
      const rect = element.getBoundingClientRect();
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

  /** @param {HTMLElement | null | undefined} form */
  function formNames(form) {
    if (!form) return "";
    const attribute = (/** @type {string} */ name) => call(form, "getAttribute", name) ?? "";
    const [action = ""] = attribute("action").split("?");
    return short([...["id", "name", "class", "role"].map(attribute), action].join(" "));
  }

  /**
   * @param {Control} control
   * @param {number} index
   * @param {Visibility} visibility
   * @param {Element[]} forms
   */
  function described(control, index, visibility, forms) {
    const { element, frames } = control;
    const input = /** @type {HTMLInputElement} */ (element);
    const form = input.form ?? null;
    if (form && !forms.includes(form)) forms.push(form);
    const attribute = (/** @type {string} */ name) => short(element.getAttribute(name));
    const isHiddenFrame = frames.some(
      (frame) => !frame.checkVisibility({ visibilityProperty: true }),
    );
    const uncut = visibility.uncut(element);
    const opacity = Math.min(
      visibility.opacityOf(element),
      ...frames.map((frame) => visibility.opacityOf(frame)),
    );
    const isEditable = element.isContentEditable && input.value === undefined;
    return {
      index,
      fingerprint: fingerprint(control),
      frame:
        frames.length === 0
          ? ""
          : short(
              frames
                .map((one) => `${one.title} ${one.id} ${one.getAttribute("name") ?? ""}`)
                .join(" "),
            ),
      tag: isEditable ? "editable" : element.localName,
      type: input.type ?? "",
      name: attribute("name"),
      id: short(element.id),
      classes: attribute("class"),
      autocomplete: attribute("autocomplete").toLowerCase(),
      inputmode: attribute("inputmode").toLowerCase(),
      max_length: input.maxLength ?? -1,
      pattern: attribute("pattern"),
      placeholder: attribute("placeholder"),
      title: attribute("title"),
      aria_label: short(`${attribute("aria-label")} ${referenced(element, "aria-labelledby")}`),
      description: referenced(element, "aria-describedby"),
      label: labelOf(element),
      group_label: short(element.closest("[role=group], fieldset")?.getAttribute("aria-label")),
      form: form ? forms.indexOf(form) : -1,
      value_length: isEditable ? short(element.textContent).length : input.value.length,
      read_only: Boolean(input.readOnly),
      disabled: element.matches(":disabled"),
      focused: focused() === element,
      aria_hidden: element.closest("[aria-hidden=true], [inert]") !== null,
      rendered: !isHiddenFrame && element.checkVisibility({ visibilityProperty: true }),
      opacity: Math.round(opacity * 100) / 100,
      box: boxOf(control),
      uncut_width: uncut.width,
      uncut_height: uncut.height,
      on_top: visibility.isOnTop(element),
      painted_under: opacity < 0.1 ? visibility.paintedUnder(element) : 0,
      /** @type {Chunk[]} */
      before: [],
      /** @type {Chunk[]} */
      after: [],
    };
  }

  /** @param {Control} control */
  function isInView({ element }) {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const view = element.ownerDocument.defaultView ?? window;
    if (width < 4 || height < 4) return false;
    return right > 0 && bottom > 0 && left < view.innerWidth && top < view.innerHeight;
  }

  /** @param {Control[]} controls @returns {number[]} the indexes of those to describe, the likeliest first */
  function likeliest(controls) {
    const active = focused();
    const rank = (/** @type {Control} */ control) => {
      if (control.element === active) return 0;
      if (/\bone-time-code\b/i.test(control.element.getAttribute("autocomplete") ?? "")) return 1;
      return isInView(control) ? 2 : 3;
    };
    const ranks = controls.map(rank);
    const order = [...controls.keys()];
    order.sort((one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0) || one - other);
    return order.slice(0, MAX_FIELDS);
  }

  /** @param {(Document | ShadowRoot)[]} roots */
  function pictures(roots) {
    const found = [];
    for (const root of roots) {
      for (const element of all(root, "img, canvas, svg, input[type=image]")) {
        if (found.length >= MAX_PICTURES) return found;
        const { width, height } = element.getBoundingClientRect();
        if (width < 40 || height < 15 || !element.checkVisibility()) continue;
        const names = ["id", "class", "alt", "title", "src", "name"].map((name) =>
          element.getAttribute(name),
        );
        const words = names.filter((name) => name && !name.startsWith("data:")).join(" ");
        const box = boxOf({ element: /** @type {HTMLElement} */ (element), frames: [] });
        found.push({ words: short(words), box });
      }
    }
    return found;
  }

  /** @param {Control} frame */
  function describedFrame({ element, frames }) {
    const attribute = (/** @type {string} */ name) => element.getAttribute(name) ?? "";
    const src = attribute("src") || attribute("data");
    const { origin = "", pathname = "" } = URL.parse(src, element.ownerDocument.baseURI) ?? {};
    const names = ["title", "name", "id", "class"].map(attribute).join(" ");
    const { width, height } = element.getBoundingClientRect();
    return {
      origin: /^https?:/.test(origin) ? origin : "",
      words: short(`${names} ${pathname} ${attribute("srcdoc").slice(0, 2000)}`, 2400),
      visible:
        width > 40 &&
        height > 20 &&
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
      depth: frames.length,
    };
  }

  /** @returns the survey, which py/kakomi/page_fields.py parses */
  function survey() {
    const { controls, roots, foreign } = list();
    const visibility = new Visibility();
    /** @type {HTMLFormElement[]} */
    const forms = [];
    const fields = [];
    const chosen = likeliest(controls);
    const end = performance.now() + BUDGET_MS;
    for (const index of chosen) {
      if (fields.length >= MIN_FIELDS && performance.now() >= end) break;
      const control = /** @type {Control} */ (controls[index]);
      const field = described(control, index, visibility, forms);
      if (field.rendered && fields.length < MAX_FIELDS_WITH_TEXT) {
        field.before = toPlainObjects(textNear(control.element, true));
        field.after = toPlainObjects(textNear(control.element, false));
      }
      fields.push(field);
    }
    fields.sort((one, other) => one.index - other.index);
    return {
      url: self.origin === "null" ? "" : location.href,
      incognito: chrome.extension.inIncognitoContext,
      content_type: builtIn(document, "contentType"),
      title: short(builtIn(document, "title")),
      language: short(builtIn(document, "documentElement").lang, 20),
      count: controls.length,
      fields,
      forms: forms.map(formNames),
      pictures: pictures(roots),
      foreign_frames: foreign.slice(0, MAX_FRAMES).map(describedFrame),
    };
  }

  return Object.freeze({ survey });
})();
