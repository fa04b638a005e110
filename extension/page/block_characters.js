// Finds QR codes that a page shows as block characters, as terminals and logs print them, and draws them as
// pictures. The lines of the page have gaps and the modules are not square, so that a capture of the page
// may not decode.
//
// The search is linear in the page's text: a text node adds its count to a fixed number of ancestors, and
// the lines of an element are read once. The caller's deadline ends it early.

globalThis.kakomiBlockCharacters ??= (() => {
  const FIRST_BLOCK = 0x2580; // U+2580 to U+259F are Unicode's block elements
  const LAST_BLOCK = 0x259f;
  // The quarters that each block element fills, one hexadecimal digit each: bit 0 upper left, bit 1 upper
  // right, bits 2 and 3 below them.
  const QUARTERS = "300cccfffff55500a0ff00481d97b26e";
  const QUARTER_BLOCKS = /[\u258c\u2590\u2596-\u259f]/u; // with one of these, a module is half a character wide
  const MIN_BLOCKS = 100;
  const MIN_LINES = 10;
  const MIN_BLOCKS_IN_LINE = 5;
  const MAX_TEXT_NODES = 20_000;
  const MAX_LEVELS = 6; // from a text node up to the element that holds all lines
  const MAX_CHARACTERS = 40_000; // of an element, from its beginning
  const MAX_ELEMENT_CHARACTERS = 200_000; // innerText of more takes too long
  const MAX_ELEMENT_DESCENDANTS = 20_000;
  const TEXT_NODES_PER_CLOCK_READING = 64;
  const CHARACTER_WIDTH_PX = 6;
  const MARGIN_PX = 48;

  /** @typedef {{ isOver(): boolean }} Deadline */

  /** @param {string | null} text @returns {number} how many block elements its first MAX_CHARACTERS have */
  function countBlocks(text) {
    let count = 0;
    const length = Math.min(text?.length ?? 0, MAX_CHARACTERS);
    for (let i = 0; i < length; i += 1) {
      const code = text?.charCodeAt(i) ?? 0;
      if (code >= FIRST_BLOCK && code <= LAST_BLOCK) count += 1;
    }
    return count;
  }

  /** @param {string} text @returns {string[]} the lines of a code, or none if the text holds no code */
  function codeLines(text) {
    const lines = text.slice(0, MAX_CHARACTERS).split("\n");
    const isCodeLine = (/** @type {string} */ line) => countBlocks(line) >= MIN_BLOCKS_IN_LINE;
    const first = lines.findIndex(isCodeLine);
    if (first < 0) return [];
    const code = lines.slice(first, lines.findLastIndex(isCodeLine) + 1);
    const blocks = code.reduce((sum, line) => sum + countBlocks(line), 0);
    return code.length >= MIN_LINES && blocks >= MIN_BLOCKS ? code : [];
  }

  /**
   * @template {object} Parent
   * @param {Iterable<{ parent: Parent | null, blocks: number }>} texts in document order
   * @param {(parent: Parent) => Parent | null} parentOf
   * @returns {Map<Parent, number>} the ancestors of these texts, at most MAX_LEVELS up, and how many block
   * elements each holds
   */
  function countByAncestor(texts, parentOf) {
    /** @type {Map<Parent, number>} */
    const counts = new Map();
    for (const { parent, blocks } of texts) {
      let ancestor = parent;
      for (let level = 0; ancestor && level < MAX_LEVELS; level += 1) {
        counts.set(ancestor, (counts.get(ancestor) ?? 0) + blocks);
        ancestor = parentOf(ancestor);
      }
    }
    return counts;
  }

  /**
   * @template {object} Parent
   * @param {Iterable<{ parent: Parent | null, blocks: number }>} texts in document order
   * @param {(parent: Parent) => Parent | null} parentOf
   * @param {(parent: Parent) => boolean} holdsCode called at most once for each ancestor
   * @param {Deadline} deadline
   * @returns {Set<Parent>} for each text, its nearest ancestor that holds a code
   */
  function nearestHolders(texts, parentOf, holdsCode, deadline) {
    const counts = countByAncestor(texts, parentOf);
    /** @type {Map<Parent, boolean>} */
    const known = new Map();
    const isHolder = (/** @type {Parent} */ ancestor) => {
      if ((counts.get(ancestor) ?? 0) < MIN_BLOCKS) return false;
      const before = known.get(ancestor);
      if (before !== undefined) return before;
      const now = !deadline.isOver() && holdsCode(ancestor);
      known.set(ancestor, now);
      return now;
    };
    /** @type {Set<Parent>} */
    const found = new Set();
    for (const { parent } of texts) {
      let ancestor = parent;
      for (let level = 0; ancestor && level < MAX_LEVELS; level += 1) {
        if (isHolder(ancestor)) {
          found.add(ancestor);
          break;
        }
        ancestor = parentOf(ancestor);
      }
    }
    return found;
  }

  /** @param {Element} element @returns {string[]} the lines of the code in it, or none */
  function linesOf(element) {
    if (element instanceof HTMLTextAreaElement) return codeLines(element.value);
    if (!(element instanceof HTMLElement)) return [];
    const text = element.textContent;
    if (text.length > MAX_ELEMENT_CHARACTERS || countBlocks(text) < MIN_BLOCKS) return [];
    if (element.getElementsByTagName("*").length > MAX_ELEMENT_DESCENDANTS) return [];
    return codeLines(element.innerText);
  }

  /** @param {Element} element */
  const holdsCode = (element) => linesOf(element).length > 0;

  /** @param {Document | ShadowRoot} root @param {Deadline} deadline */
  function textsWithBlocks(root, deadline) {
    const texts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let seen = 0; seen < MAX_TEXT_NODES && walker.nextNode(); seen += 1) {
      if (seen % TEXT_NODES_PER_CLOCK_READING === 0 && deadline.isOver()) break;
      const { nodeValue, parentElement: parent } = walker.currentNode;
      const blocks = countBlocks(nodeValue);
      if (blocks > 0) texts.push({ parent, blocks });
    }
    return texts;
  }

  /**
   * @param {string[]} lines of block elements
   * @returns {{ columns: number, rows: number, rowsPerLine: 2 | 4, filled: [x: number, y: number][] }} the
   * quarters of characters that are filled: a line has two rows of them, and `rowsPerLine` says how many
   * half character widths a line is high
   */
  function quartersOf(lines) {
    const characters = lines.map((line) => [...line]);
    /** @type {[x: number, y: number][]} */
    const filled = [];
    for (const [y, line] of characters.entries()) {
      for (const [x, character] of line.entries()) {
        const at = (character.codePointAt(0) ?? 0) - FIRST_BLOCK;
        const quarters = Number.parseInt(QUARTERS[at] ?? "0", 16);
        for (let k = 0; k < 4; k += 1) {
          if (quarters & (1 << k)) filled.push([2 * x + (k % 2), 2 * y + (k >> 1)]);
        }
      }
    }
    return {
      columns: 2 * Math.max(0, ...characters.map((line) => line.length)),
      rows: 2 * lines.length,
      rowsPerLine: lines.some((line) => QUARTER_BLOCKS.test(line)) ? 2 : 4,
      filled,
    };
  }

  return Object.freeze({
    codeLines,
    countBlocks,
    holdsCode,
    nearestHolders,
    quartersOf,

    /**
     * @param {Document | ShadowRoot} root
     * @param {Deadline} deadline
     * @returns {Set<Element>} the elements that hold a code's lines
     */
    within(root, deadline) {
      const holdsCode = (/** @type {Element} */ element) => linesOf(element).length > 0;
      /** @type {Set<Element>} */
      const found = new Set();
      for (const field of root.querySelectorAll("textarea")) {
        if (deadline.isOver()) return found;
        if (holdsCode(field)) found.add(field);
      }
      const texts = textsWithBlocks(root, deadline);
      const parentOf = (/** @type {Element} */ element) => element.parentElement;
      const holders = nearestHolders(texts, parentOf, holdsCode, deadline);
      return new Set([...found, ...holders]);
    },

    /** @param {Element} element @returns {DOMRect} of its text: a line's element may be as wide as the page */
    rectOf(element) {
      if (element instanceof HTMLTextAreaElement) return element.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect();
    },

    /** Draws the code without gaps. @param {Element} element @returns {string} a data URL */
    pngOf(element) {
      const { columns, rows, rowsPerLine, filled } = quartersOf(linesOf(element));
      const [width, height] = [CHARACTER_WIDTH_PX / 2, (CHARACTER_WIDTH_PX * rowsPerLine) / 4];
      const canvas = document.createElement("canvas");
      canvas.width = columns * width + 2 * MARGIN_PX;
      canvas.height = rows * height + 2 * MARGIN_PX;
      const context = canvas.getContext("2d");
      if (!context) return "";
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = "#000";
      for (const [x, y] of filled) {
        context.fillRect(MARGIN_PX + x * width, MARGIN_PX + y * height, width, height);
      }
      return canvas.toDataURL("image/png");
    },
  });
})();
