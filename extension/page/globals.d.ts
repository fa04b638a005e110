// The globals that the scripts of this folder define. They are injected into a page as classic scripts, not as modules.

interface KakomiDeadline {
  isOver(): boolean;
}

interface KakomiBlockCharacters {
  codeLines(text: string): string[];
  countBlocks(text: string | null): number;
  holdsCode(element: Element): boolean;
  nearestHolders<Parent extends object>(
    texts: Iterable<{ parent: Parent | null; blocks: number }>,
    parentOf: (parent: Parent) => Parent | null,
    holdsCode: (parent: Parent) => boolean,
    deadline: KakomiDeadline,
  ): Set<Parent>;
  quartersOf(lines: string[]): {
    columns: number;
    rows: number;
    rowsPerLine: 2 | 4;
    filled: [x: number, y: number][];
  };
  within(root: Document | ShadowRoot, deadline: KakomiDeadline): Set<Element>;
  rectOf(element: Element): DOMRect;
  pngOf(element: Element): string;
}

interface KakomiQrCandidates {
  backgroundOf(element: Element): string;
  elementsWithin(
    root: Document | ShadowRoot,
    deadline: KakomiDeadline,
  ): Generator<{ element: Element; isText: boolean }>;
  classified(): Promise<{ outside: Element[]; inView: Element[]; tiny: Element[] }>;
  deadlineIn(budgetMs: number): KakomiDeadline;
  innermost<T extends { parentElement: T | null }, Item extends { element: T }>(
    items: Item[],
  ): Item[];
  isSquare(width: number, height: number): boolean;
  painted(): Promise<unknown>;
  count(): Promise<{ outside: number; tiny: number }>;
  scrollToOutside(): Promise<boolean>;
  tinySide(): Promise<number>;
  scrollToTiny(): Promise<boolean>;
}

interface KakomiPageLinks {
  found(schemes: readonly string[]): string[];
}

interface KakomiPictureSources {
  shareInBox(
    rect: Pick<DOMRect, "left" | "top" | "right" | "bottom" | "width" | "height">,
    box: KakomiBox,
  ): number;
  inView(): Promise<string[]>;
  under(box: KakomiBox): Promise<string[]>;
  of(address: string): Promise<{ box: KakomiBox | null; picture: string }>;
}

/** A frame in the page. Its box is in shares of the window. */
interface KakomiFrame extends KakomiBox {
  /** Empty if it is not known. */
  origin: string;
  /** For each point of an even grid over the visible part of the box, row by row: "1" if the frame is topmost. */
  hits: string;
}

interface KakomiFrames {
  contentOrigin(src: string, base: string, ownOrigin: string, isReadable: boolean): string;
  measured(): KakomiFrame[] | null;
}

declare var kakomiBlockCharacters: KakomiBlockCharacters;
declare var kakomiQrCandidates: KakomiQrCandidates;
declare var kakomiPageLinks: KakomiPageLinks;
declare var kakomiPictureSources: KakomiPictureSources;
declare var kakomiFrames: KakomiFrames;
declare var kakomiTinyCandidate: Element | undefined;

/** A text control, and the frame elements around it. */
interface KakomiTextControl {
  element: HTMLElement;
  frames: HTMLElement[];
}

interface KakomiFieldReference {
  index: number;
  fingerprint: string;
}

interface KakomiTextControls {
  all(root: Document | ShadowRoot, selector: string): NodeListOf<HTMLElement>;
  builtIn<Target extends object, Name extends keyof Target>(
    target: Target,
    name: Name,
  ): Target[Name];
  call<Target extends object, Name extends keyof Target>(
    target: Target,
    name: Name,
    ...args: Target[Name] extends (...args: any) => any ? Parameters<Target[Name]> : never
  ): Target[Name] extends (...args: any) => infer Result ? Result : never;
  list(): {
    controls: KakomiTextControl[];
    roots: (Document | ShadowRoot)[];
    foreign: KakomiTextControl[];
  };
  fingerprint(control: KakomiTextControl): string;
  resolve(references: KakomiFieldReference[]): KakomiTextControl[] | null;
  boxOf(control: KakomiTextControl): KakomiBox;
  focused(): HTMLElement | null;
  isTextControl(element: Element): boolean;
}

/** Text before or after a field. `crossed`: another field lies between. */
interface KakomiChunk {
  text: string;
  kind: "text" | "heading" | "action";
  crossed: boolean;
}

interface KakomiFieldText {
  labelOf(element: HTMLElement): string;
  referenced(element: Element, attribute: string): string;
  short(text: string | null | undefined, most?: number): string;
  textNear(field: HTMLElement, backwards: boolean): KakomiChunk[];
  toPlainObjects(chunks: KakomiChunk[]): KakomiChunk[];
}

interface KakomiVisibility {
  isPainted(element: HTMLElement): boolean;
  opacityOf(node: Node | null): number;
  uncut(element: Element): { width: number; height: number };
  isOnTop(element: HTMLElement): boolean | null;
  paintedUnder(element: HTMLElement): number;
}

interface KakomiFieldVisibility {
  Visibility: new () => KakomiVisibility;
}

interface KakomiKey {
  key: string;
  code: string;
  keyCode: number;
  charCode?: number;
}

interface KakomiTypedKeys {
  changed(element: HTMLElement): boolean;
  cleared(element: HTMLElement): void;
  input(element: HTMLElement): HTMLInputElement;
  isEditable(element: HTMLElement): boolean;
  pressed(element: HTMLElement, type: string, key: KakomiKey): boolean;
  select(element: HTMLElement, what: "all" | "end"): void;
  typed(element: HTMLElement, character: string, replaces: boolean): void;
}

interface KakomiFocus {
  move(element: HTMLElement): void;
  sync(): void;
  end(): void;
}

interface KakomiSubmitWatch {
  hasSubmitted: boolean;
  end(): void;
}

interface KakomiFieldFocus {
  Focus: new (views: Window[]) => KakomiFocus;
  SubmitWatch: new (views: Window[]) => KakomiSubmitWatch;
}

/** The survey, which py/kakomi/page_fields.py parses. */
interface KakomiCodeFieldSurvey {
  survey(): object;
}

interface KakomiCodeFieldWriter {
  fill(
    references: KakomiFieldReference[],
    code: string,
    options: { append: boolean; submit: boolean },
  ): Promise<"filled" | "gone" | "changed" | "rejected">;
  untilChanged(limitMs: number): Promise<number>;
}

interface KakomiCodeFieldOutline {
  ask(references: KakomiFieldReference[][], question: string, limitMs: number): Promise<number>;
}

declare var kakomiCodeFieldOutline: KakomiCodeFieldOutline;
/** Ends the choice that is shown, with the result -1. */
declare var kakomiEndOutline: (() => void) | undefined;
declare var kakomiTextControls: KakomiTextControls;
declare var kakomiFieldText: KakomiFieldText;
declare var kakomiFieldVisibility: KakomiFieldVisibility;
declare var kakomiTypedKeys: KakomiTypedKeys;
declare var kakomiFieldFocus: KakomiFieldFocus;
declare var kakomiCodeFieldSurvey: KakomiCodeFieldSurvey;
declare var kakomiCodeFieldWriter: KakomiCodeFieldWriter;
