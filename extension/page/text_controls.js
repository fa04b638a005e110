// Lists the text controls of a page in one fixed order: of its document, of its shadow trees and of the frames of its own
// origin. Injected before code_field_survey.js, code_field_writer.js or code_field_outline.js; their callers delete the
// globals again.

globalThis.kakomiTextControls = (() => {
  const FRAMES = new Set(["iframe", "frame", "object", "embed"]);
  const TYPES = new Set(["text", "tel", "number", "password", "search", "email", "url", ""]);
  const MAX_DEPTH = 6; // of shadow trees and frames
  const MAX_ELEMENTS = 200_000;
  const MAX_FINGERPRINT = 300;

  /** @typedef {{ element: HTMLElement, frames: HTMLElement[] }} Control `frames`: the frame elements around it */

  // A form's field called "matches", or an image of that name in a document, hides the built-in property of that name.
  // These two read what the prototype has, and so do all questions to elements that may be forms, and to documents.
  /**
   * @template {object} Target
   * @template {keyof Target} Name
   * @param {Target} target
   * @param {Name} name
   * @returns {Target[Name]}
   */
  const builtIn = (target, name) => Reflect.get(Object.getPrototypeOf(target), name, target);
  /**
   * @template {object} Target
   * @template {keyof Target} Name
   * @param {Target} target
   * @param {Name} name
   * @param {Target[Name] extends (...args: any) => any ? Parameters<Target[Name]> : never} args
   * @returns {Target[Name] extends (...args: any) => infer Result ? Result : never}
   */
  const call = (target, name, ...args) =>
    Reflect.apply(/** @type {any} */ (builtIn(target, name)), target, args);

  /** @param {Element} element @returns {boolean} also for a form of another frame */
  const isForm = (element) =>
    /** @type {any} */ (element)[Symbol.toStringTag] === "HTMLFormElement";

  /** @param {Element} element */
  function isTextControl(element) {
    if (isForm(element)) return false;
    if (element.localName === "textarea") return true;
    if (element.localName === "input") {
      return TYPES.has(/** @type {HTMLInputElement} */ (element).type);
    }
    if (!element.hasAttribute("contenteditable")) return false;
    const { isContentEditable, parentElement } = /** @type {HTMLElement} */ (element);
    return isContentEditable && !parentElement?.isContentEditable;
  }

  /** @param {Element} element @returns {Document | null} null if it belongs to another origin */
  function readableDocument(element) {
    try {
      return /** @type {HTMLIFrameElement} */ (element).contentDocument ?? null;
    } catch {
      return null;
    }
  }

  /** @param {Element} element @returns {ShadowRoot | null} */
  function shadowOf(element) {
    if (isForm(element)) return null;
    if (!element.localName.includes("-")) return element.shadowRoot;
    return chrome.dom.openOrClosedShadowRoot(/** @type {HTMLElement} */ (element));
  }

  /** @param {Document | ShadowRoot} root @param {string} selector @returns {NodeListOf<HTMLElement>} */
  const all = (root, selector) =>
    /** @type {any} */ (call(/** @type {Document} */ (root), "querySelectorAll", selector));

  /**
   * @returns {{ controls: Control[], roots: (Document | ShadowRoot)[], foreign: Control[] }} `foreign`: the frames
   * whose document the page's origin may not read
   */
  function list() {
    /** @type {ReturnType<typeof list>} */
    const found = { controls: [], roots: [], foreign: [] };
    let left = MAX_ELEMENTS;
    /** @param {Document | ShadowRoot} root @param {HTMLElement[]} frames @param {number} depth */
    const walk = (root, frames, depth) => {
      found.roots.push(root);
      for (const element of all(root, "*")) {
        left -= 1;
        if (left < 0) return;
        if (isTextControl(element)) {
          found.controls.push({ element: /** @type {HTMLElement} */ (element), frames });
        } else if (FRAMES.has(element.localName)) {
          const frame = /** @type {HTMLElement} */ (element);
          const inner = readableDocument(frame);
          if (inner && depth < MAX_DEPTH) walk(inner, [...frames, frame], depth + 1);
          else if (!inner) found.foreign.push({ element: frame, frames });
        }
        const shadow = shadowOf(element);
        if (shadow && depth < MAX_DEPTH) walk(shadow, frames, depth + 1);
      }
    };
    walk(document, [], 0);
    return found;
  }

  /** @param {Control} control @returns {string} identifies a control among its neighbours; does not change while it is filled */
  function fingerprint({ element, frames }) {
    const names = ["type", "name", "id", "autocomplete", "maxlength", "aria-label", "placeholder"];
    const values = names.map((name) => element.getAttribute(name) ?? "");
    return [frames.length, element.localName, ...values].join("|").slice(0, MAX_FINGERPRINT);
  }

  /**
   * @param {{ index: number, fingerprint: string }[]} references
   * @returns {Control[] | null} the controls, or null if one no longer exists
   */
  function resolve(references) {
    const { controls } = list();
    const hasFingerprint = (
      /** @type {Control | undefined} */ control,
      /** @type {string} */ wanted,
    ) => control !== undefined && fingerprint(control) === wanted;
    const found = references.map(({ index, fingerprint: wanted }) => {
      if (hasFingerprint(controls[index], wanted)) return controls[index];
      const same = controls.filter((control) => hasFingerprint(control, wanted));
      return same.length === 1 ? same[0] : undefined;
    });
    if (found.includes(undefined) || new Set(found).size < found.length) return null;
    return /** @type {Control[]} */ (found);
  }

  /** @param {Control} control @returns {KakomiBox} in CSS px of the window */
  function boxOf({ element, frames }) {
    const { left, top, width, height } = element.getBoundingClientRect();
    let [x, y] = [left, top];
    for (const frame of frames) {
      const outer = frame.getBoundingClientRect();
      x += outer.left + frame.clientLeft;
      y += outer.top + frame.clientTop;
    }
    const [wide, high] = [Math.round(width), Math.round(height)];
    return { x: Math.round(x), y: Math.round(y), width: wide, height: high };
  }

  /** @param {Document} inner @returns {HTMLElement | null} the focused element, also in shadow trees and frames */
  function focused(inner = document) {
    let element = builtIn(inner, "activeElement");
    for (let depth = 0; element && depth < 2 * MAX_DEPTH; depth += 1) {
      const root = shadowOf(element) ?? readableDocument(element);
      const active = root && builtIn(/** @type {Document} */ (root), "activeElement");
      if (!active) break;
      element = active;
    }
    return /** @type {HTMLElement | null} */ (element);
  }

  return Object.freeze({
    all,
    boxOf,
    builtIn,
    call,
    fingerprint,
    focused,
    isTextControl,
    list,
    resolve,
  });
})();
