// Which view the popup shows. A view is an element with data-view-name.

const home = /** @type {HTMLElement} */ (document.getElementById("home"));
const result = /** @type {HTMLElement} */ (document.getElementById("result"));
const back = /** @type {HTMLElement} */ (document.getElementById("back"));
const troubleText = /** @type {HTMLElement} */ (document.getElementById("trouble-text"));
const troubleHelp = /** @type {HTMLElement} */ (document.getElementById("trouble-help"));
const viewElements = /** @type {HTMLElement[]} */ ([
  ...document.querySelectorAll("[data-view-name]"),
]);

const MAX_WAIT_FOR_PAINT_MS = 500;

/** @returns {Promise<void>} resolves after the first paint */
export function firstPaint() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length > 0) resolve();
    }).observe({ type: "paint", buffered: true });
    setTimeout(resolve, MAX_WAIT_FOR_PAINT_MS); // a page in the background is never painted
  });
}

/** @typedef {"loading" | "rows" | "empty" | "lock" | "trouble"} HomeView */

/** @type {HomeView} */
let currentView = "loading";
// Nothing is shown until the view is known, to avoid a flash of another one.
let isShown = false;

function update() {
  if (!isShown) return;
  const isResult = !result.hidden;
  document.body.dataset.view = isResult ? "result" : currentView;
  home.hidden = isResult;
  back.hidden = !isResult;
  for (const element of viewElements) element.hidden = element.dataset.viewName !== currentView;
}

/**
 * Sets the view of the home screen. It is shown now, or when the user comes back from a result.
 * @param {HomeView} shown
 */
export function setHomeView(shown) {
  if (isShown && currentView === shown) return;
  isShown = true;
  currentView = shown;
  update();
}

/**
 * @param {string} text why there is nothing to show
 * @param {{ page: string, label: string }} [help] a page where the user can solve the problem
 */
export function showTrouble(text, help) {
  troubleText.textContent = text;
  troubleHelp.hidden = !help;
  troubleHelp.textContent = help?.label ?? "";
  troubleHelp.dataset.page = help?.page ?? "";
  setHomeView("trouble");
}

/** @param {HTMLElement} card */
export function showResult(card) {
  result.replaceChildren(card);
  result.hidden = false;
  update();
}

export function showHome() {
  result.hidden = true;
  result.replaceChildren();
  update();
}

export function isResultShown() {
  return !result.hidden;
}

export function homeView() {
  return currentView;
}

/** Keeps the popup from shrinking while it is open, so that nothing moves under the pointer. */
export function keepTallestHeight() {
  let tallest = 0;
  new ResizeObserver(([entry]) => {
    const height = Math.ceil(entry?.borderBoxSize[0]?.blockSize ?? 0);
    if (height <= tallest) return;
    tallest = height;
    document.body.style.minHeight = `${height}px`;
  }).observe(document.body);
}
