// What is seen while a file is being opened. Most are done before anything is; some apps seal theirs so that
// it takes a minute: then how long it has been, and a way to stop it.

import { button, el } from "../ui/dom.js";
import { message, plural } from "../ui/words.js";

const SLOW_MS = 300;
const VERY_SLOW_MS = 4000;
const SECOND_MS = 1000;

/**
 * @param {HTMLElement} place whose content makes way, once it is slow
 * @param {(() => void) | null} onStop
 * @returns {() => void} to be called when it is over
 */
export function showProgress(place, onStop) {
  const began = performance.now();
  const text = el("p", { role: "status", message: "options_import_reading" });
  const bar = el("progress", { "aria-label": message("options_import_reading") });
  const elapsed = el("span", { class: "quiet elapsed", role: "timer" });
  const choices = el("div", { class: "choices" }, elapsed);
  if (onStop) choices.prepend(stopButton(onStop));
  const element = el("div", { class: "progress" }, text, bar, choices);
  const slow = setTimeout(() => place.replaceChildren(element), SLOW_MS);
  const verySlow = setTimeout(() => {
    text.textContent = message("options_import_slow");
  }, VERY_SLOW_MS);
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
    stop.ariaDisabled = "true"; // pressed once is enough
    onStop();
  });
  return stop;
}
