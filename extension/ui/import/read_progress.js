// Shows that a file is being read. Most files take less than 300 ms; some apps encrypt theirs so
// that it takes a minute. Then the elapsed time and a stop button are shown.

import { button, el } from "../dom.js";
import { message, plural } from "../i18n.js";

const SHOW_AFTER_MS = 300;
const SHOW_SLOW_TEXT_AFTER_MS = 4000;
const SECOND_MS = 1000;

/**
 * @param {HTMLElement} place whose content is replaced once reading is slow
 * @param {(() => void) | null} onStop
 * @returns {() => void} must be called when reading is over
 */
export function showReadProgress(place, onStop) {
  const began = performance.now();
  const text = el("p", { role: "status", message: "options_import_reading" });
  const bar = el("progress", { "aria-label": message("options_import_reading") });
  const elapsed = el("span", { class: "quiet elapsed", role: "timer" });
  const choices = el("div", { class: "choices" }, elapsed);
  if (onStop) choices.prepend(stopButton(onStop));
  const element = el("div", { class: "progress" }, text, bar, choices);
  const slow = setTimeout(() => place.replaceChildren(element), SHOW_AFTER_MS);
  const verySlow = setTimeout(() => {
    text.textContent = message("options_import_slow");
  }, SHOW_SLOW_TEXT_AFTER_MS);
  const ticking = setInterval(() => {
    const seconds = Math.round((performance.now() - began) / SECOND_MS);
    elapsed.textContent = plural("options_import_elapsed", seconds);
  }, SECOND_MS);
  return () => {
    clearTimeout(slow);
    clearTimeout(verySlow);
    clearInterval(ticking);
  };
}

/** @param {() => void} onStop */
function stopButton(onStop) {
  const stop = button({ message: "options_import_stop", command: "import.stop" });
  stop.addEventListener("click", () => {
    stop.ariaDisabled = "true"; // one click is enough
    onStop();
  });
  return stop;
}
