// Describes the text controls of a page: their names, the text near them, their positions and their visibility.
// kakomi.code_field chooses the field. The survey reads the lengths of values and no value itself.

globalThis.kakomiCodeFieldSurvey = (() => {
  const { all, builtIn, call, list, fingerprint, boxOf, focused } = kakomiTextControls;
  const { labelOf, referenced, short, textNear, toPlainObjects } = kakomiFieldText;
  const { Visibility } = kakomiFieldVisibility;
  const MAX_FIELDS = 200; // that are described
  const MAX_FIELDS_WITH_TEXT = 60;
  const MIN_FIELDS = 30; // that are described even after BUDGET_MS
  const MAX_PICTURES = 30;
  const MAX_FRAMES = 20;
  const BUDGET_MS = 60; // for the description, on the page's own thread

  /** @typedef {ReturnType<typeof list>["controls"][number]} Control */

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
   * @param {KakomiVisibility} visibility
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
    const isPainted = visibility.isPainted(element) || visibility.paintedUnder(element) > 0;
    const opacity = Math.min(
      isPainted ? visibility.opacityOf(element) : 0,
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
      /** @type {KakomiChunk[]} */
      before: [],
      /** @type {KakomiChunk[]} */
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
