// Lets the user draw a box on an element, by pointer or keys. Used in the overlay's frame over a page and on the capture
// page.
//
// 1. Only trusted events count (isTrusted), and of the pointer only the left button, one finger or the pen.
// 2. Events of the stage's window are stopped and prevented, except those of controls and of the browser's own shortcuts.
// 3. onBox is called only after the key was released and the click event was dispatched. Otherwise the page under the
//    overlay would get the keyup or the click.
// 4. stop() removes every listener and every element.

globalThis.kakomiDrawing = (() => {
  const EVENT_TYPES = [
    ...["pointerdown", "pointermove", "pointerup", "pointercancel", "lostpointercapture"],
    ...["mousedown", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "wheel"],
    ...["touchstart", "touchmove", "touchend", "dragstart", "selectstart"],
    ...["keydown", "keyup", "keypress"],
  ];
  const LEFT_BUTTON = 0;
  const LEFT_HELD = 1;
  const ANNOUNCE_AFTER_MS = 250; // one announcement for a run of key presses, after its end
  const KEY_LOST_AFTER_MS = 1000; // a held key repeats sooner; after this time its keyup event was missed

  /** @param {EventTarget | null} target */
  const onControl = (target) =>
    target !== null &&
    "closest" in target &&
    /** @type {Element} */ (target).closest("[data-command]") !== null;

  /**
   * @param {HTMLElement} stage
   * @param {string} part
   */
  function added(stage, part) {
    const element = stage.ownerDocument.createElement("div");
    element.className = `kakomi-${part}`;
    stage.append(element);
    return element;
  }

  /** Shows the box: the dimmed page around it, its edge with corners, its size, and a text for screen readers. */
  class BoxView {
    /** @param {KakomiDrawingOptions} options */
    constructor({ stage, label, help }) {
      this.veil = added(stage, "veil");
      this.edge = added(stage, "edge");
      for (const corner of ["nw", "ne", "se", "sw"]) added(this.edge, "corner").dataset.at = corner;
      this.size = added(stage, "size");
      this.announcement = added(stage, "announcement");
      this.announcement.setAttribute("role", "status");
      for (const seen of [this.veil, this.edge, this.size])
        seen.setAttribute("aria-hidden", "true");
      stage.tabIndex = 0;
      stage.setAttribute("role", "application");
      stage.setAttribute("aria-label", label);
      stage.setAttribute("aria-description", help);
      this.show(null, { width: 0, height: 0 });
    }

    /** @param {KakomiBox | null} box @param {KakomiSize} within */
    show(box, within) {
      this.edge.hidden = this.size.hidden = box === null;
      this.veil.style.clipPath = box === null ? "none" : BoxView.hole(box);
      if (box === null) return;
      const { x, y, width, height } = box;
      Object.assign(this.edge.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      this.size.textContent = `${Math.round(width)} × ${Math.round(height)}`;
      const below = y + height + 36 < within.height; // otherwise the size is shown inside the box
      const top = below ? y + height + 10 : y + height - 34;
      Object.assign(this.size.style, { left: `${x + width / 2}px`, top: `${Math.max(0, top)}px` });
    }

    /** Returns the clip path of the dimming, which leaves out the box. @param {KakomiBox} box */
    static hole({ x, y, width, height }) {
      const [left, top, right, bottom] = [x, y, x + width, y + height].map(
        (length) => `${length}px`,
      );
      const inner = `${left} ${top}, ${left} ${bottom}, ${right} ${bottom}, ${right} ${top}, ${left} ${top}`;
      return `polygon(evenodd, 0 0, 100% 0, 100% 100%, 0 100%, 0 0, ${inner})`;
    }

    /** @param {HTMLElement} stage */
    remove(stage) {
      for (const element of [this.veil, this.edge, this.size, this.announcement]) element.remove();
      for (const name of ["tabindex", "role", "aria-label", "aria-description"])
        stage.removeAttribute(name);
    }
  }

  /** One drawing, from the first event until onBox or onLeave is called. */
  class Drawing {
    /** @param {KakomiDrawingOptions} options */
    constructor(options) {
      this.options = options;
      this.view = /** @type {Window} */ (options.stage.ownerDocument.defaultView);
      this.boxView = new BoxView(options);
      /** @type {KakomiBox | null} */
      this.box = null;
      /** @type {{ pointer: number, from: KakomiPoint } | null} */
      this.drag = null;
      /** @type {string | null} */
      this.pressedKey = null;
      /** @type {(() => void) | null} */
      this.onEnd = null;
      this.announceTimer = 0;
      this.endTimer = 0;
      this.listeners = new AbortController();
      const listening = { capture: true, passive: false, signal: this.listeners.signal };
      for (const type of EVENT_TYPES)
        this.view.addEventListener(type, (event) => this.onEvent(event), listening);
      options.stage.focus({ preventScroll: true });
    }

    /** @returns {KakomiSize} */
    get within() {
      const { width, height } = this.options.stage.getBoundingClientRect();
      return { width, height };
    }

    /** @param {Event} event */
    onEvent(event) {
      if (event.isTrusted) this.trackKey(event);
      if (onControl(event.target) && !Drawing.isEscape(event)) return;
      event.stopImmediatePropagation();
      if (!Drawing.isBrowsers(event) && event.cancelable) event.preventDefault();
      if (!event.isTrusted || this.onEnd !== null) return;
      if (event.type === "keydown") this.press(/** @type {KeyboardEvent} */ (event));
      else if (event.type.includes("pointer")) this.point(/** @type {PointerEvent} */ (event));
    }

    /** @param {Event} event */
    trackKey(event) {
      if (!("key" in event)) return;
      if (event.type === "keydown") this.pressedKey = String(event.key);
      if (event.type === "keyup") this.pressedKey = null;
      if (this.onEnd !== null) this.scheduleEnd();
    }

    /** @param {() => void} then called once the key was released and the click event was dispatched */
    end(then) {
      if (this.onEnd !== null) return;
      this.onEnd = then;
      this.options.onState("done", null);
      this.scheduleEnd();
    }

    scheduleEnd() {
      this.view.clearTimeout(this.endTimer);
      this.endTimer = this.view.setTimeout(
        () => this.onEnd?.(),
        this.pressedKey === null ? 0 : KEY_LOST_AFTER_MS,
      );
    }

    /** @param {Event} event */
    static isEscape(event) {
      return "key" in event && event.key === "Escape";
    }

    /**
     * Whether the browser gets the key too: shortcuts such as Ctrl+T and F5, and Tab, which moves to our controls.
     * @param {Event} event
     */
    static isBrowsers(event) {
      if (!("key" in event)) return false;
      const { key, ctrlKey, metaKey, altKey } = /** @type {KeyboardEvent} */ (event);
      return (
        key === "Tab" ||
        /^F\d+$/.test(key) ||
        ((ctrlKey || metaKey || altKey) && !key.startsWith("Arrow"))
      );
    }

    /** @param {KeyboardEvent} event */
    press(event) {
      if (event.isComposing) return;
      if (event.key === "Escape") return this.leave();
      if (this.drag !== null) return;
      const step = kakomiBox.step(event);
      if (step === null && (event.key !== "Enter" || event.repeat)) return;
      // The first key only shows the box, so that Enter never scans a box that was not visible.
      if (this.box === null) this.box = kakomiBox.centred(this.within);
      else if (step === null) return this.submit(this.box);
      else this.box = kakomiBox.stepped(this.box, step, this.within);
      this.show("keys");
      this.announce(this.box);
    }

    /** @param {PointerEvent} event */
    point(event) {
      const { left, top } = this.options.stage.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      if (event.type === "pointerdown") this.begin(event, at);
      else if (this.drag === null || event.pointerId !== this.drag.pointer) return;
      else if (event.type === "pointercancel" || event.type === "lostpointercapture")
        this.discard("waiting");
      else if (event.type === "pointermove" && (event.buttons & LEFT_HELD) === 0)
        this.discard("waiting");
      else if (event.type === "pointermove") this.follow(this.drag.from, at);
      else if (event.button === LEFT_BUTTON) this.drop(this.drag.from, at);
    }

    /** @param {PointerEvent} event @param {KakomiPoint} at */
    begin(event, at) {
      if (this.drag !== null || event.button !== LEFT_BUTTON || !event.isPrimary) return;
      this.options.stage.focus({ preventScroll: true });
      this.options.stage.setPointerCapture(event.pointerId);
      this.drag = { pointer: event.pointerId, from: at };
      this.follow(at, at);
    }

    /** @param {KakomiPoint} from @param {KakomiPoint} to */
    follow(from, to) {
      this.box = kakomiBox.spanned(from, to, this.within);
      this.show("drawing");
    }

    /** @param {KakomiPoint} from @param {KakomiPoint} to */
    drop(from, to) {
      const box = kakomiBox.spanned(from, to, this.within);
      if (kakomiBox.stray(box)) return this.discard("stray");
      this.drag = null;
      this.submit(box);
    }

    /** @param {KakomiBox} box */
    submit(box) {
      this.end(() => this.options.onBox(box));
    }

    leave() {
      this.end(() => this.options.onLeave());
    }

    /** @param {KakomiDrawingState} state */
    discard(state) {
      this.drag = null;
      this.box = null;
      this.show(state);
    }

    /** @param {KakomiDrawingState} state */
    show(state) {
      this.boxView.show(this.box, this.within);
      this.options.onState(state, this.box);
    }

    /** @param {KakomiBox} box */
    announce({ x, y, width, height }) {
      const text = this.options.describe(
        [x, y, width, height].map((length) => `${Math.round(length)}`),
      );
      this.view.clearTimeout(this.announceTimer);
      this.announceTimer = this.view.setTimeout(() => {
        this.boxView.announcement.textContent = text;
      }, ANNOUNCE_AFTER_MS);
    }

    stop() {
      this.view.clearTimeout(this.announceTimer);
      this.view.clearTimeout(this.endTimer);
      this.listeners.abort();
      this.boxView.remove(this.options.stage);
    }
  }

  return Object.freeze({
    /** @param {KakomiDrawingOptions} options */
    start: (options) => new Drawing(options),
  });
})();
