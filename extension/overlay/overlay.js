// The overlay over a page, on which a box is drawn. Injected as the last of a list of files (host/capture.js);
// the value of the injection is "shown", or "unresponsive" where the overlay cannot be shown or would get no
// pointer events, or "late" where the page ran this script after the time limit.
//
// 1. No secret and no picture is put into the page; only coordinates are sent to the worker.
// 2. It is shown above the page's own dialogs, and closes none of them.
// 3. remove() restores the page: it removes all elements and listeners, and restores focus and selection.
// 4. It is removed before the box is sent to the worker.

(() => {
  const MAX_SCROLL_PX = 8; // after a longer scroll the capture differs too much from what is visible
  const STAY_AWAKE_MS = 20_000; // a worker is stopped after 30 idle seconds
  const CHECK_INTERVAL_MS = 300; // between checks that it is on top: a page can cover it without any event

  /** @returns {boolean} whether the extension still runs this script; false after an update */
  const isConnected = () => Boolean(chrome.runtime?.id);

  /** the messages of the language that the user chose; null: the browser's */
  const words = globalThis.kakomiOverlayWords ?? null;
  globalThis.kakomiOverlayWords = undefined;

  /** @param {string} name @param {string[]} [parts] */
  const overlayMessage = (name, parts) => {
    if (!isConnected()) return "";
    const key = `overlay_${name}`;
    const chosen = words?.[key]?.replace(/\$(\d)/g, (_, part) => parts?.[Number(part) - 1] ?? "");
    const message = chosen ?? chrome.i18n.getMessage(key, parts);
    return parts ? message : kakomiKeyNames.fillIn(message);
  };

  /** @param {string} command @param {object} args */
  function send(command, args) {
    if (isConnected()) chrome.runtime.sendMessage({ command, args }).catch(() => {}); // the worker may be gone
  }

  /** The page's focus and selection, to be restored when the overlay is removed. */
  class FocusState {
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
      const isSameAnchor = now.anchorNode === anchorNode && now.anchorOffset === anchorOffset;
      if (isSameAnchor && now.focusNode === focusNode && now.focusOffset === focusOffset) return;
      now.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
    }
  }

  /** The size and scroll position that a capture of the page depends on. */
  class ViewportGeometry {
    constructor() {
      const { offsetLeft = 0, offsetTop = 0, scale = 1 } = visualViewport ?? {};
      this.size = [innerWidth, innerHeight, devicePixelRatio, scale].join();
      this.x = scrollX + offsetLeft;
      this.y = scrollY + offsetTop;
    }

    /** @param {ViewportGeometry} other */
    resembles(other) {
      const near =
        Math.max(Math.abs(this.x - other.x), Math.abs(this.y - other.y)) <= MAX_SCROLL_PX;
      return near && this.size === other.size;
    }
  }

  class Overlay {
    /** @param {string} note why a box is asked for: "", "nothing" or "several" */
    constructor(note) {
      this.note = note;
      this.focusState = new FocusState();
      this.geometry = new ViewportGeometry();
      this.mayReopen = true;
      this.isRemoved = false;
      this.hasWokenWorker = false;
      /** @type {ReturnType<typeof kakomiOverlayHost.make> | null} */
      this.host = null;
      /** @type {ReturnType<typeof kakomiDrawing.start> | null} */
      this.drawing = null;
      this.listeners = new AbortController();
      // When the page is left, a message discards the capture. Chrome does not deliver a message from an unloaded page
      // to a worker that has to start first, so this timer keeps the worker running. The capture is stored for two
      // minutes at most, and the overlay is removed with it.
      this.keepingAwake = setInterval(() => send("worker.stay_awake", {}), STAY_AWAKE_MS);
    }

    /** @returns {boolean} whether it is shown and gets events */
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
      this.host = kakomiOverlayHost.make(overlayMessage("label"));
      this.host.open();
      const inner = this.host.prepareFrame();
      if (inner === null) return false;
      const stage = inner.createElement("div");
      stage.className = "kakomi-stage";
      inner.body.append(stage);
      const card = kakomiCard.make(inner.body, {
        overlayMessage,
        note: this.note,
        onLeave: () => this.drawing?.leave(),
      });
      inner.defaultView.focus();
      this.drawing = kakomiDrawing.start({
        stage,
        label: overlayMessage("label"),
        help: overlayMessage("help"),
        describe: (numbers) => overlayMessage("box_at", numbers),
        onBox: (box) => this.submit(box),
        onLeave: () => this.leave("escape"),
        onState: (state, box) => {
          if (state === "drawing" || state === "keys") this.wake();
          card.show(state, box);
        },
      });
      this.watch(inner.defaultView);
      return true;
    }

    /** Starts the worker, which may have been stopped meanwhile, while the box is drawn. */
    wake() {
      if (this.hasWokenWorker) return;
      this.hasWokenWorker = true;
      send("worker.wake", {});
    }

    /** @param {Window} frame */
    watch(frame) {
      const { signal } = this.listeners;
      const options = { signal, capture: true, passive: true };
      const moved = () => new ViewportGeometry().resembles(this.geometry) || this.leave("resized");
      for (const target of [window, visualViewport]) {
        for (const type of ["resize", "scroll"]) target?.addEventListener(type, moved, options);
      }
      // The page may remove, move or hide the overlay, or cover it by something in the top layer.
      const check = () => setTimeout(() => this.check(), 0);
      for (const type of ["toggle", "fullscreenchange"])
        document.addEventListener(type, check, options);
      for (const type of ["pagehide", "blur"]) frame.addEventListener(type, check, options);
      const timer = setInterval(() => this.check(), CHECK_INTERVAL_MS);
      signal.addEventListener("abort", () => clearInterval(timer));
      addEventListener("pagehide", () => this.abandon(), options);
    }

    check() {
      if (this.isRemoved) return;
      if (!isConnected()) return this.remove();
      if (this.host?.isOnTop()) return;
      if (!this.mayReopen) return this.leave("covered");
      this.mayReopen = false;
      this.clear();
      if (!this.open()) send("scan.cancel", { reason: "covered" });
    }

    /** Removes all elements and listeners; the focus is not restored yet. */
    clear() {
      this.listeners.abort();
      this.listeners = new AbortController();
      this.drawing?.stop();
      this.host?.remove();
      this.drawing = this.host = null;
    }

    remove() {
      if (this.isRemoved) return;
      this.isRemoved = true;
      clearInterval(this.keepingAwake);
      this.clear();
      this.focusState.restore();
      if (globalThis.kakomiOverlay === this) globalThis.kakomiOverlay = undefined;
    }

    /** @param {KakomiBox} box */
    submit(box) {
      const args = this.host?.toCapture(box);
      this.remove();
      if (args) send("scan.box", args);
    }

    /** Called when the user leaves or closes the page: the stored capture is discarded, and no result is shown. */
    abandon() {
      if (this.isRemoved) return;
      this.remove();
      send("worker.abandon_capture", {});
    }

    /** @param {"escape" | "resized" | "covered"} reason */
    leave(reason) {
      if (this.isRemoved) return;
      this.remove();
      send("scan.cancel", { reason });
    }
  }

  globalThis.kakomiOverlay?.remove();
  kakomiOverlayHost.removeLeftovers();
  const { kakomiOverlayNote: note = "", kakomiOverlayUntil: untilUnixMs = 0 } = globalThis;
  globalThis.kakomiOverlayNote = globalThis.kakomiOverlayUntil = undefined;
  if (Date.now() >= untilUnixMs) return "late";
  const overlay = new Overlay(note);
  globalThis.kakomiOverlay = overlay;
  return overlay.open() ? "shown" : "unresponsive";
})();
