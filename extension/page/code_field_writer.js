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

  /** Tells of each control whether the page has hidden it since. A field that was transparent from the start, as one
   * under painted boxes is, must stay rendered. */
  class Visibility {
    /** @param {KakomiTextControl[]} controls */
    constructor(controls) {
      this.tests = new Map(
        controls.map((control) => [
          control.element,
          isSeen(control) ? () => isSeen(control) : () => isRendered(control),
        ]),
      );
    }

    /** @param {HTMLElement} element */
    isHidden(element) {
      return this.tests.get(element)?.() !== true;
    }
  }

  /** @param {string} text @returns {string} its letters and digits, as codes are compared */
  const bare = (text) =>
    text
      .normalize("NFKC")
      .replace(/[^\p{L}\p{N}]/gu, "")
      .toUpperCase();

  /**
   * @param {HTMLElement} element
   * @param {string} code
   * @param {boolean} appends
   * @param {KakomiFocus} focus
   * @param {Visibility} visibility
   * @returns {Promise<boolean>} false if the page hid the field before the code was complete
   */
  async function fillField(element, code, appends, focus, visibility) {
    focus.move(element);
    if (!(await until(() => isEnabled(element), LATE_MS))) return true;
    if (appends) select(element, "end");
    else if (isEditable(element)) {
      if (textOf(element)) cleared(element);
      select(element, "end");
    } else select(element, "all");
    let isFirst = !appends;
    for (const character of code) {
      if (!element.isConnected) return true;
      if (visibility.isHidden(element)) return false;
      typed(element, character, isFirst);
      focus.sync();
      isFirst = false;
      await waitForPage();
    }
    if (element.isConnected) changed(element);
    return true;
  }

  /**
   * @param {HTMLElement[]} boxes
   * @param {string} code
   * @param {KakomiFocus} focus
   * @param {Visibility} visibility
   * @returns {Promise<boolean>} false if the page hid a box before it got its character
   */
  async function fillBoxes(boxes, code, focus, visibility) {
    for (const [index, character] of [...code].entries()) {
      const box = boxes[index];
      if (!box?.isConnected) return true;
      if (!(await until(() => isEnabled(box), LATE_MS))) return true;
      if (index > 0) await until(() => focused() === box, MOVE_MS);
      focus.move(box);
      if (visibility.isHidden(box)) return false;
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
    const elements = controls.map(({ element }) => element);
    if (!elements[0] || !controls.every(isRendered)) return "changed";
    if (elements.length > 1 && elements.length !== code.length) return "rejected";
    const [first] = elements;
    const last = elements.at(-1) ?? first;
    const views = [...new Set([window, first.ownerDocument.defaultView ?? window])];
    const [focus, watch] = [new Focus(views), new SubmitWatch(views)];
    const before = append ? textOf(first) : "";
    const visibility = new Visibility(controls);
    try {
      const isComplete =
        elements.length > 1
          ? await fillBoxes(elements, code, focus, visibility)
          : await fillField(first, code, append, focus, visibility);
      if (!isComplete && !watch.hasSubmitted) return "changed";
      const isDone = () => watch.hasSubmitted || elements.some((one) => !one.isConnected);
      await until(isDone, SETTLE_MS);
      if (!isDone() && !containCode(elements, code, before)) return "rejected";
      if (submit && !isDone()) {
        await until(isDone, SUBMIT_MS);
        if (!isDone() && containCode(elements, code, before) && isEnabled(last)) pressEnter(last);
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
