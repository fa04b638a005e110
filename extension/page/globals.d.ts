// What the scripts of this folder leave on globalThis: they are injected into a page, where nothing is
// a module.

interface KakomiLikely {
  sorted(): Promise<{ outside: Element[]; inView: Element[]; tiny: Element[] }>;
  painted(): Promise<unknown>;
  count(): Promise<{ outside: number; tiny: number }>;
  scrollToOutside(): Promise<boolean>;
  tinySide(): Promise<number>;
  scrollToTiny(): Promise<boolean>;
}

interface KakomiWritten {
  isWritten(element: Element): element is HTMLElement;
  within(root: Document | ShadowRoot): Set<Element>;
  placeOf(element: Element): DOMRect;
  pngOf(element: HTMLElement): string;
}

interface KakomiSources {
  inView(): Promise<string[]>;
  under(box: KakomiBox): Promise<string[]>;
  of(address: string): Promise<{ box: KakomiBox | null; picture: string }>;
}

declare var kakomiLikely: KakomiLikely;
declare var kakomiWritten: KakomiWritten;
declare var kakomiSources: KakomiSources;
declare var kakomiTiny: Element | undefined;
