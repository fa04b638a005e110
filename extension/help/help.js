// The help page: an index with a search, and one topic at a time. It works without the worker.

import { el, query } from "../ui/dom.js";
import { message, translatePage } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { foldText } from "../ui/match.js";

/** @typedef {import("../ui/icons.js").IconName} IconName */

/** @type {HTMLElement} */
const nav = query("#nav");
/** @type {HTMLElement} */
const index = query("#topics");
/** @type {HTMLElement} */
const overview = query("#overview");
/** @type {HTMLInputElement} */
const search = query("#search");
/** @type {HTMLElement} */
const none = query("#no-topic");
const articles = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article")]);

/**
 * Puts the names of controls into the texts, which name a control by its message: "[scan_region]".
 * The manual does the same (tests/manual/chapters.py).
 */
function nameControls() {
  /** @type {NodeListOf<HTMLElement>} */
  const texts = document.querySelectorAll("article [data-message]");
  for (const text of texts) {
    text.textContent = (text.textContent ?? "").replace(/\[(\w+)\]/g, (_, key) =>
      message("help_control", message(key)),
    );
  }
}

function fillIndex() {
  for (const article of articles) {
    const name = /** @type {IconName} */ (article.dataset.icon);
    const title = message(`help_${article.id}`);
    const link = el("a", { href: `#${article.id}` }, icon(name), el("span", { text: title }));
    nav.append(link);
    const lead = article.querySelector("p")?.textContent ?? "";
    const text = el("span", {}, el("b", { text: title }), el("span", { text: lead }));
    const entry = el("a", { class: "next-step", href: `#${article.id}` }, icon(name, 24), text);
    entry.append(icon("next", 18));
    index.append(el("li", { "data-topic": article.id }, entry));
  }
}

/** Lists the topics that have every typed word. */
function find() {
  const words = foldText(search.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const article of articles) {
    const text = foldText(article.textContent ?? "");
    /** @type {HTMLElement} */
    const entry = query(`[data-topic="${article.id}"]`, index);
    entry.hidden = !words.every((word) => text.includes(word));
    if (!entry.hidden) count += 1;
  }
  none.hidden = count > 0;
  none.textContent = message("no_match", search.value.trim());
}

/** Shows the topic that the address names, or the index. */
function showTopic() {
  const topic = articles.find(({ id }) => id === location.hash.slice(1));
  for (const article of articles) article.hidden = article !== topic;
  overview.hidden = topic !== undefined;
  for (const link of nav.querySelectorAll("a")) {
    const isCurrent = topic ? link.hash === `#${topic.id}` : link.hash === "#";
    if (isCurrent) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else link.removeAttribute("aria-current");
  }
  const title = topic ? message(`help_${topic.id}`) : message("help_title");
  document.title = `${title} – Kakomi`;
  topic?.focus({ preventScroll: true });
  scrollTo(0, 0);
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
nameControls();
query("#to-options").prepend(icon("accounts"));
query(".search").prepend(icon("search", 16));
nav.append(el("a", { href: "#" }, icon("help"), el("span", { message: "help_title" })));
fillIndex();
showTopic();
search.addEventListener("input", find);
addEventListener("hashchange", showTopic);
runClock();
