// Draws the box in a stage: pointer and keys in, a box out. Used over pages (in the overlay's own frame) and on
// the capture page; it knows of neither.
//
// 1. Only what a person did counts (isTrusted), and of the pointer only the left button, one finger or the pen.
// 2. Nothing the stage's window hears goes any further, save to controls and the browser's own shortcuts.
// 3. A gesture ends where it began: the box is handed on when the key is up again and the click is through, so
//    that no half of it reaches whatever comes to light beneath.
// 4. After stop() no listener and no element is left.

globalThis.kakomiDrawing = (() => {
  const HEARD = [
    ...["pointerdown", "pointermove", "pointerup", "pointercancel", "lostpointercapture"],
    ...["mousedown", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "wheel"],
    ...["touchstart", "touchmove", "touchend", "dragstart", "selectstart"],
    ...["keydown", "keyup", "keypress"],
  ];
  const LEFT_BUTTON = 0;
  const LEFT_HELD = 1;
  const TOLD_AFTER_MS = 250; // a run of key presses is told once, at its end
  const KEY_LOST_AFTER_MS = 1000; // a key held down repeats itself sooner; if it does not, its end was missed

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

  /** What is seen of the box: the veil with its hole, the edge with its corners, the size, and the words for who hears it. */
  class Sight {
    /** @param {KakomiDrawingPlace} place */
    constructor({ stage, label, help }) {
      this.veil = added(stage, "veil");
      this.edge = added(stage, "edge");
      for (const corner of ["nw", "ne", "se", "sw"]) added(this.edge, "corner").dataset.at = corner;
      this.size = added(stage, "size");
      this.told = added(stage, "told");
      this.told.setAttribute("role", "status");
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
      this.veil.style.clipPath = box === null ? "none" : Sight.hole(box);
      if (box === null) return;
      const { x, y, width, height } = box;
      Object.assign(this.edge.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      this.size.textContent = `${Math.round(width)} × ${Math.round(height)}`;
      const below = y + height + 36 < within.height; // else there is no room but inside
      const top = below ? y + height + 10 : y + height - 34;
      Object.assign(this.size.style, { left: `${x + width / 2}px`, top: `${Math.max(0, top)}px` });
    }

    /** @param {KakomiBox} box the veil is everything but this */
    static hole({ x, y, width, height }) {
      const [left, top, right, bottom] = [x, y, x + width, y + height].map(
        (length) => `${length}px`,
      );
      const inner = `${left} ${top}, ${left} ${bottom}, ${right} ${bottom}, ${right} ${top}, ${left} ${top}`;
      return `polygon(evenodd, 0 0, 100% 0, 100% 100%, 0 100%, 0 0, ${inner})`;
    }

    /** @param {HTMLElement} stage */
    remove(stage) {
      for (const element of [this.veil, this.edge, this.size, this.told]) element.remove();
      for (const name of ["tabindex", "role", "aria-label", "aria-description"])
        stage.removeAttribute(name);
    }
  }

  /** One box, from the first press to the last. */
  class Drawing {
    /** @param {KakomiDrawingPlace} place */
    constructor(place) {
      this.place = place;
      this.view = /** @type {Window} */ (place.stage.ownerDocument.defaultView);
      this.sight = new Sight(place);
      /** @type {KakomiBox | null} */
      this.box = null;
      /** @type {{ pointer: number, from: KakomiPoint } | null} */
      this.drag = null;
      /** @type {string | null} */
      this.held = null;
      /** @type {(() => void) | null} */
      this.ending = null;
      this.telling = 0;
      this.waiting = 0;
      this.listening = new AbortController();
      const options = { capture: true, passive: false, signal: this.listening.signal };
      for (const type of HEARD)
        this.view.addEventListener(type, (event) => this.hear(event), options);
      place.stage.focus({ preventScroll: true });
    }

    /** @returns {KakomiSize} */
    get within() {
      const { width, height } = this.place.stage.getBoundingClientRect();
      return { width, height };
    }

    /** @param {Event} event */
    hear(event) {
      if (event.isTrusted) this.holdOn(event);
      if (onControl(event.target) && !Drawing.isEscape(event)) return;
      event.stopImmediatePropagation();
      if (!Drawing.isBrowsers(event) && event.cancelable) event.preventDefault();
      if (!event.isTrusted || this.ending !== null) return;
      if (event.type === "keydown") this.press(/** @type {KeyboardEvent} */ (event));
      else if (event.type.includes("pointer")) this.point(/** @type {PointerEvent} */ (event));
    }

    /** @param {Event} event */
    holdOn(event) {
      if (!("key" in event)) return;
      if (event.type === "keydown") this.held = String(event.key);
      if (event.type === "keyup") this.held = null;
      if (this.ending !== null) this.wait();
    }

    /** @param {() => void} then what follows once the gesture is over */
    end(then) {
      if (this.ending !== null) return;
      this.ending = then;
      this.place.onMood("done", null);
      this.wait();
    }

    wait() {
      this.view.clearTimeout(this.waiting);
      this.waiting = this.view.setTimeout(
        () => this.ending?.(),
        this.held === null ? 0 : KEY_LOST_AFTER_MS,
      );
    }

    /** @param {Event} event */
    static isEscape(event) {
      return "key" in event && event.key === "Escape";
    }

    /**
     * Whether the browser may have it as well: Ctrl+T, F5 and their like, and Tab, by which one reaches our controls.
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
      // The first key only shows the box: nobody reads a box they have not seen.
      if (this.box === null) this.box = kakomiBox.centred(this.within);
      else if (step === null) return this.take(this.box);
      else this.box = kakomiBox.stepped(this.box, step, this.within);
      this.show("keys");
      this.tell(this.box);
    }

    /** @param {PointerEvent} event */
    point(event) {
      const { left, top } = this.place.stage.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      if (event.type === "pointerdown") this.begin(event, at);
      else if (this.drag === null || event.pointerId !== this.drag.pointer) return;
      else if (event.type === "pointercancel" || event.type === "lostpointercapture")
        this.giveUp("waiting");
      else if (event.type === "pointermove" && (event.buttons & LEFT_HELD) === 0)
        this.giveUp("waiting");
      else if (event.type === "pointermove") this.follow(this.drag.from, at);
      else if (event.button === LEFT_BUTTON) this.drop(this.drag.from, at);
    }

    /** @param {PointerEvent} event @param {KakomiPoint} at */
    begin(event, at) {
      if (this.drag !== null || event.button !== LEFT_BUTTON || !event.isPrimary) return;
      this.place.stage.focus({ preventScroll: true });
      this.place.stage.setPointerCapture(event.pointerId);
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
      if (kakomiBox.stray(box)) return this.giveUp("stray");
      this.drag = null;
      this.take(box);
    }

    /** @param {KakomiBox} box */
    take(box) {
      this.end(() => this.place.onBox(box));
    }

    leave() {
      this.end(() => this.place.onLeave());
    }

    /** @param {KakomiMood} mood */
    giveUp(mood) {
      this.drag = null;
      this.box = null;
      this.show(mood);
    }

    /** @param {KakomiMood} mood */
    show(mood) {
      this.sight.show(this.box, this.within);
      this.place.onMood(mood, this.box);
    }

    /** @param {KakomiBox} box */
    tell({ x, y, width, height }) {
      const text = this.place.told([x, y, width, height].map((length) => `${Math.round(length)}`));
      this.view.clearTimeout(this.telling);
      this.telling = this.view.setTimeout(() => {
        this.sight.told.textContent = text;
      }, TOLD_AFTER_MS);
    }

    stop() {
      this.view.clearTimeout(this.telling);
      this.view.clearTimeout(this.waiting);
      this.listening.abort();
      this.sight.remove(this.place.stage);
    }
  }

  return Object.freeze({
    /** @param {KakomiDrawingPlace} place */
    start: (place) => new Drawing(place),
  });
})();
