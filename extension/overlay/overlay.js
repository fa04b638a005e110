// The box drawn over somebody's page. Injected as the last of a list (key_names.js, box.js, drawing.js, look.js, card.js,
// shell.js, overlay.js); the list's value is "shown", or "deaf" where the box can't be shown or would not hear the pointer.
//
// 1. Nothing secret and no picture is ever put into the page; coordinates leave it, nothing else.
// 2. It lies above the page's own dialogs, and closes none of them.
// 3. Afterwards the page is as it was: no element, no listener, focus and selection where they were.
// 4. It is gone before the worker hears of it.

(() => {
  const MAY_SCROLL_PX = 8; // further, and the picture taken at the gesture no longer shows what is seen
  const LOOK_EVERY_MS = 300; // whether it is still on top: no event tells of all that a page can do

  /** @returns {boolean} whether this script still has its extension: not after that was updated */
  const alive = () => Boolean(chrome.runtime?.id);

  /** @param {string} name @param {string[]} [parts] */
  const word = (name, parts) => {
    if (!alive()) return "";
    const message = chrome.i18n.getMessage(`overlay_${name}`, parts);
    return parts ? message : kakomiKeyNames.fillIn(message);
  };

  /** @param {string} command @param {object} args */
  function tell(command, args) {
    if (alive()) chrome.runtime.sendMessage({ command, args }).catch(() => {}); // nobody is left to hear of it
  }

  /** Where the person was: brought back when the box is gone. */
  class Whereabouts {
    constructor() {
      this.element = document.activeElement;
      for (let inner = this.element; inner instanceof HTMLElement; ) {
        this.element = inner;
        inner = chrome.dom.openOrClosedShadowRoot(inner)?.activeElement ?? null;
      }
      const {
        anchorNode = null,
        anchorOffset = 0,
        focusNode = null,
        focusOffset = 0,
      } = getSelection() ?? {};
      this.selection = { anchorNode, anchorOffset, focusNode, focusOffset };
    }

    restore() {
      const { element } = this;
      if (element instanceof HTMLElement || element instanceof SVGElement)
        element.focus({ preventScroll: true });
      const { anchorNode, anchorOffset, focusNode, focusOffset } = this.selection;
      const now = getSelection();
      if (!now || !anchorNode?.isConnected || !focusNode?.isConnected) return;
      const same = now.anchorNode === anchorNode && now.anchorOffset === anchorOffset;
      if (same && now.focusNode === focusNode && now.focusOffset === focusOffset) return;
      now.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
  }

  /** What a picture of the page depends on. */
  class Lie {
    constructor() {
      const { offsetLeft = 0, offsetTop = 0, scale = 1 } = visualViewport ?? {};
      this.size = [innerWidth, innerHeight, devicePixelRatio, scale].join();
      this.x = scrollX + offsetLeft;
      this.y = scrollY + offsetTop;
    }

    /** @param {Lie} other */
    like(other) {
      const near =
        Math.max(Math.abs(this.x - other.x), Math.abs(this.y - other.y)) <= MAY_SCROLL_PX;
      return near && this.size === other.size;
    }
  }

  class Overlay {
    /** @param {string} note why the person is asked: "", "nothing" or "several" */
    constructor(note) {
      this.note = note;
      this.whereabouts = new Whereabouts();
      this.lie = new Lie();
      this.mayPutBack = true;
      this.gone = false;
      this.woke = false;
      /** @type {ReturnType<typeof kakomiShell.make> | null} */
      this.shell = null;
      /** @type {ReturnType<typeof kakomiDrawing.start> | null} */
      this.drawing = null;
      this.listening = new AbortController();
    }

    /** @returns {boolean} whether it is there and hears */
    open() {
      if (!(document.documentElement instanceof HTMLElement)) return false;
      try {
        if (this.build()) return true;
      } catch (error) {
        console.debug("kakomi", error);
      }
      this.remove();
      return false;
    }

    build() {
      this.shell = kakomiShell.make(word("label"));
      this.shell.open();
      const inner = this.shell.inside();
      if (inner === null) return false;
      const stage = inner.createElement("div");
      stage.className = "kakomi-stage";
      inner.body.append(stage);
      const card = kakomiCard.make(inner.body, {
        word,
        note: this.note,
        onLeave: () => this.drawing?.leave(),
      });
      inner.defaultView.focus();
      this.drawing = kakomiDrawing.start({
        stage,
        label: word("label"),
        help: word("help"),
        told: (numbers) => word("box_at", numbers),
        onBox: (box) => this.take(box),
        onLeave: () => this.leave("escape"),
        onMood: (mood, box) => {
          if (mood === "drawing" || mood === "keys") this.wake();
          card.show(mood, box);
        },
      });
      this.watch(inner.defaultView);
      return true;
    }

    /** The worker may have been stopped meanwhile: while the box is drawn it comes up again. */
    wake() {
      if (this.woke) return;
      this.woke = true;
      tell("worker.wake", {});
    }

    /** @param {Window} frame */
    watch(frame) {
      const { signal } = this.listening;
      const options = { signal, capture: true, passive: true };
      const moved = () => new Lie().like(this.lie) || this.leave("resized");
      for (const target of [window, visualViewport]) {
        for (const type of ["resize", "scroll"]) target?.addEventListener(type, moved, options);
      }
      // Removed, moved or hidden by the page, or covered by something that came into the top layer after us.
      const look = () => setTimeout(() => this.look(), 0);
      for (const type of ["toggle", "fullscreenchange"])
        document.addEventListener(type, look, options);
      for (const type of ["pagehide", "blur"]) frame.addEventListener(type, look, options);
      const looking = setInterval(() => this.look(), LOOK_EVERY_MS);
      signal.addEventListener("abort", () => clearInterval(looking));
      addEventListener("pagehide", () => this.remove(), options);
    }

    look() {
      if (this.gone) return;
      if (!alive()) return this.remove();
      if (this.shell?.onTop()) return;
      if (!this.mayPutBack) return this.leave("covered");
      this.mayPutBack = false;
      this.clear();
      if (!this.open()) tell("scan.cancel", { reason: "covered" });
    }

    /** Takes everything away; focus stays to be given back. */
    clear() {
      this.listening.abort();
      this.listening = new AbortController();
      this.drawing?.stop();
      this.shell?.remove();
      this.drawing = this.shell = null;
    }

    remove() {
      if (this.gone) return;
      this.gone = true;
      this.clear();
      this.whereabouts.restore();
      if (globalThis.kakomiOverlay === this) globalThis.kakomiOverlay = undefined;
    }

    /** @param {KakomiBox} box */
    take(box) {
      const args = this.shell?.pictured(box);
      this.remove();
      if (args) tell("scan.box", args);
    }

    /** @param {"escape" | "resized" | "covered"} reason */
    leave(reason) {
      if (this.gone) return;
      this.remove();
      tell("scan.cancel", { reason });
    }
  }

  globalThis.kakomiOverlay?.remove();
  kakomiShell.sweep();
  const overlay = new Overlay(globalThis.kakomiOverlayNote ?? "");
  globalThis.kakomiOverlayNote = undefined; // said once
  globalThis.kakomiOverlay = overlay;
  return overlay.open() ? "shown" : "deaf";
})();
