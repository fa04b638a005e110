// Geometry of the box, without document or events. Lengths are CSS px.
//
// 1. A box is always within its bounds.
// 2. The direction of the drag does not matter.
// 3. A drag shorter than STRAY_PX in one direction was a click, not a box.

globalThis.kakomiBox = (() => {
  const STRAY_PX = 8;
  const STEP_PX = 10;
  const SMALLEST_PX = 16; // the smallest box that keys can make
  const DEFAULT_SHARE = 0.4; // of the shorter side
  const DEFAULT_MOST_PX = 320;

  /** @type {Record<string, [number, number]>} */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /** @param {number} value @param {number} least @param {number} most */
  const clamped = (value, least, most) => Math.max(least, Math.min(value, most));

  return Object.freeze({
    /**
     * Returns the box between two corners, in any direction.
     * @param {KakomiPoint} from
     * @param {KakomiPoint} to
     * @param {KakomiSize} within
     * @returns {KakomiBox}
     */
    spanned(from, to, within) {
      const [ax, bx] = [clamped(from.x, 0, within.width), clamped(to.x, 0, within.width)];
      const [ay, by] = [clamped(from.y, 0, within.height), clamped(to.y, 0, within.height)];
      return {
        x: Math.min(ax, bx),
        y: Math.min(ay, by),
        width: Math.abs(ax - bx),
        height: Math.abs(ay - by),
      };
    },

    /**
     * Returns the square that the first key shows.
     * @param {KakomiSize} within
     * @returns {KakomiBox}
     */
    centred(within) {
      const shorter = Math.min(within.width, within.height);
      const side = Math.round(Math.min(shorter * DEFAULT_SHARE, DEFAULT_MOST_PX));
      return {
        x: Math.round((within.width - side) / 2),
        y: Math.round((within.height - side) / 2),
        width: side,
        height: side,
      };
    },

    /**
     * Returns the step of an arrow key. With Alt or Ctrl it is one px long; with Shift it changes the size. Both are
     * accepted, because macOS takes Ctrl with an arrow and some desktops take Alt with an arrow.
     * @param {Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey">} key
     * @returns {KakomiStep | null} null for any other key
     */
    step({ key, shiftKey, altKey, ctrlKey }) {
      const arrow = ARROWS[key];
      if (!arrow) return null;
      const length = altKey || ctrlKey ? 1 : STEP_PX;
      return {
        what: shiftKey ? "resize" : "move",
        dx: arrow[0] * length,
        dy: arrow[1] * length,
      };
    },

    /**
     * Returns the box after one step.
     * @param {KakomiBox} box
     * @param {KakomiStep} step
     * @param {KakomiSize} within
     * @returns {KakomiBox}
     */
    stepped(box, { what, dx, dy }, within) {
      if (what === "move") {
        return {
          ...box,
          x: clamped(box.x + dx, 0, Math.max(0, within.width - box.width)),
          y: clamped(box.y + dy, 0, Math.max(0, within.height - box.height)),
        };
      }
      return {
        ...box,
        width: clamped(box.width + dx, SMALLEST_PX, Math.max(SMALLEST_PX, within.width - box.x)),
        height: clamped(box.height + dy, SMALLEST_PX, Math.max(SMALLEST_PX, within.height - box.y)),
      };
    },

    /**
     * Whether this was a click rather than a box.
     * @param {KakomiBox} box
     */
    stray(box) {
      return box.width < STRAY_PX || box.height < STRAY_PX;
    },

    /**
     * Returns the box relative to another corner and scaled, rounded to a hundredth of a px.
     * @param {KakomiBox} box
     * @param {KakomiPoint} from
     * @param {number} factor
     * @returns {KakomiBox}
     */
    scaled(box, from, factor) {
      /** @param {number} length */
      const rounded = (length) => Math.round(length * factor * 100) / 100;
      return {
        x: rounded(box.x - from.x),
        y: rounded(box.y - from.y),
        width: rounded(box.width),
        height: rounded(box.height),
      };
    },
  });
})();
