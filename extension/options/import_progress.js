// What is seen while a file is being opened. Most are done before anything is; some apps seal theirs so that
// it takes a minute: then how long it has been, and a way to stop it.

import { button, make } from "../ui/dom.js";
import { words, wordsOf } from "../ui/words.js";

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
  const text = make("p", { role: "status", words: "options_import_reading" });
  const bar = make("progress", { "aria-label": words("options_import_reading") });
  const elapsed = make("span", { class: "quiet elapsed", role: "timer" });
  const choices = make("div", { class: "choices" }, elapsed);
  if (onStop) choices.prepend(stopButton(onStop));
  const element = make("div", { class: "progress" }, text, bar, choices);
  const slow = setTimeout(() => place.replaceChildren(element), SLOW_MS);
  const verySlow = setTimeout(() => {
    text.textContent = words("options_import_slow");
  }, VERY_SLOW_MS);
  const ticking = setInterval(() => {
    const seconds = Math.round((performance.now() - began) / SECOND_MS);
    elapsed.textContent = wordsOf("options_import_elapsed", seconds);
  }, SECOND_MS);
  return () => {
    clearTimeout(slow);
    clearTimeout(verySlow);
    clearInterval(ticking);
  };
}

/** @param {() => void} onStop */
function stopButton(onStop) {
  const stop = button({ words: "options_import_stop", command: "import.stop" });
  stop.addEventListener("click", () => {
    stop.ariaDisabled = "true"; // pressed once is enough
    onStop();
  });
  return stop;
}
