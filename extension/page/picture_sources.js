// The pictures of a page themselves, as far as the page lets them be read: an image of its own
// origin, a canvas, a drawing, what is written in block characters. Read when what was captured gave
// nothing; what the page could have changed meanwhile is never kept unasked.

globalThis.kakomiSources ??= (() => {
  const ELEMENTS = "img, canvas, svg, input[type=image]";
  const MOST = 4;
  const MOST_PX = 2400; // of a side
  const DRAWN_PX = 800; // a drawing's longer side
  const MOST_CHARACTERS = 4_000_000;
  const PATIENCE_MS = 800;

  /** @param {CanvasImageSource} source @param {number} width @param {number} height */
  function pngOf(source, width, height) {
    const scale = Math.min(1, MOST_PX / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d");
    context?.drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png"); // throws where the picture is another origin's
  }

  /** @param {string} address @returns {Promise<HTMLImageElement>} */
  async function loaded(address) {
    const image = new Image();
    image.src = address;
    const late = new Promise((_, reject) =>
      setTimeout(() => reject(new Error("late")), PATIENCE_MS),
    );
    await Promise.race([image.decode(), late]);
    return image;
  }

  /** @param {SVGSVGElement} drawing */
  async function pngOfDrawing(drawing) {
    const shown = drawing.getBoundingClientRect();
    const [width = 1, height = 1] = /** @type {const} */ (["width", "height"]).map(
      (side) => Number.parseFloat(drawing.getAttribute(side) ?? "") || shown[side],
    );
    const scale = DRAWN_PX / Math.max(width, height, 1);
    const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
    if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
    copy.removeAttribute("style");
    copy.removeAttribute("class");
    copy.setAttribute("width", String(width * scale));
    copy.setAttribute("height", String(height * scale));
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const text = new XMLSerializer().serializeToString(copy);
    const image = await loaded(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`);
    return pngOf(image, width * scale, height * scale);
  }

  /** @param {Element} element @returns {Promise<string>} a data URL; empty where it can't be read */
  async function read(element) {
    try {
      if (element instanceof HTMLCanvasElement) return element.toDataURL("image/png");
      if (element instanceof SVGSVGElement) return await pngOfDrawing(element);
      if (element instanceof HTMLImageElement) {
        const { naturalWidth, naturalHeight } = element;
        return naturalWidth ? pngOf(element, naturalWidth, naturalHeight) : "";
      }
      if (element instanceof HTMLInputElement) {
        const image = await loaded(element.src);
        return pngOf(image, image.naturalWidth, image.naturalHeight);
      }
      if (kakomiWritten.isWritten(element)) return kakomiWritten.pngOf(element);
    } catch (error) {
      console.debug("kakomi: not to be read", error);
    }
    return "";
  }

  /** @param {Element[]} elements @returns {Promise<string[]>} */
  async function readAll(elements) {
    const read_ = [];
    for (const element of elements.slice(0, MOST)) read_.push(await read(element));
    return read_.filter((url) => url !== "" && url.length <= MOST_CHARACTERS);
  }

  /** Where this frame's upper left corner is in the window; null where that is nobody's business. */
  function corner() {
    let [x, y] = [0, 0];
    for (let view = /** @type {Window} */ (window); view !== view.top; view = view.parent) {
      const frame = view.frameElement;
      if (!frame) return null;
      const { left, top } = frame.getBoundingClientRect();
      x += left + frame.clientLeft;
      y += top + frame.clientTop;
    }
    return { x, y };
  }

  /**
   * How much of it lies in the box.
   * @param {DOMRect} place
   * @param {KakomiBox} box in this frame
   */
  function shared({ left, top, right, bottom, width, height }, box) {
    const across = Math.min(right, box.x + box.width) - Math.max(left, box.x);
    const down = Math.min(bottom, box.y + box.height) - Math.max(top, box.y);
    return across > 0 && down > 0 ? (across * down) / (width * height) : 0;
  }

  return Object.freeze({
    /** Those a code is likely in, of what is in view. */
    async inView() {
      return readAll((await kakomiLikely.sorted()).inView);
    },

    /** Those under a box. @param {KakomiBox} box CSS px of the window */
    async under(box) {
      const at = corner();
      if (!at) return [];
      const here = { ...box, x: box.x - at.x, y: box.y - at.y };
      const drawn = [...document.querySelectorAll(ELEMENTS)].map((element) => ({
        element,
        place: element.getBoundingClientRect(),
      }));
      const written = [...kakomiWritten.within(document)].map((element) => ({
        element,
        place: kakomiWritten.placeOf(element),
      }));
      const shares = [...drawn, ...written]
        .map(({ element, place }) => ({ element, share: shared(place, here) }))
        .filter(({ share }) => share > 0.3)
        .sort((one, other) => other.share - one.share);
      return readAll(shares.map(({ element }) => element));
    },

    /**
     * The picture of that address: where it is seen, in shares of the window, and itself.
     * @param {string} address
     */
    async of(address) {
      const found = [...document.images].filter(({ currentSrc, src }) =>
        [currentSrc, src].includes(address),
      );
      const place = found[0]?.getBoundingClientRect();
      const at = corner();
      const { innerWidth: across, innerHeight: down } = at ? (window.top ?? window) : window;
      const box = place &&
        at && {
          x: (place.x + at.x) / across,
          y: (place.y + at.y) / down,
          width: place.width / across,
          height: place.height / down,
        };
      let [picture = ""] = await readAll(found);
      if (!picture) {
        const image = await loaded(address).catch(() => null);
        picture = image ? ((await readAll([image]))[0] ?? "") : "";
      }
      return { box: box ?? null, picture };
    },
  });
})();
