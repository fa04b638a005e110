// Writes a code into the fields that Python chose, character by character, with the events of a keyboard. The page gets
// the code's characters and nothing else: all listeners and observers are removed before the reply.

globalThis.kakomiCodeFieldWriter = (() => {
  const { builtIn, call, list, resolve, focused } = kakomiTextControls;
  const { changed, cleared, input, isEditable, pressed, select, typed } = kakomiTypedKeys;
  const { Focus, SubmitWatch } = kakomiFieldFocus;
  const LATE_MS = 400; // for a box that is enabled after the previous one was filled
  const MOVE_MS = 40; // for a page that moves the focus itself
  const SETTLE_MS = 30; // for a page that redraws its field
  const QUIET_MS = 40; // without a change: the page has finished changing
  const RESTLESS_MS = 250; // after this time a page that keeps changing is searched too
  const SUBMIT_MS = 120; // for a page that submits a complete code itself

  /** @typedef {"filled" | "gone" | "changed" | "rejected"} Outcome */

  /** @param {number} ms */
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  /** Lets the page's own timers run. A timer that a timer sets waits 4 ms (HTML standard, section 8.7), one that a task
   * of the scheduler sets does not. */
  const waitForPage = () => new Promise((done) => scheduler.postTask(() => setTimeout(done)));

  /** @param {() => boolean} test @param {number} limitMs @returns {Promise<boolean>} whether the test passed within the limit */
  async function until(test, limitMs) {
    const end = performance.now() + limitMs;
    while (!test()) {
      if (performance.now() >= end) return false;
      await wait(4);
    }
    return true;
  }

  /** @param {HTMLElement} element */
  const textOf = (element) =>
    isEditable(element) ? (element.textContent ?? "") : input(element).value;
  /** @param {HTMLElement} element */
  const isEnabled = (element) =>
    !element.matches(":disabled") && (isEditable(element) || !input(element).readOnly);

  /** @param {KakomiTextControl} control */
  const isRendered = ({ element, frames }) =>
    [element, ...frames].every((each) => each.checkVisibility({ visibilityProperty: true }));
  /** @param {KakomiTextControl} control @returns {boolean} whether it and its frames have an opacity and an area */
  function isSeen({ element, frames }) {
    const { width, height } = element.getBoundingClientRect();
    const options = { opacityProperty: true, visibilityProperty: true };
    return (
      width > 1 && height > 1 && [element, ...frames].every((each) => each.checkVisibility(options))
    );
  }

  /**
   * The fields that get the code. While they are filled, the page may hide them, or put other elements in their place.
   * A field that was transparent from the start, as one under painted boxes is, must stay rendered.
   */
  class Fields {
    /** @param {KakomiFieldReference[]} references @param {KakomiTextControl[]} controls of these references */
    constructor(references, controls) {
      this.references = references;
      this.controls = controls;
      this.tests = controls.map((control) => (isSeen(control) ? isSeen : isRendered));
    }

    get elements() {
      return this.controls.map(({ element }) => element);
    }

    /** @param {number} index @returns {HTMLElement | null} null if it is gone */
    at(index) {
      const held = /** @type {KakomiTextControl} */ (this.controls[index]);
      if (held.element.isConnected) return held.element;
      const found = resolve(this.references);
      if (!found || this.isHidden(index, found)) return null;
      this.controls = found;
      return this.elements[index] ?? null;
    }

    /** @param {number} index */
    isHidden(index, controls = this.controls) {
      const [control, test] = [controls[index], this.tests[index]];
      return !control || !test?.(control);
    }
  }

  /** @param {string} text @returns {string} its letters and digits, as codes are compared */
  const bare = (text) =>
    text
      .normalize("NFKC")
      .replace(/[^\p{L}\p{N}]/gu, "")
      .toUpperCase();

  /**
   * @param {Fields} fields
   * @param {number} index
   * @returns {Promise<HTMLElement | null>} null if it is gone, also after the page has had time to put another in its place
   */
  async function present(fields, index) {
    await until(() => fields.at(index) !== null, SETTLE_MS);
    return fields.at(index);
  }

  /**
   * @param {Fields} fields one
   * @param {string} code
   * @param {boolean} appends
   * @param {KakomiFocus} focus
   * @returns {Promise<boolean>} false if the page hid or removed the field before the code was complete
   */
  async function fillField(fields, code, appends, focus) {
    const [first] = fields.elements;
    if (!first) return false;
    focus.move(first);
    if (!(await until(() => isEnabled(first), LATE_MS))) return true;
    if (appends) select(first, "end");
    else if (isEditable(first)) {
      if (textOf(first)) cleared(first);
      select(first, "end");
    } else select(first, "all");
    let element = first;
    for (const [index, character] of [...code].entries()) {
      const now = await present(fields, 0);
      if (!now || fields.isHidden(0)) return false;
      if (now !== element) {
        element = now;
        focus.move(element);
        select(element, "end");
      }
      typed(element, character, index === 0 && !appends);
      focus.sync();
      await waitForPage();
    }
    if (element.isConnected) changed(element);
    return true;
  }

  /**
   * @param {Fields} fields the boxes
   * @param {string} code
   * @param {KakomiFocus} focus
   * @returns {Promise<boolean>} false if the page hid or removed a box before it got its character
   */
  async function fillBoxes(fields, code, focus) {
    for (const [index, character] of [...code].entries()) {
      const box = await present(fields, index);
      if (!box) return false;
      if (!(await until(() => isEnabled(box), LATE_MS))) return true;
      if (index > 0) await until(() => focused() === box, MOVE_MS);
      focus.move(box);
      if (fields.isHidden(index)) return false;
      select(box, "all");
      typed(box, character, true);
      focus.sync();
      if (box.isConnected) changed(box);
      await waitForPage();
    }
    return true;
  }

  /** @param {HTMLElement} element @returns {string} the text that the page has painted around it */
  function paintedAround(element) {
    let around = element.parentElement ?? element;
    for (let step = 0; step < 2; step += 1) around = builtIn(around, "parentElement") ?? around;
    return bare((builtIn(around, "innerText") ?? "").slice(0, 2000));
  }

  /**
   * @param {HTMLElement[]} elements
   * @param {string} code
   * @param {string} before the text that the code was appended to
   * @returns {boolean} whether the fields contain the code
   */
  function containCode(elements, code, before) {
    const wanted = bare(before + code);
    const held = bare(elements.map(textOf).join(""));
    if (held === wanted) return true;
    if (elements.length === 1)
      return (
        held === "" && paintedAround(/** @type {HTMLElement} */ (elements[0])).includes(wanted)
      );
    return false;
  }

  /** Submits the form as the Enter key in its field does. @param {HTMLElement} element */
  function pressEnter(element) {
    const key = { key: "Enter", code: "Enter", keyCode: 13 };
    const isAllowed =
      pressed(element, "keydown", key) && pressed(element, "keypress", { ...key, charCode: 13 });
    const form = input(element).form;
    if (isAllowed && form && element.localName === "input") {
      const elements = [...builtIn(form, "elements")];
      const buttons = elements.filter((one) =>
        one.matches("button:not([type]), [type=submit], [type=image]"),
      );
      const first = /** @type {HTMLButtonElement | undefined} */ (buttons[0]);
      if (first)
        first.click(); // does nothing while it is disabled
      else if (elements.filter((one) => one.matches("input:not([type=hidden])")).length === 1)
        call(form, "requestSubmit");
    }
    if (element.isConnected) pressed(element, "keyup", key);
  }

  /**
   * @param {{ index: number, fingerprint: string }[]} references
   * @param {string} code
   * @param {{ append: boolean, submit: boolean }} options
   * @returns {Promise<Outcome>}
   */
  async function fill(references, code, { append, submit }) {
    const controls = resolve(references) ?? [];
    const [first] = controls;
    if (!first || !controls.every(isRendered)) return "changed";
    if (controls.length > 1 && controls.length !== code.length) return "rejected";
    const fields = new Fields(references, controls);
    const views = [...new Set([window, first.element.ownerDocument.defaultView ?? window])];
    const [focus, watch] = [new Focus(views), new SubmitWatch(views)];
    const before = append ? textOf(first.element) : "";
    try {
      const isComplete =
        controls.length > 1
          ? await fillBoxes(fields, code, focus)
          : await fillField(fields, code, append, focus);
      if (!isComplete && !watch.hasSubmitted) return "changed";
      const isDone = () => watch.hasSubmitted || fields.elements.some((one) => !one.isConnected);
      await until(isDone, SETTLE_MS);
      if (!isDone() && !containCode(fields.elements, code, before)) return "rejected";
      if (submit && !isDone()) {
        await until(isDone, SUBMIT_MS);
        const last = fields.elements.at(-1);
        if (!isDone() && last && containCode(fields.elements, code, before) && isEnabled(last))
          pressEnter(last);
      }
      return "filled";
    } finally {
      focus.end();
      watch.end();
    }
  }

  /**
   * @param {number} limitMs
   * @returns {Promise<number>} the milliseconds left after the page changed and finished changing; 0 after the limit
   */
  async function untilChanged(limitMs) {
    const end = performance.now() + limitMs;
    let [first, last] = [0, 0]; // the times of the first and the last change
    const note = () => {
      last = performance.now();
      first ||= last;
    };
    const observer = new MutationObserver(note);
    const { roots } = list();
    const options = { childList: true, subtree: true, attributes: true };
    for (const root of roots) observer.observe(root, options);
    const events = ["toggle", "load", "transitionend", "animationend"];
    for (const type of events) addEventListener(type, note, true);
    const isQuiet = () => performance.now() - last > QUIET_MS;
    await until(() => first > 0 && (isQuiet() || performance.now() - first > RESTLESS_MS), limitMs);
    observer.disconnect();
    for (const type of events) removeEventListener(type, note, true);
    return Math.max(first > 0 ? 1 : 0, Math.floor(end - performance.now()));
  }

  return Object.freeze({ fill, untilChanged });
})();
