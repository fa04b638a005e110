// Which of the popup's few faces is shown, and where the two scan buttons stand. There is only ever
// one of each of them on the page. A face is an element with data-face; no more is needed for a new one.

const home = /** @type {HTMLElement} */ (document.getElementById("home"));
const result = /** @type {HTMLElement} */ (document.getElementById("result"));
const back = /** @type {HTMLElement} */ (document.getElementById("back"));
const actions = /** @type {HTMLElement} */ (document.getElementById("actions"));
const header = /** @type {HTMLElement} */ (document.querySelector("header"));
const emptyActions = /** @type {HTMLElement} */ (document.getElementById("empty-actions"));
const troubleText = /** @type {HTMLElement} */ (document.getElementById("trouble-text"));
const troubleHelp = /** @type {HTMLElement} */ (document.getElementById("trouble-help"));
const faces = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-face]")]);

const SLOWEST_FRAME_MS = 500;

/** @returns {Promise<void>} once the browser has shown what the page began with: all else can wait */
export function shown() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length > 0) resolve();
    }).observe({ type: "paint", buffered: true });
    setTimeout(resolve, SLOWEST_FRAME_MS); // a page in the background is not painted at all
  });
}

/** @typedef {"loading" | "rows" | "empty" | "lock" | "trouble"} Face */

/** @type {Face} */
let face = "loading";
// Until something is known the page shows nothing at all, rather than something for a moment.
let begun = false;

function place() {
  if (!begun) return;
  const away = !result.hidden;
  document.body.dataset.view = away ? "result" : face;
  home.hidden = away;
  back.hidden = !away;
  for (const element of faces) element.hidden = element.dataset.face !== face;
  const parent = face === "empty" ? emptyActions : header;
  if (away || face === "lock" || face === "trouble") actions.remove();
  else if (actions.parentElement !== parent) parent.append(actions);
}

/** @param {Face} shown what home shows, now or when it is come back to */
export function homeShows(shown) {
  if (begun && face === shown) return;
  begun = true;
  face = shown;
  place();
}

/**
 * @param {string} text why there is nothing to show
 * @param {{ page: string, label: string }} [help] where more can be done about it
 */
export function homeShowsTrouble(text, help) {
  troubleText.textContent = text;
  troubleHelp.hidden = !help;
  troubleHelp.textContent = help?.label ?? "";
  troubleHelp.dataset.page = help?.page ?? "";
  homeShows("trouble");
}

/** @param {HTMLElement} card */
export function showResult(card) {
  result.replaceChildren(card);
  result.hidden = false;
  place();
}

export function showHome() {
  result.hidden = true;
  result.replaceChildren();
  place();
}

export function resultIsShown() {
  return !result.hidden;
}

export function homeFace() {
  return face;
}

/** The popup may grow while it is open, and does not shrink: nothing moves away under the pointer. */
export function holdHeight() {
  let tallest = 0;
  new ResizeObserver(([entry]) => {
    const height = Math.ceil(entry?.borderBoxSize[0]?.blockSize ?? 0);
    if (height <= tallest) return;
    tallest = height;
    document.body.style.minHeight = `${height}px`;
  }).observe(document.body);
}
