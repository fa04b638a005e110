// Reads a page's own pictures, as far as the browser allows it: images of its own origin, canvases, SVG
// drawings, codes in block characters. They are read if the capture gave no code. The page may have changed
// them since the capture, so an account that is read here is added only after confirmation.

globalThis.kakomiPictureSources ??= (() => {
  const UNREADABLE = new Set(["picture", "object", "embed"]);
  const SEARCH_BUDGET_MS = 100;
  const READ_BUDGET_MS = 800; // after this time no further picture is read
  const MAX_ELEMENTS = 5000;
  const MAX_PICTURES = 4;
  const MAX_SIDE_PX = 2400;
  const DRAWING_SIDE_PX = 800; // a drawing's longer side
  const MAX_DRAWING_PARTS = 50_000;
  const MAX_URL_CHARACTERS = 4_000_000;
  const MAX_LOAD_MS = 800;
  const MIN_SHARE_IN_BOX = 0.3;

  /** @param {CanvasImageSource} source @param {number} width @param {number} height */
  function pngOf(source, width, height) {
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d");
    context?.drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png"); // throws if the picture is of another origin
  }

  /** @param {string} address @returns {Promise<HTMLImageElement>} */
  async function loaded(address) {
    const image = new Image();
    image.src = address;
    const timeout = new Promise((_, reject) =>
      setTimeout(() => reject(new Error("not loaded in time")), MAX_LOAD_MS),
    );
    await Promise.race([image.decode(), timeout]);
    return image;
  }

  /** @param {SVGSVGElement} drawing */
  async function pngOfDrawing(drawing) {
    const shown = drawing.getBoundingClientRect();
    const [width = 1, height = 1] = /** @type {const} */ (["width", "height"]).map(
      (side) => Number.parseFloat(drawing.getAttribute(side) ?? "") || shown[side],
    );
    const scale = DRAWING_SIDE_PX / Math.max(width, height, 1);
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

  /** @param {Element} element @returns {Promise<string>} a data URL; empty if it cannot be read */
  async function read(element) {
    try {
      if (element instanceof HTMLCanvasElement) {
        const { width, height } = element;
        if (Math.max(width, height) > MAX_SIDE_PX) return pngOf(element, width, height);
        return element.toDataURL("image/png");
      }
      if (element instanceof SVGSVGElement) {
        if (element.getElementsByTagName("*").length > MAX_DRAWING_PARTS) return "";
        return await pngOfDrawing(element);
      }
      if (element instanceof HTMLImageElement) {
        const { naturalWidth, naturalHeight } = element;
        return naturalWidth ? pngOf(element, naturalWidth, naturalHeight) : "";
      }
      if (element instanceof HTMLInputElement) {
        const image = await loaded(element.src);
        return pngOf(image, image.naturalWidth, image.naturalHeight);
      }
      if (kakomiBlockCharacters.holdsCode(element)) return kakomiBlockCharacters.pngOf(element);
      const background = kakomiQrCandidates.backgroundOf(element);
      if (background) {
        const image = await loaded(background);
        return pngOf(image, image.naturalWidth, image.naturalHeight);
      }
    } catch (error) {
      console.debug("kakomi: a picture cannot be read", error);
    }
    return "";
  }

  /** @param {Element[]} elements @returns {Promise<string[]>} data URLs of the first ones */
  async function readAll(elements) {
    const deadline = kakomiQrCandidates.deadlineIn(READ_BUDGET_MS);
    const urls = [];
    for (const element of elements.slice(0, MAX_PICTURES)) {
      if (deadline.isOver()) break;
      urls.push(await read(element));
    }
    return urls.filter((url) => url !== "" && url.length <= MAX_URL_CHARACTERS);
  }

  /**
   * @returns {KakomiPoint | null} the upper left corner of this frame in the window; null if a frame above it
   * belongs to another origin
   */
  function frameCorner() {
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
   * @param {Pick<DOMRect, "left" | "top" | "right" | "bottom" | "width" | "height">} rect
   * @param {KakomiBox} box
   * @returns {number} the share of the rectangle's area that is in the box
   */
  function shareInBox({ left, top, right, bottom, width, height }, box) {
    const across = Math.min(right, box.x + box.width) - Math.max(left, box.x);
    const down = Math.min(bottom, box.y + box.height) - Math.max(top, box.y);
    return across > 0 && down > 0 ? (across * down) / (width * height) : 0;
  }

  /** @returns {{ element: Element, rect: DOMRect }[]} the elements that may be readable, found within the search budget */
  function readableElements() {
    const deadline = kakomiQrCandidates.deadlineIn(SEARCH_BUDGET_MS);
    const found = [];
    for (const { element, isText } of kakomiQrCandidates.elementsWithin(document, deadline)) {
      if (found.length >= MAX_ELEMENTS || deadline.isOver()) break;
      if (UNREADABLE.has(element.localName)) continue;
      const rect = isText ? kakomiBlockCharacters.rectOf(element) : element.getBoundingClientRect();
      found.push({ element, rect });
    }
    return found;
  }

  return Object.freeze({
    shareInBox,

    /** @returns {Promise<string[]>} data URLs of the candidates in view */
    async inView() {
      return readAll((await kakomiQrCandidates.classified()).inView);
    },

    /** @param {KakomiBox} box CSS px of the window @returns {Promise<string[]>} data URLs of the pictures in it */
    async under(box) {
      const corner = frameCorner();
      if (!corner) return [];
      const here = { ...box, x: box.x - corner.x, y: box.y - corner.y };
      const shares = readableElements()
        .map(({ element, rect }) => ({ element, share: shareInBox(rect, here) }))
        .filter(({ share }) => share > MIN_SHARE_IN_BOX)
        .sort((one, other) => other.share - one.share);
      return readAll(shares.map(({ element }) => element));
    },

    /**
     * @param {string} address
     * @returns {Promise<{ box: KakomiBox | null, picture: string }>} where the picture of that address is visible,
     * in shares of the window, and the picture as a data URL; null and "" if they cannot be read
     */
    async of(address) {
      const found = [...document.images].filter(({ currentSrc, src }) =>
        [currentSrc, src].includes(address),
      );
      const rect = found[0]?.getBoundingClientRect();
      const corner = frameCorner();
      const { innerWidth, innerHeight } = corner ? (window.top ?? window) : window;
      const box = rect &&
        corner && {
          x: (rect.x + corner.x) / innerWidth,
          y: (rect.y + corner.y) / innerHeight,
          width: rect.width / innerWidth,
          height: rect.height / innerHeight,
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
