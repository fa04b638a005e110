// The help page. It works without the worker.

import { el, query } from "../ui/dom.js";
import { message, translatePage } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */

/** @type {HTMLElement} */
const nav = query("#nav");

function showNav() {
  for (const article of document.querySelectorAll("article")) {
    const name = /** @type {IconName} */ (article.dataset.icon);
    const link = el("a", { href: `#${article.id}` }, icon(name));
    link.append(el("span", { message: `help_${article.id}` }));
    nav.append(link);
  }
}

function markCurrent() {
  for (const link of nav.querySelectorAll("a")) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  const article = document.getElementById(location.hash.slice(1));
  article?.focus({ preventScroll: true });
  article?.scrollIntoView();
}

/**
 * Shows the clock that codes are calculated from. It is the first thing to check when a code is
 * refused.
 */
function runClock() {
  /** @type {HTMLElement} */
  const clock = query("#clock");
  const format = new Intl.DateTimeFormat(message("lang"), {
    dateStyle: "long",
    timeStyle: "medium",
  });
  const tick = () => {
    clock.textContent = format.format(new Date());
    setTimeout(tick, 1000 - (Date.now() % 1000));
  };
  tick();
}

translatePage();
document.title = `${message("help_title")} – Kakomi`;
query("#to-options").prepend(icon("accounts"));
showNav();
markCurrent();
addEventListener("hashchange", markCurrent);
runClock();
