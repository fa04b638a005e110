// The focus while a code is written, and whether the page submits it. Used by code_field_writer.js.

globalThis.kakomiFieldFocus = (() => {
  const { focused } = kakomiTextControls;

  /**
   * Focuses elements, and dispatches the focus events that the browser does not: while a popup is open, the page has no
   * focus, and `focus()` dispatches no events.
   */
  class Focus {
    /** @param {Window[]} views */
    constructor(views) {
      this.views = views;
      /** @type {EventTarget | null} the element that got the last focus event */
      this.known = document.hasFocus() ? focused() : null;
      /** @param {Event} event */
      this.note = (event) => {
        this.known = event.composedPath()[0] ?? null;
      };
      for (const view of views) view.addEventListener("focusin", this.note, true);
    }

    end() {
      for (const view of this.views) view.removeEventListener("focusin", this.note, true);
    }

    /** Sends the events for a focus that has moved without them. */
    sync() {
      const active = focused();
      if (document.hasFocus() || !active || this.known === active) return;
      const left = /** @type {Element | null} */ (this.known);
      const event = (/** @type {string} */ type, /** @type {EventTarget | null} */ other) =>
        new FocusEvent(type, {
          bubbles: /in|out/.test(type),
          composed: true,
          relatedTarget: other,
        });
      if (left?.isConnected) {
        left.dispatchEvent(event("blur", active));
        left.dispatchEvent(event("focusout", active));
      }
      this.known = active;
      active.dispatchEvent(event("focus", left));
      active.dispatchEvent(event("focusin", left));
    }

    /** @param {HTMLElement} element */
    move(element) {
      if (focused() !== element) element.focus({ preventScroll: false });
      this.sync();
    }
  }

  /** Notices that the page submits the form or navigates while the code is written. */
  class SubmitWatch {
    hasSubmitted = false;

    /** @param {Window[]} views */
    constructor(views) {
      this.views = views;
      this.note = () => {
        this.hasSubmitted = true;
      };
      for (const view of views) {
        view.addEventListener("submit", this.note, true);
        view.addEventListener("pagehide", this.note, true);
        view.navigation?.addEventListener("navigate", this.note);
      }
    }

    end() {
      for (const view of this.views) {
        view.removeEventListener("submit", this.note, true);
        view.removeEventListener("pagehide", this.note, true);
        view.navigation?.removeEventListener("navigate", this.note);
      }
    }
  }

  return Object.freeze({ Focus, SubmitWatch });
})();
