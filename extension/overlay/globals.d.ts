// The globals that the classic scripts of this folder define for one another. They can't be modules: they are injected
// into a page one after another, and the capture page loads the same files.

interface KakomiPoint {
  x: number;
  y: number;
}

interface KakomiSize {
  width: number;
  height: number;
}

/** A box: its upper left corner and its size, in CSS px of the element that contains it. */
interface KakomiBox extends KakomiPoint, KakomiSize {}

/** A step of the arrow keys: the box moves, or its size changes. */
interface KakomiStep {
  what: "move" | "resize";
  dx: number;
  dy: number;
}

interface KakomiBoxGeometry {
  spanned(from: KakomiPoint, to: KakomiPoint, within: KakomiSize): KakomiBox;
  centred(within: KakomiSize): KakomiBox;
  step(key: Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey">): KakomiStep | null;
  stepped(box: KakomiBox, step: KakomiStep, within: KakomiSize): KakomiBox;
  stray(box: KakomiBox): boolean;
  scaled(box: KakomiBox, from: KakomiPoint, factor: number): KakomiBox;
}

/**
 * waiting: there is no box; drawing: the pointer draws a box; keys: keys move a box; stray: the last click made no box;
 * done: the drawing has ended, and nothing of it may be visible.
 */
type KakomiDrawingState = "waiting" | "drawing" | "keys" | "stray" | "done";

interface KakomiDrawingOptions {
  /** The element the box is drawn in; the box is measured from its upper left corner. */
  stage: HTMLElement;
  label: string;
  help: string;
  /** Returns the text for screen readers, from the box's x, y, width and height. */
  describe(numbers: string[]): string;
  onBox(box: KakomiBox): void;
  onLeave(): void;
  /** `box` is the current box, if there is one. */
  onState(state: KakomiDrawingState, box: KakomiBox | null): void;
}

interface KakomiDrawing {
  start(options: KakomiDrawingOptions): { leave(): void; stop(): void };
}

interface KakomiStyles {
  /** For the shadow tree over a page. */
  host: string;
  /** For the stage and what is drawn in it. */
  stage: string;
  /** For the card with the instructions over a page. */
  card: string;
}

interface KakomiOverlayHost {
  readonly frame: HTMLIFrameElement;
  open(): void;
  prepareFrame(): (Document & { defaultView: Window }) | null;
  isOnTop(): boolean;
  toCapture(box: KakomiBox): KakomiBox & { viewport_width: number; viewport_height: number };
  remove(): void;
}

interface KakomiCardOptions {
  overlayMessage(name: string): string;
  /** Why a box is asked for: "", "nothing" or "several". */
  note: string;
  onLeave(): void;
}

interface KakomiCard {
  show(state: KakomiDrawingState, box: KakomiBox | null): void;
}

interface KakomiKeyNames {
  nameOf(shortcut: string): string;
  fillIn(message: string): string;
}

declare var kakomiKeyNames: KakomiKeyNames;
declare var kakomiBox: KakomiBoxGeometry;
declare var kakomiDrawing: KakomiDrawing;
declare var kakomiStyles: KakomiStyles;
declare var kakomiOverlayHost: {
  make(title: string): KakomiOverlayHost;
  removeLeftovers(): void;
};
declare var kakomiCard: {
  make(body: HTMLElement, options: KakomiCardOptions): KakomiCard;
};
declare var kakomiOverlayNote: string | undefined;
declare var kakomiOverlayWords: Record<string, string> | null | undefined;
declare var kakomiOverlayUntil: number | undefined;
declare var kakomiOverlay: { remove(): void } | undefined;
