// Codes written in block characters, as terminals and their logs show them. Their lines stand apart and
// their modules are no squares, so that a picture of them may not read: what is written does.

globalThis.kakomiWritten ??= (() => {
  const BLOCKS = /[\u2580-\u259f]/gu; // Unicode's block elements
  const FIRST = 0x2580;
  // Which quarters of its place each of them fills: 1 upper left, 2 upper right, 4 and 8 below.
  const QUARTERS = "300cccfffff55500a0ff00481d97b26e";
  const BY_QUARTERS = /[\u258c\u2590\u2596-\u259f]/u; // a module is half a place across
  const LEAST_BLOCKS = 100;
  const LEAST_LINES = 10;
  const LEAST_IN_LINE = 5;
  const MOST_LOOKED_AT = 20_000; // pieces of text
  const MOST_LEVELS = 6; // from a line up to all of them
  const MOST_CHARACTERS = 40_000;
  const PLACE_PX = 6; // of a character's width; it is twice as high
  const MARGIN_PX = 48;

  /** @param {string | null} text */
  const blocksIn = (text) => text?.match(BLOCKS)?.length ?? 0;

  /** @param {HTMLElement} element @returns {string[]} its lines, from the first of the code to the last */
  function linesOf(element) {
    const text = element instanceof HTMLTextAreaElement ? element.value : element.innerText;
    const lines = text.slice(0, MOST_CHARACTERS).split("\n");
    const isOfCode = (/** @type {string} */ line) => blocksIn(line) >= LEAST_IN_LINE;
    const [first, last] = [lines.findIndex(isOfCode), lines.findLastIndex(isOfCode)];
    return first < 0 ? [] : lines.slice(first, last + 1);
  }

  /** @param {Element} element @returns {element is HTMLElement} */
  function isWritten(element) {
    if (!(element instanceof HTMLElement)) return false;
    const text = element instanceof HTMLTextAreaElement ? element.value : element.textContent;
    return blocksIn(text) >= LEAST_BLOCKS && linesOf(element).length >= LEAST_LINES;
  }

  /** @param {Element | null} line where some of it stands @returns {Element | null} all of it */
  function allOf(line) {
    let element = line;
    for (let level = 0; element && level < MOST_LEVELS; level += 1) {
      if (isWritten(element)) return element;
      element = element.parentElement;
    }
    return null;
  }

  return Object.freeze({
    isWritten,

    /** @param {Document | ShadowRoot} root @returns {Set<Element>} those that hold a code's lines */
    within(root) {
      /** @type {Set<Element>} */
      const found = new Set([...root.querySelectorAll("textarea")].filter(isWritten));
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let looked = 0; looked < MOST_LOOKED_AT && texts.nextNode(); looked += 1) {
        const { nodeValue, parentElement } = texts.currentNode;
        if (blocksIn(nodeValue) < LEAST_IN_LINE) continue;
        if ([...found].some((element) => element.contains(parentElement))) continue;
        const all = allOf(parentElement);
        if (all) found.add(all);
      }
      return found;
    },

    /** Where the text is: a line may be as wide as the page. @param {Element} element */
    placeOf(element) {
      if (element instanceof HTMLTextAreaElement) return element.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect();
    },

    /** Drawn without gaps. @param {HTMLElement} element @returns {string} a data URL */
    pngOf(element) {
      const lines = linesOf(element).map((line) => [...line]);
      const high = lines.some((line) => BY_QUARTERS.test(line.join(""))) ? 1 : 2;
      const [across, down] = [PLACE_PX, PLACE_PX * high];
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(...lines.map((line) => line.length)) * across + 2 * MARGIN_PX;
      canvas.height = lines.length * down + 2 * MARGIN_PX;
      const context = canvas.getContext("2d");
      if (!context) return "";
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = "#000";
      for (const [y, line] of lines.entries()) {
        for (const [x, character] of line.entries()) {
          const quarters = Number.parseInt(
            QUARTERS[(character.codePointAt(0) ?? 0) - FIRST] ?? "0",
            16,
          );
          for (let k = 0; k < 4; k += 1) {
            if (!(quarters & (1 << k))) continue;
            const left = MARGIN_PX + (x + (k % 2) / 2) * across;
            const top = MARGIN_PX + (y + (k >> 1) / 2) * down;
            context.fillRect(left, top, across / 2, down / 2);
          }
        }
      }
      return canvas.toDataURL("image/png");
    },
  });
})();
