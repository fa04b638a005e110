// What the classic scripts of this folder leave on globalThis for one another. They can't be modules: they are
// injected into a page one after another, and the capture page loads the same files.

interface KakomiPoint {
  x: number;
  y: number;
}

interface KakomiSize {
  width: number;
  height: number;
}

/** A box with its corner at the upper left, in CSS px of what it lies in. */
interface KakomiBox extends KakomiPoint, KakomiSize {}

/** A step of the arrow keys: the corner wanders, or the size changes. */
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
 * waiting: no box; drawing: a box is being drawn; keys: keys move a box; stray: the last click made no box; done: the
 * drawing has ended, and nothing may be visible.
 */
type KakomiMood = "waiting" | "drawing" | "keys" | "stray" | "done";

interface KakomiDrawingPlace {
  /** The element the box is drawn in; the box is measured from its upper left corner. */
  stage: HTMLElement;
  label: string;
  help: string;
  /** Returns the text for screen readers, from the box's x, y, width and height. */
  describe(numbers: string[]): string;
  onBox(box: KakomiBox): void;
  onLeave(): void;
  /** `box` is the current box, if there is one. */
  onMood(mood: KakomiMood, box: KakomiBox | null): void;
}

interface KakomiDrawing {
  start(place: KakomiDrawingPlace): { leave(): void; stop(): void };
}

interface KakomiStyles {
  /** For the shadow tree over a page. */
  host: string;
  /** For the stage and what is drawn in it. */
  stage: string;
  /** For the card over a page that tells what to do. */
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

interface KakomiCard {
  show(mood: KakomiMood, box: KakomiBox | null): void;
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
  make(
    body: HTMLElement,
    what: { word(name: string): string; note: string; onLeave(): void },
  ): KakomiCard;
};
declare var kakomiOverlayNote: string | undefined;
declare var kakomiOverlayUntil: number | undefined;
declare var kakomiOverlay: { remove(): void } | undefined;
