// Help for the day something goes wrong. It works without the worker: words, links, and a clock.

import { el, query } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { message, translatePage } from "../ui/words.js";

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

/** Codes come from this clock: the first thing to look at when one is refused. */
function runClock() {
  /** @type {HTMLElement} */
  const clock = query("#clock");
  const told = new Intl.DateTimeFormat(message("lang"), { dateStyle: "long", timeStyle: "medium" });
  const tick = () => {
    clock.textContent = told.format(new Date());
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
