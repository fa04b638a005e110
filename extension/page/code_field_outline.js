// Lets the user choose one of several fields: outlines them until one gets the focus, by a click or by a key. Clicks pass
// through the outlines, so that the page gets only the focus of its own field. The outlines are drawn in the closed shadow
// tree of one host element.

globalThis.kakomiCodeFieldOutline = (() => {
  const { resolve, boxOf } = kakomiTextControls;
  const HOST = "data-kakomi-overlay";
  const MARGIN_PX = 4;
  const STYLES = `
    :host {
      all: initial !important; position: fixed !important; inset: 0 !important; width: 100vw !important;
      height: 100vh !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
      background: transparent !important; overflow: hidden !important; pointer-events: none !important;
    }
    div {
      position: absolute; box-sizing: border-box; border: 3px solid #ff7a52; border-radius: 8px;
      box-shadow: 0 0 0 2px rgb(12 16 30 / 0.72);
    }
    p {
      position: absolute; left: 50%; top: 16px; transform: translateX(-50%); margin: 0; padding: 8px 16px;
      max-width: 90vw; border-radius: 10px; background: rgb(12 16 30 / 0.92); color: #fff;
      font: 14px/1.5 system-ui, "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", sans-serif;
    }
  `;

  /** @typedef {KakomiTextControl[]} Target */

  /** @param {Target} target @returns {KakomiBox} around its fields, in CSS px of the window */
  function around(target) {
    const boxes = target.map(boxOf);
    const left = Math.min(...boxes.map(({ x }) => x)) - MARGIN_PX;
    const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN_PX;
    const right = Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN_PX;
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN_PX;
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  class Outlines {
    /** @param {Target[]} targets @param {string} question */
    constructor(targets, question) {
      this.targets = targets;
      this.host = document.createElement("div");
      this.host.setAttribute(HOST, "");
      this.host.popover = "manual";
      const shadow = this.host.attachShadow({ mode: "closed" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      shadow.adoptedStyleSheets = [sheet];
      const text = document.createElement("p");
      text.role = "status";
      text.textContent = question;
      this.outlines = targets.map(() => document.createElement("div"));
      shadow.append(text, ...this.outlines);
    }

    show() {
      document.documentElement.append(this.host);
      this.host.showPopover();
      const isInView = this.targets.some((target) => {
        const { y, height } = around(target);
        return y > 0 && y + height < innerHeight;
      });
      if (!isInView) this.targets[0]?.[0]?.element.scrollIntoView({ block: "center" });
      this.draw();
    }

    draw() {
      for (const [index, target] of this.targets.entries()) {
        const { x, y, width, height } = around(target);
        const { style } = /** @type {HTMLElement} */ (this.outlines[index]);
        style.translate = `${x}px ${y}px`;
        style.width = `${width}px`;
        style.height = `${height}px`;
      }
      this.frame = requestAnimationFrame(() => this.draw());
    }

    remove() {
      cancelAnimationFrame(this.frame ?? 0);
      this.host.remove();
    }
  }

  /**
   * @param {KakomiFieldReference[][]} references
   * @param {string} question in the user's language
   * @param {number} limitMs
   * @returns {Promise<number>} the index of the target that got the focus; -1 after Esc, after the limit, or if a
   * field no longer exists
   */
  async function ask(references, question, limitMs) {
    globalThis.kakomiEndOutline?.();
    const targets = references.map((one) => resolve(one));
    if (targets.length === 0 || targets.includes(null)) return -1;
    const outlines = new Outlines(/** @type {Target[]} */ (targets), question);
    const views = new Set(
      /** @type {Target[]} */ (targets)
        .flat()
        .map(({ element }) => element.ownerDocument.defaultView),
    );
    const listening = new AbortController();
    const { signal } = listening;
    /** @type {Promise<number>} */
    const answer = new Promise((done) => {
      globalThis.kakomiEndOutline = () => done(-1);
      setTimeout(done, limitMs, -1);
      for (const view of new Set([window, ...views])) {
        const options = { capture: true, signal };
        const onFocus = (/** @type {Event} */ event) => {
          const element = event.composedPath()[0];
          const chosen = targets.findIndex((target) =>
            target?.some((one) => one.element === element),
          );
          if (chosen >= 0) done(chosen);
        };
        const onKey = (/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Escape") done(-1);
        };
        view?.addEventListener("focusin", onFocus, options);
        view?.addEventListener("keydown", onKey, options);
      }
    });
    try {
      outlines.show();
      return await answer;
    } finally {
      listening.abort();
      outlines.remove();
      Reflect.deleteProperty(globalThis, "kakomiEndOutline");
    }
  }

  return Object.freeze({ ask });
})();
